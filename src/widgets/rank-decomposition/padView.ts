import { setText } from '../base/barsFigure';
import type { WidgetContext } from '../base/widget';
import { type Cell, DRAWING_SIZE, DRAWINGS, type DrawingName, readDrawing, withCell } from './drawing';
import { find } from './find';
import type { RankDecompositionState } from './state';

const PENS: Readonly<Record<string, Cell>> = { plus: 1, minus: -1, zero: 0 };
const KEYS: Readonly<Record<string, Cell>> = {
  '+': 1,
  '=': 1,
  '-': -1,
  '0': 0,
  Delete: 0,
  Backspace: 0,
};
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The grid on which the reader draws a matrix: with a pen, a finger or keys. */
export function createPadView(context: WidgetContext<RankDecompositionState>): {
  update(state: RankDecompositionState): void;
} {
  const { host, signal, translate } = context;
  const [box, pad] = [find(host, '[data-drawing-pad]'), find(host, '[data-pad]')];
  const told = find(host, '[data-pad-told]');
  const cells = Array.from({ length: DRAWING_SIZE ** 2 }, () => document.createElement('span'));
  pad.replaceChildren(...cells);
  let [row, column] = [0, 0];
  let drawing = '';

  const pen = (): Cell => {
    const chosen = host.querySelector<HTMLInputElement>('input[data-field="pen"]:checked');
    return PENS[chosen?.value ?? 'plus'] ?? 1;
  };
  const put = (value: Cell): void => {
    const next = withCell(context.get().drawing, row, column, value);
    if (next !== context.get().drawing) context.set({ drawing: next });
  };
  const mark = (shown: boolean): void => {
    cells.forEach((cell, at) => {
      cell.toggleAttribute('data-at', shown && at === row * DRAWING_SIZE + column);
    });
  };
  const tell = (): void => {
    const value = readDrawing(context.get().drawing)[row * DRAWING_SIZE + column] ?? 0;
    setText(
      told,
      translate('rankDecomposition.cell', {
        ...{ row: row + 1, column: column + 1, value: value > 0 ? '+1' : String(value).replace('-', '−') },
      }),
    );
  };
  const follow = (event: PointerEvent): void => {
    const { left, top, width, height } = pad.getBoundingClientRect();
    const within = (share: number): number =>
      Math.min(DRAWING_SIZE - 1, Math.max(0, Math.floor(share * DRAWING_SIZE)));
    row = within((event.clientY - top) / height);
    column = within((event.clientX - left) / width);
    put(pen());
  };

  pad.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      pad.setPointerCapture(event.pointerId);
      follow(event);
    },
    { signal },
  );
  pad.addEventListener('pointermove', (event) => pad.hasPointerCapture(event.pointerId) && follow(event), {
    signal,
  });
  pad.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const move = MOVES[event.key];
      const value = event.key === ' ' || event.key === 'Enter' ? pen() : KEYS[event.key];
      if (move) {
        const within = (place: number): number => Math.min(DRAWING_SIZE - 1, Math.max(0, place));
        row = within(row + move[0]);
        column = within(column + move[1]);
      } else if (value !== undefined) put(value);
      else return;
      event.preventDefault();
      mark(true);
      tell();
    },
    { signal },
  );
  pad.addEventListener('focus', () => mark(pad.matches(':focus-visible')), { signal });
  pad.addEventListener('blur', () => mark(false), { signal });
  for (const button of host.querySelectorAll<HTMLButtonElement>('[data-drawing-of]')) {
    const name = button.dataset['drawingOf'] as DrawingName;
    button.addEventListener('click', () => context.set({ drawing: DRAWINGS[name] }), { signal });
  }
  signal.addEventListener('abort', () => pad.replaceChildren());

  return {
    update(state) {
      box.hidden = state.matrix !== 'drawn';
      if (box.hidden || state.drawing === drawing) return;
      drawing = state.drawing;
      const values = readDrawing(drawing);
      cells.forEach((cell, at) => {
        cell.dataset['value'] = String(values[at] ?? 0);
      });
    },
  };
}
