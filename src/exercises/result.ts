import type { Kind } from './types';

/** The event by which an exercise tells the page what was answered; it bubbles, and its detail is an `ExerciseResult`. */
export const RESULT_EVENT = 'exercise-result';

/** Told after every graded attempt, and when the solution is opened. */
export interface ExerciseResult {
  /** `<lesson>/<name>`. */
  readonly exercise: string;
  readonly kind: Kind;
  /** The variant that was answered. */
  readonly seed: number;
  readonly state: 'wrong' | 'right' | 'shown';
  /** From 0 to 1: 1 when right, 0 for a solution that was looked at, between them for a part of several. */
  readonly score: number;
  /** What was answered, as short plain text; empty where only the solution was opened. */
  readonly answer: string;
  /** Hints opened before. */
  readonly hints: number;
}
