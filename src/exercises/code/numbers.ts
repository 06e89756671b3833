import { decompose } from '../../theory/decomposition';
import type { Random } from '../../training/random';

export type Rows = readonly (readonly number[])[];

/** A number of halves from 0.5 to 2, of either sign: easy to check by hand, and never 0. */
export const half = (random: Random): number => (1 + random.integer(4)) * (random.integer(2) ? 0.5 : -0.5);

/** A matrix of such numbers, or of what `entry` gives. */
export function matrix(random: Random, rows: number, columns: number, entry = half): number[][] {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => entry(random)));
}

export const zeros = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(0));

export const identity = (size: number): number[][] =>
  Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => Number(row === column)),
  );

/** float32, or another order of adding up, is no mistake; any misconception is further off than this. */
const TOLERANCE = 1e-4;

export function near(out: number, expected: number, size = Math.abs(expected)): boolean {
  return Math.abs(out - expected) <= TOLERANCE * Math.max(1, size);
}

export function nearRows(out: Rows, expected: Rows): boolean {
  const size = Math.max(...expected.flat().map(Math.abs));
  return expected.every((row, i) => row.every((value, j) => near(Number(out[i]?.[j]), value, size)));
}

export const minus = (left: Rows, right: Rows): number[][] =>
  left.map((row, i) => row.map((value, j) => value - Number(right[i]?.[j])));

/** The number of singular values that are more than rounding. */
export function rankOf(rows: Rows): number {
  const { terms } = decompose({
    rows: rows.length,
    columns: rows[0]?.length ?? 0,
    data: Float64Array.from(rows.flat()),
  });
  const largest = terms[0]?.value ?? 0;
  return terms.filter(({ value }) => value > TOLERANCE * Math.max(largest, 1e-300)).length;
}
