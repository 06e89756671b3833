import type { Field } from '../base/state';

/** What the reader draws: 12 × 12 cells of −1, 0 or 1, row by row. */
export const DRAWING_SIZE = 12;
export type Cell = -1 | 0 | 1;
const CELLS = DRAWING_SIZE * DRAWING_SIZE;

/** Three cells to a letter, so that a link stays short: 27 letters, of which the middle one is three zeros. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz_';

export function readDrawing(text: string): readonly Cell[] {
  return [...text].flatMap((letter) => {
    const code = LETTERS.indexOf(letter);
    return [Math.floor(code / 9), Math.floor(code / 3) % 3, code % 3].map((digit) => (digit - 1) as Cell);
  });
}

export function writeDrawing(cells: readonly Cell[]): string {
  let text = '';
  for (let at = 0; at < CELLS; at += 3) {
    const [one = 0, two = 0, three = 0] = cells.slice(at, at + 3);
    text += LETTERS[9 * (one + 1) + 3 * (two + 1) + three + 1] ?? '';
  }
  return text;
}

/** The drawing with one cell set. */
export function withCell(text: string, row: number, column: number, value: Cell): string {
  const cells = [...readDrawing(text)];
  cells[row * DRAWING_SIZE + column] = value;
  return writeDrawing(cells);
}

const drawn = (value: (row: number, column: number) => Cell): string =>
  writeDrawing(
    Array.from({ length: CELLS }, (_, at) => value(Math.floor(at / DRAWING_SIZE), at % DRAWING_SIZE)),
  );
const within = (place: number, from: number, to: number): boolean => place >= from && place <= to;

/** To begin with: of rank 1, 2, 12 and 0. A diagonal is the simplest drawing, and the worst. */
export const DRAWINGS = {
  block: drawn((row, column) => (within(row, 3, 8) && within(column, 2, 9) ? 1 : 0)),
  cross: drawn((row, column) => (within(row, 5, 6) || within(column, 5, 6) ? 1 : 0)),
  diagonal: drawn((row, column) => (row === column ? 1 : 0)),
  empty: drawn(() => 0),
} as const;
export type DrawingName = keyof typeof DRAWINGS;

export const DRAWING_FIELD: Field<string> = {
  initial: DRAWINGS.cross,
  format: (value) => value,
  parse: (text) =>
    new RegExp(`^[a-z_]{${CELLS / 3}}$`).test(text)
      ? { value: text }
      : { problem: { kind: 'choice', given: text.slice(0, 32), allowed: [] } },
};
