import type { Random } from '../training/random';

/** The names in random order, and not in the order that is the answer. */
export function shuffled(
  names: readonly string[],
  random: Random,
  answer: readonly string[] = [],
): readonly string[] {
  const order = random.shuffle(names);
  const first = order[0];
  const same = order.length > 1 && order.every((name, at) => name === answer[at]);
  return same && first !== undefined ? [...order.slice(1), first] : order;
}

/** A, B, C: how the targets of a matching are called. */
export const letter = (index: number): string => String.fromCharCode(65 + index);
