import { positiveInteger } from './checks';

/** Two standard errors to either side hold about 95 of 100 repetitions of a test. */
export const NORMAL_95 = 1.96;

/**
 * Standard error of a share of right answers, √(p(1 − p)/n): how far it would scatter if the same model met other test
 * sets of the same kind. Nothing about other seeds or other training data is in it.
 *
 * @param share p, from 0 to 1
 * @param questions n, a whole number from 1
 * @throws RangeError naming a parameter that is out of range
 */
export function standardError(share: number, questions: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share must be from 0 to 1, not ${String(share)}`);
  return Math.sqrt((share * (1 - share)) / positiveInteger(questions, 'questions'));
}

/**
 * The difference of two shares in standard errors of that difference, √(s₁² + s₂²). It treats the two tests as
 * independent. Where both models answered the same questions the true error is mostly smaller, and only the answers
 * one by one, which are not published, could tell.
 */
export function standardizedDifference(first: number, second: number, questions: number): number {
  const error = Math.hypot(standardError(first, questions), standardError(second, questions));
  return error === 0 ? (first === second ? 0 : Number.POSITIVE_INFINITY) : Math.abs(first - second) / error;
}

/** Whether a test of so many questions leaves it open which of the two is better (at the 95 % level). */
export function tooCloseToCall(first: number, second: number, questions: number): boolean {
  return standardizedDifference(first, second, questions) < NORMAL_95;
}
