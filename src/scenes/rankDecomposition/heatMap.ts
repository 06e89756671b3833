import { colourIndex } from '../matrixViewColours';

/** A matrix to be coloured: `limit` is the size of a number in full colour. */
export interface HeatMap {
  readonly rows: number;
  readonly columns: number;
  /** Row-major. What is drawn anew is told by its identity: changed numbers come in a new array. */
  readonly data: Float64Array;
  readonly limit: number;
  /** Shades of grey from black to white, for a picture; else two hues with zero between. */
  readonly grey: boolean;
}

/** 255 colours each, as `colourTable` makes them. */
export interface ColourTables {
  readonly diverging: Uint32Array;
  readonly grey: Uint32Array;
}

/** A scale on which single large numbers are in full colour, so that the rest does not pale beside them. */
export function scaleOf(data: Float64Array): number {
  let [largest, squares] = [0, 0];
  for (const value of data) {
    largest = Math.max(largest, Math.abs(value));
    squares += value * value;
  }
  return Math.min(largest, 3 * Math.sqrt(squares / data.length));
}

/** One pixel a number, RGBA words; `upwards` puts the last row first, as textures want it. */
export function pixelsOf(
  { rows, columns, data, limit, grey }: HeatMap,
  tables: ColourTables,
  upwards = false,
): Uint32Array<ArrayBuffer> {
  const table = grey ? tables.grey : tables.diverging;
  const pixels = new Uint32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const start = (upwards ? rows - 1 - row : row) * columns;
    for (let column = 0; column < columns; column++) {
      pixels[start + column] = table[colourIndex(data[row * columns + column] ?? 0, limit)] ?? 0;
    }
  }
  return pixels;
}
