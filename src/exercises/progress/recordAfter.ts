import type { ExerciseResult } from '../result';
import type { ExerciseRecord } from './progress';
import { dueAt } from './review';

/**
 * A record after one more result. A solution that is opened after the right answer to the same variant changes nothing:
 * that is reading up, not giving up.
 */
export function recordAfter(
  before: ExerciseRecord | undefined,
  result: ExerciseResult,
  date: Date,
): ExerciseRecord {
  const { state, score, seed, hints } = result;
  const last = before?.last;
  const sameVariant = last?.seed === seed;
  if (before && state === 'shown' && sameVariant && last?.state === 'right') return before;
  // Later than what it follows, even where the clock was set back: of two results the later one counts.
  const at = Math.max(date.getTime(), (last?.at ?? -1) + 1);
  // A solution that is opened keeps the answer that was given before.
  const answer = result.answer === '' && sameVariant ? (last?.answer ?? '') : result.answer;
  return {
    last: { state, score, seed, answer, hints, at, streak: streakAfter(before, result, at) },
    best: Math.max(before?.best ?? 0, score),
    attempts: (before?.attempts ?? 0) + (state === 'shown' ? 0 : 1),
    rightAt: state === 'right' ? at : (before?.rightAt ?? null),
    wrongAt: state === 'right' ? (before?.wrongAt ?? null) : at,
  };
}

/** Repeating what is not due yet shows little: it keeps the streak, and does not lengthen it. */
function streakAfter(
  before: ExerciseRecord | undefined,
  { state, hints }: ExerciseResult,
  at: number,
): number {
  if (state !== 'right' || hints > 0) return 0;
  if (before === undefined) return 1;
  return dueAt(before) > at ? Math.max(1, before.last.streak) : before.last.streak + 1;
}
