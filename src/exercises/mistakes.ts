import type { Mistake } from './types';

/**
 * The mistakes that a grader can tell from the right answer and from those before them: further from each by more than
 * twice the tolerance. Variants at which two of them fall together lose one.
 */
export function distinct(
  key: number,
  mistakes: readonly Mistake<number>[],
  tolerance = 0.02,
): readonly Mistake<number>[] {
  const gap = Math.max(2 * tolerance, 0.02);
  const isApart = (value: number, from: number) =>
    Math.abs(value - from) > gap * Math.max(Math.abs(value), Math.abs(from));
  return mistakes.reduce<readonly Mistake<number>[]>(
    (kept, each) =>
      [key, ...kept.map((other) => other.key)].every((from) => isApart(each.key, from))
        ? [...kept, each]
        : kept,
    [],
  );
}
