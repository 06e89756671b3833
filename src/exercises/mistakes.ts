import { isNear } from './graders/number';
import { TOLERANCE } from './graders/tolerance';
import type { Mistake } from './types';

/** For numbers that must be exact; above what a grader takes for one and the same mistake. */
export const EXACTLY = 0.006;

/**
 * The mistakes whose number differs from the key and from those before it by more than a share of it, above rounding:
 * in some variants two misconceptions give one number, and then the first is told.
 */
export function tellApart(
  key: number,
  mistakes: readonly Mistake<number>[],
  apartBy = 2.1 * TOLERANCE,
): Mistake<number>[] {
  const apart: Mistake<number>[] = [];
  for (const mistake of mistakes) {
    const others = [key, ...apart.map((each) => each.key)];
    if (others.every((each) => !isNear(mistake.key, each, apartBy))) apart.push(mistake);
  }
  return apart;
}
