import { oncePerFrame, watchWidth } from './curvesParts';
import { colourTable, parseRgb, type Rgb } from './matrixViewColours';
import { layoutMatrices, type MatrixViewModel, scaleLimit, type ViewedMatrix } from './matrixViewLayout';
import { type MatrixCell, MatrixPicture } from './matrixViewPicture';

export interface MatrixViewOptions {
  readonly texts: {
    /** Name of the group of pictures. */
    readonly label: string;
    /** What a picture is to a screen reader, as “matrix, arrow keys read its cells”. */
    readonly cursor: string;
    /** A picture's name and shape: “A · 8 × 128”. */
    readonly matrix: (label: string, rows: number, columns: number) => string;
  };
  readonly format: (value: number) => string;
  /** The cell under the pointer or the keyboard's cursor, counted from 0; null when it goes. */
  readonly onRead?: (cell: MatrixCell | null) => void;
  /** Height that all pictures together may take, in CSS pixels: 460 unless said. */
  readonly maxHeight?: number;
}

export interface MatrixViewScene {
  /** A matrix whose numbers changed comes as a new object. */
  update(model: MatrixViewModel): void;
  resize(): void;
  dispose(): void;
}

/** What changes colours or pixels without a word from the page. */
const MEDIA = ['(prefers-color-scheme: dark)', '(forced-colors: active)', 'print'];

/** Matrices as heat maps, true to scale with each other, in `host`. */
export function createMatrixView(host: HTMLElement, options: MatrixViewOptions): MatrixViewScene {
  const { texts, format } = options;
  const view = document.createElement('div');
  view.className = 'matrices';
  view.setAttribute('role', 'group');
  view.setAttribute('aria-label', texts.label);
  host.append(view);
  let model: MatrixViewModel | null = null;
  let colours = readColours(view);
  const pictures = new Map<string, MatrixPicture>();
  const limits = new WeakMap<ViewedMatrix, number>();

  function limitOf(matrix: ViewedMatrix): number {
    const limit = limits.get(matrix) ?? scaleLimit(matrix.data);
    limits.set(matrix, limit);
    return limit;
  }

  function draw(): void {
    const width = host.clientWidth;
    if (!model || width === 0) return;
    const { matrices, scale } = model;
    const layout = layoutMatrices(matrices, {
      width,
      height: options.maxHeight ?? 460,
      pixelRatio: window.devicePixelRatio || 1,
    });
    const common = Math.max(0, ...matrices.map(limitOf));
    const keys = new Set(matrices.map(({ key }) => key));
    for (const [key, picture] of pictures) {
      if (keys.has(key)) continue;
      picture.remove();
      pictures.delete(key);
    }
    matrices.forEach((matrix, index) => {
      const picture =
        pictures.get(matrix.key) ?? new MatrixPicture(texts.cursor, (cell) => options.onRead?.(cell));
      pictures.set(matrix.key, picture);
      picture.show(matrix, {
        layout,
        size: layout.sizes[index] ?? { width: 0, height: 0 },
        limit: scale === 'common' ? common : limitOf(matrix),
        colours,
        label: texts.matrix(matrix.label, matrix.rows, matrix.columns),
        format,
      });
    });
    arrange(
      matrices.map(({ key }) => key),
      layout.stacks,
    );
  }

  let arranged = '';
  /** Moves elements only where the arrangement changed: an element that is moved loses the focus. */
  function arrange(keys: readonly string[], stacks: readonly (readonly number[])[]): void {
    const next = JSON.stringify([keys, stacks]);
    if (next === arranged) return;
    arranged = next;
    const elements = stacks.map((stack) => {
      const element = document.createElement('div');
      element.className = 'matrix-stack';
      element.append(...stack.flatMap((index) => pictures.get(keys[index] ?? '')?.element ?? []));
      return element;
    });
    view.replaceChildren(...elements);
  }

  const recolour = (): void => {
    colours = readColours(view);
    draw();
  };
  const frames = oncePerFrame(draw);
  const stopWatching = watchWidth(host, frames.ask);
  const listening = new AbortController();
  for (const query of MEDIA) {
    matchMedia(query).addEventListener('change', recolour, { signal: listening.signal });
  }
  // Zooming the page changes the device's pixels under the same width or not; both must be drawn anew.
  window.addEventListener('resize', frames.ask, { signal: listening.signal });
  const themes = new MutationObserver(recolour);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });

  return {
    update(next) {
      model = next;
      frames.ask();
    },
    resize: frames.ask,
    dispose() {
      frames.cancel();
      stopWatching();
      listening.abort();
      themes.disconnect();
      for (const picture of pictures.values()) picture.remove();
      pictures.clear();
      view.remove();
    },
  };
}

/** The tokens as the present theme computes them, read off an element that wears them. */
function readColours(view: HTMLElement): Uint32Array {
  const probe = document.createElement('span');
  probe.hidden = true;
  // Forced colours would answer with the system's ink for every token.
  probe.style.setProperty('forced-color-adjust', 'none');
  view.append(probe);
  const read = (token: string, otherwise: Rgb): Rgb => {
    probe.style.color = `var(${token})`;
    return parseRgb(getComputedStyle(probe).color) ?? otherwise;
  };
  const table = colourTable(
    read('--matrix-negative', [0, 84, 148]),
    read('--matrix-middle', [255, 255, 255]),
    read('--matrix-positive', [184, 84, 0]),
  );
  probe.remove();
  return table;
}
