import { type Progress, recordOf } from '../progress/progress';
import { type Catalogue, exercisesOf, sectionsOf } from './catalogue';

/** The share of the points from which a complete package is passed, where the LMS names none itself. */
export const PASS_AT = 0.6;

/** How far a student has come in the lessons of a catalogue. */
export interface Standing {
  /** The share of the points, from 0 to 1: the mean over all exercises of each one's best score. */
  readonly score: number;
  /** The share of what completes, from 0 to 1: sections that were on the screen, exercises that were tried. */
  readonly done: number;
  /** Every section was on the screen, and every exercise was answered or its solution opened. */
  readonly complete: boolean;
}

export function standing(catalogue: Catalogue, progress: Progress, reached: ReadonlySet<string>): Standing {
  const exercises = exercisesOf(catalogue);
  const records = exercises.map((name) => recordOf(progress, name)).filter((record) => record !== undefined);
  const sections = sectionsOf(catalogue);
  const steps = sections.length + exercises.length;
  const taken = sections.filter((section) => reached.has(section)).length + records.length;
  const points = records.reduce((sum, { best }) => sum + best, 0);
  return {
    score: exercises.length === 0 ? 0 : points / exercises.length,
    done: steps === 0 ? 1 : taken / steps,
    complete: taken === steps,
  };
}
