import type { OrderDefinition, OrderVariant, Verdict } from '../types';

/** Grades an order: a known mistake, or how many of the first items are right so far. */
export function gradeOrder(
  answer: readonly string[],
  { key, mistakes = [] }: OrderVariant,
  _: OrderDefinition,
): Verdict {
  return holdOrder(answer, key, mistakes);
}

export function holdOrder(
  answer: readonly string[],
  key: readonly string[],
  mistakes: OrderVariant['mistakes'] = [],
): Verdict {
  if (answer.length === 0) return { state: 'empty', feedback: [] };
  const same = (order: readonly string[]) =>
    order.length === answer.length && order.every((name, at) => name === answer[at]);
  if (same(key)) return { state: 'right', feedback: [] };
  const parts = Object.fromEntries(answer.map((name, at) => [name, key[at] === name]));
  const score = Object.values(parts).filter(Boolean).length / key.length;
  const mistake = mistakes.find((each) => same(each.key));
  if (mistake) return { state: 'wrong', feedback: [{ message: mistake.feedback }], score, parts };
  const first = key.findIndex((name, at) => name !== answer[at]);
  const message = same([...key].reverse()) ? 'reversed' : first === 0 ? 'firstWrong' : 'firstRight';
  return { state: 'wrong', feedback: [{ message, values: { count: first } }], score, parts };
}
