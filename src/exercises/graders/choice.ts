import type { ChoiceDefinition, ChoiceVariant, Feedback, Verdict } from '../types';

/** The feedback of an option stands in the text, inside the `<Option>`. */
export const ofOption = (name: string): Feedback => ({ message: `option:${name}` });

/**
 * Grades a choice. What the chosen options say is the feedback; where several may be right, a choice that is right so
 * far is told that something is missing.
 */
export function gradeChoice(
  answer: readonly string[],
  { key }: ChoiceVariant,
  { several = false }: ChoiceDefinition,
): Verdict {
  const chosen = [...new Set(answer)];
  if (chosen.length === 0) return { state: 'empty', feedback: [] };
  const [right, wrong] = [
    chosen.filter((name) => key.includes(name)),
    chosen.filter((name) => !key.includes(name)),
  ];
  const complete = wrong.length === 0 && right.length === key.length;
  if (complete) return { state: 'right', feedback: chosen.map(ofOption) };
  if (!several) return { state: 'wrong', feedback: chosen.map(ofOption) };
  const feedback = wrong.map(ofOption);
  if (right.length < key.length)
    feedback.push({ message: wrong.length === 0 ? 'moreOptions' : 'alsoMissing' });
  const score = Math.max(0, (right.length - wrong.length) / key.length);
  return { state: 'wrong', feedback, score: Math.min(score, 0.99) };
}
