import { TOLERANCE } from './graders/tolerance';
import type { Mistake } from './types';

/**
 * The mistakes that a grader can tell from the right answer and from those before them: further from each by more than
 * twice the tolerance. Where two of them fall together in a variant, the later one is left out.
 */
export function distinct(
  key: number,
  mistakes: readonly Mistake<number>[],
  tolerance = TOLERANCE,
): readonly Mistake<number>[] {
  const gap = Math.max(2 * tolerance, 0.02);
  const isApart = (value: number, from: number) =>
    Math.abs(value - from) > gap * Math.max(Math.abs(value), Math.abs(from));
  const kept: Mistake<number>[] = [];
  for (const each of mistakes) {
    const others = [key, ...kept.map((other) => other.key)];
    if (others.every((from) => isApart(each.key, from))) kept.push(each);
  }
  return kept;
}
