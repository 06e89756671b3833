import type { Shape } from './types';

/** Sizes that differ from each other, so that each can be called by its letter. */
type Sizes = Readonly<Record<string, number>>;

/** The letter of a size, or the number where it has none. */
export const letterOf = (sizes: Sizes, size: number): string =>
  Object.entries(sizes).find(([, each]) => each === size)?.[0] ?? String(size);

/** A matrix's rows and columns in letters. */
export const shapeOf = (sizes: Sizes, matrix: readonly (readonly number[])[]): Shape => [
  letterOf(sizes, matrix.length),
  letterOf(sizes, matrix[0]?.length ?? 0),
];
