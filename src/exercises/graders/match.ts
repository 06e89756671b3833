import type { MatchDefinition, Matching, MatchVariant, Verdict } from '../types';

/** Grades a matching. Nothing is graded before every option has a target. */
export function gradeMatch(
  answer: Matching,
  { key, mistakes = [] }: MatchVariant,
  _: MatchDefinition,
): Verdict {
  const options = Object.keys(key);
  const chosen = (option: string) => (Object.hasOwn(answer, option) ? (answer[option] ?? '') : '');
  const open = options.filter((option) => chosen(option) === '');
  if (open.length === options.length) return { state: 'empty', feedback: [] };
  if (open.length > 0)
    return { state: 'empty', feedback: [{ message: 'partsEmpty', values: { count: open.length } }] };
  const parts = Object.fromEntries(options.map((option) => [option, chosen(option) === key[option]]));
  const right = options.filter((option) => parts[option]).length;
  if (right === options.length) return { state: 'right', feedback: [], parts };
  const told = mistakes
    .filter(({ key: [option, target] }) => chosen(option) === target && !parts[option])
    .map(({ feedback }) => feedback);
  return {
    state: 'wrong',
    feedback: [
      { message: 'partsRight', values: { right, count: options.length } },
      ...[...new Set(told)].map((message) => ({ message })),
    ],
    score: right / options.length,
    parts,
  };
}
