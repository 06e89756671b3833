/**
 * What the course remembers of a student: its stored shape.
 *
 * **Where it lives.** One text of JSON in local storage, under `PROGRESS_KEY`, per browser and per site (the packages
 * for an LMS put the LMS's own storage in its place, `storage.ts`). The same text is the file that a student exports.
 * Nothing else is kept, and it goes nowhere by itself.
 *
 * **Its shape.** A version, an epoch, a record a lesson, a record an exercise, and the name for the receipt. Exercises
 * and lessons are named as in the lessons' sources, so that both languages share one progress. Times are milliseconds
 * since 1970, and always passed in. An exercise holds its last result, moved as one piece, and four numbers that only
 * grow: the best score, the attempts, when it was last right, when it was last wrong. What is due for review is not
 * stored: `review.ts` derives it, so that a better rule needs no migration.
 *
 * **Its life.** `store.ts` reads it once, and again before each write and whenever another tab has written. It never
 * writes what it holds over what it finds: it merges the two, and writes that. Merging (`merge.ts`) is commutative,
 * associative and idempotent, so tabs and files may meet in any order, any number of times. Two consequences: the
 * attempts of two copies that grew apart are the larger count and not the sum, for a sum would grow with every meeting;
 * and nothing can be removed by leaving it out, for the other copy would bring it back. A reset therefore starts a new
 * epoch, and of two epochs the later one wins as a whole. An imported file is merged whatever its epoch: that is how it
 * undoes a reset.
 *
 * **Changing it.** Whoever adds, renames or reinterprets a field raises `PROGRESS_VERSION` and adds a step to
 * `migrate.ts`, with a test on a text as the old version wrote it. The hazards:
 *
 * - A tab of the old version may be open while the new one writes. It finds a version from its future, and then neither
 *   reads nor writes: it keeps its own records in memory until it is reloaded. So a version is raised seldom.
 * - A reader drops fields that it does not know. A field that is added without a new version is lost at the first write
 *   by an old tab.
 * - Renaming a lesson or an exercise orphans its records; they are kept, and shown nowhere. A migration can move them.
 * - Every reader takes any text: what is damaged is left out record by record, what is no progress at all is set aside
 *   under `DAMAGED_KEY`, and no text makes a page fail.
 * - `src/layouts/scripts/progress.ts` marks the exercises of a lesson before this code has been fetched, and for that
 *   reads `version` and `exercises[…].last.state` itself.
 */

import { PROGRESS_VERSION } from './storage';

export { PROGRESS_KEY, PROGRESS_VERSION } from './storage';

/** Holds what stood under `PROGRESS_KEY` and could not be read, so that nothing is lost in silence. */
export const DAMAGED_KEY = 'low-rank-progress.damaged';

export type ResultState = 'wrong' | 'right' | 'shown';

/** A result as it came. */
export interface LastResult {
  readonly state: ResultState;
  /** From 0 to 1. */
  readonly score: number;
  readonly seed: number;
  /** What was answered, as plain text of at most `MOST_CHARACTERS`. */
  readonly answer: string;
  /** Hints opened before. */
  readonly hints: number;
  /** Milliseconds since 1970; 0 where nobody noted it. */
  readonly at: number;
  /** Right answers without hints in a row, up to this one; a repetition before it was due does not count. */
  readonly streak: number;
}

export interface ExerciseRecord {
  readonly last: LastResult;
  /** The best score so far, from 0 to 1. */
  readonly best: number;
  /** Graded answers; looking at a solution is none. */
  readonly attempts: number;
  /** When it was last right, and last wrong or looked up; milliseconds since 1970, null for never. */
  readonly rightAt: number | null;
  readonly wrongAt: number | null;
}

export interface LessonRecord {
  /** When it was first opened, and last; milliseconds since 1970. */
  readonly since: number;
  readonly at: number;
  /** The section (its id) or the slide where the student was; empty at the beginning. */
  readonly place: string;
}

/** The name for the receipt, as the student typed it, and when. */
export interface Student {
  readonly name: string;
  readonly at: number;
}

export interface Progress {
  readonly version: typeof PROGRESS_VERSION;
  /** When it was last reset, milliseconds since 1970; 0 for never. */
  readonly epoch: number;
  /** By slug. */
  readonly lessons: Readonly<Record<string, LessonRecord>>;
  /** By `<slug>/<name>`. */
  readonly exercises: Readonly<Record<string, ExerciseRecord>>;
  readonly student: Student | null;
}

export const MOST_CHARACTERS = 2000;
export const MOST_NAME_CHARACTERS = 100;
/** More lessons or exercises than this are no progress in this course. */
export const MOST_RECORDS = 2000;

export const LESSON_NAME = /^[a-z0-9-]{1,64}$/;
export const EXERCISE_NAME = /^[a-z0-9-]{1,64}\/[a-z0-9-]{1,64}$/;
export const PLACE = /^[\w-]{0,100}$/;

export function emptyProgress(epoch = 0): Progress {
  return { version: PROGRESS_VERSION, epoch, lessons: {}, exercises: {}, student: null };
}

/** Whether it was ever answered rightly, whatever came later. */
export function wasRight(record: ExerciseRecord | undefined): boolean {
  return record !== undefined && record.rightAt !== null;
}

/** How many of these exercises were ever right, and how many tried. */
export function countOf(
  progress: Progress,
  exercises: readonly string[],
): { readonly right: number; readonly tried: number } {
  const records = exercises.map((name) => recordOf(progress, name)).filter((record) => record !== undefined);
  return { right: records.filter(wasRight).length, tried: records.length };
}

export function recordOf(progress: Progress, exercise: string): ExerciseRecord | undefined {
  return Object.hasOwn(progress.exercises, exercise) ? progress.exercises[exercise] : undefined;
}

export function lessonOf(progress: Progress, slug: string): LessonRecord | undefined {
  return Object.hasOwn(progress.lessons, slug) ? progress.lessons[slug] : undefined;
}
