import type { Given, Measure, PredictAnswer, PredictDefinition, PredictVariant, Verdict } from '../types';
import { ofOption } from './choice';
import { holdNumber } from './number';
import { holdOrder } from './order';

/** A number of a measure, for a sentence. */
export function amount(value: number, measure: Measure): Given {
  if (measure === 'bytes') return { as: 'bytes', value };
  if (measure === 'share') return { as: 'share', value };
  return { as: 'number', value };
}

/** Holds a prediction against what the figure measured; before it has, nothing is graded. */
export function gradePredict(
  { prediction, reading }: PredictAnswer,
  variant: PredictVariant,
  { prediction: asked }: PredictDefinition,
): Verdict {
  if (prediction.length === 0) return { state: 'empty', feedback: [] };
  if (asked.ask === 'number') {
    // What could not be graded later must not be locked: a number of bytes needs its unit.
    const key = asked.measure === 'bytes' ? 1e9 : 1;
    const readable = holdNumber(String(prediction), { measure: asked.measure, key });
    if (readable.state === 'unreadable' || readable.state === 'empty') return readable;
  }
  const key = variant.measured(reading);
  if (key === null) return { state: 'empty', feedback: [{ message: 'notMeasured' }] };
  if (asked.ask === 'number') {
    const mistakes = (variant.mistakes ?? []).flatMap((each) =>
      typeof each.key === 'number' ? [{ key: each.key, feedback: each.feedback }] : [],
    );
    const verdict = holdNumber(String(prediction), { ...asked, key: Number(key), mistakes });
    return {
      ...verdict,
      feedback: [
        { message: 'measured', values: { value: amount(Number(key), asked.measure) } },
        ...verdict.feedback,
      ],
    };
  }
  const [given, wanted] = [[prediction].flat(), [key].flat().map(String)];
  const mistakes = (variant.mistakes ?? []).flatMap((each) =>
    Array.isArray(each.key) ? [{ key: each.key as readonly string[], feedback: each.feedback }] : [],
  );
  if (asked.ask === 'order') return holdOrder(given, wanted, mistakes);
  const right = given.length === wanted.length && given.every((name) => wanted.includes(name));
  return { state: right ? 'right' : 'wrong', feedback: given.map(ofOption) };
}
