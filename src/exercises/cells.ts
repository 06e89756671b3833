import { distinct } from './mistakes';
import type { Cell, Measure, Mistake } from './types';

/** A table's cell with the mistakes that can be told from its key and from each other. */
export function cell(
  measure: Measure,
  key: number,
  mistakes: readonly Mistake<number>[],
  tolerance?: number,
): Cell {
  return {
    measure,
    key,
    ...(tolerance === undefined ? {} : { tolerance }),
    mistakes: distinct(key, mistakes, tolerance),
  };
}

/** A whole number's cell: nothing is rounded, so nothing but the number itself is right. */
export const exactCell = (key: number, mistakes: readonly Mistake<number>[] = []): Cell =>
  cell('number', key, mistakes, 0);
