import { colourIndex } from './matrixViewColours';
import { averaged, type MatrixViewLayout, moveInMatrix, type ViewedMatrix } from './matrixViewLayout';
import { pointerOver } from './pointerOver';

export interface MatrixCell {
  readonly key: string;
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

interface Look {
  readonly layout: MatrixViewLayout;
  readonly size: { readonly width: number; readonly height: number };
  readonly limit: number;
  readonly colours: Uint32Array;
  readonly label: string;
  readonly format: (value: number) => string;
}

/** One matrix: its label, its canvas with a cursor over it, and the legend of its colours. */
export class MatrixPicture {
  readonly element: HTMLElement;
  readonly #label: HTMLElement;
  readonly #field: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #mark: HTMLElement;
  readonly #legend: HTMLElement;
  readonly #listening = new AbortController();
  readonly #read: (cell: MatrixCell | null) => void;
  #matrix: ViewedMatrix | null = null;
  #cell = 1;
  #at: { row: number; column: number } | null = null;

  constructor(cursorName: string, read: (cell: MatrixCell | null) => void) {
    this.#read = read;
    this.#canvas = document.createElement('canvas');
    this.#canvas.setAttribute('aria-hidden', 'true');
    this.#mark = element('matrix-mark');
    this.#mark.hidden = true;
    this.#field = element('matrix-field', this.#canvas, this.#mark);
    this.#field.tabIndex = 0;
    // Arrows move in two directions, which no native role knows.
    this.#field.setAttribute('role', 'application');
    this.#field.setAttribute('aria-roledescription', cursorName);
    this.#label = element('matrix-label');
    this.#legend = element(
      'matrix-legend',
      element('matrix-number'),
      document.createElement('canvas'),
      element('matrix-number'),
    );
    this.element = element('matrix', this.#label, this.#field, this.#legend);
    this.#listen();
  }

  show(matrix: ViewedMatrix, look: Look): void {
    const { layout, size, limit, colours, label, format } = look;
    this.#matrix = matrix;
    this.#cell = layout.cell;
    this.#label.textContent = label;
    this.#field.setAttribute('aria-label', label);
    // A few pixels' width is drawn as it is, but a finger needs a field around it: see the style sheet.
    sized(this.#canvas, size.width, size.height);
    paint(this.#canvas, matrix, layout, limit, colours);
    const [low, bar, high] = [...this.#legend.children];
    if (low && high) {
      low.textContent = format(-limit);
      high.textContent = format(limit);
    }
    if (bar instanceof HTMLCanvasElement) paintLegend(bar, colours);
    if (this.#at)
      this.#move({
        row: Math.min(this.#at.row, matrix.rows - 1),
        column: Math.min(this.#at.column, matrix.columns - 1),
      });
  }

  remove(): void {
    this.#listening.abort();
    if (this.#at) this.#read(null);
    this.element.remove();
  }

  #move(at: { row: number; column: number } | null): void {
    const matrix = this.#matrix;
    if (!matrix) return;
    const had = this.#at !== null;
    this.#at = at;
    this.#mark.hidden = at === null;
    if (!at) {
      if (had) this.#read(null);
      return;
    }
    const { row, column } = at;
    // Around the cell, and never too small to be seen.
    const side = Math.max(9, this.#cell + 4);
    sized(this.#mark, side, side);
    const [x, y] = [(column + 0.5) * this.#cell - side / 2, (row + 0.5) * this.#cell - side / 2];
    this.#mark.style.translate = `${x}px ${y}px`;
    this.#read({ key: matrix.key, row, column, value: matrix.data[row * matrix.columns + column] ?? 0 });
  }

  #listen(): void {
    const { signal } = this.#listening;
    const follow = (event: PointerEvent): void => {
      const matrix = this.#matrix;
      if (!matrix) return;
      const { x, y } = pointerOver(this.#canvas, event, this.#canvas.clientWidth);
      const within = (pixels: number, count: number): number =>
        Math.min(count - 1, Math.max(0, Math.floor(pixels / this.#cell)));
      const row = within(y, matrix.rows);
      const column = within(x, matrix.columns);
      if (row !== this.#at?.row || column !== this.#at.column) this.#move({ row, column });
    };
    this.#field.addEventListener('pointermove', follow, { signal });
    this.#field.addEventListener('pointerdown', follow, { signal });
    this.#field.addEventListener(
      'pointerleave',
      // A finger that lifts also leaves: what it tapped stays to be read.
      (event) => event.pointerType === 'mouse' && !this.#field.matches(':focus-visible') && this.#move(null),
      { signal },
    );
    this.#field.addEventListener('blur', () => this.#move(null), { signal });
    this.#field.addEventListener(
      'focus',
      () => this.#field.matches(':focus-visible') && this.#move(this.#at ?? { row: 0, column: 0 }),
      { signal },
    );
    this.#field.addEventListener(
      'keydown',
      (event) => {
        if (!this.#matrix || event.altKey || event.metaKey) return;
        const to =
          event.key === 'Escape'
            ? null
            : moveInMatrix(event, this.#at ?? { row: 0, column: 0 }, this.#matrix);
        if (event.key !== 'Escape' && !to) return;
        event.preventDefault();
        this.#move(to);
      },
      { signal },
    );
  }
}

function paint(
  canvas: HTMLCanvasElement,
  matrix: ViewedMatrix,
  { zoom, block }: MatrixViewLayout,
  limit: number,
  colours: Uint32Array,
): void {
  const across = Math.ceil(matrix.columns / block);
  const down = Math.ceil(matrix.rows / block);
  canvas.width = across * zoom;
  canvas.height = down * zoom;
  const pen = canvas.getContext('2d');
  if (!pen || across * down === 0) return;
  const values = averaged(matrix, block);
  const image = new ImageData(across * zoom, down * zoom);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < down; row += 1) {
    const start = row * zoom * across * zoom;
    for (let column = 0; column < across; column += 1) {
      const colour = colours[colourIndex(values[row * across + column] ?? 0, limit)] ?? 0;
      pixels.fill(colour, start + column * zoom, start + (column + 1) * zoom);
    }
    // A cell is as tall as it is wide: its first line of pixels, again.
    for (let again = 1; again < zoom; again += 1) {
      pixels.copyWithin(start + again * across * zoom, start, start + across * zoom);
    }
  }
  pen.putImageData(image, 0, 0);
}

function paintLegend(canvas: HTMLCanvasElement, colours: Uint32Array): void {
  canvas.width = colours.length;
  canvas.height = 1;
  const image = new ImageData(colours.length, 1);
  new Uint32Array(image.data.buffer).set(colours);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

function element(name: string, ...children: HTMLElement[]): HTMLElement {
  const made = document.createElement('div');
  made.className = name;
  made.append(...children);
  return made;
}

function sized(target: HTMLElement, width: number, height: number): void {
  target.style.width = `${width}px`;
  target.style.height = `${height}px`;
}
