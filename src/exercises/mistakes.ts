import { isNear, TOLERANCE } from './graders/number';
import type { Mistake } from './types';

/**
 * The mistakes whose number differs from the key and from those before it by more than rounding: in some variants two
 * misconceptions give one number, and then the first is told.
 */
export function tellApart(key: number, mistakes: readonly Mistake<number>[]): Mistake<number>[] {
  const apart: Mistake<number>[] = [];
  for (const mistake of mistakes) {
    const others = [key, ...apart.map((each) => each.key)];
    if (others.every((each) => !isNear(mistake.key, each, 1.5 * TOLERANCE))) apart.push(mistake);
  }
  return apart;
}
