import type { ExerciseRecord, LastResult, LessonRecord, Progress, Student } from './progress';

/**
 * The one progress that two copies make together: the join of a lattice, so it is commutative, associative and
 * idempotent, and tabs or files that meet in any order end alike. Of two epochs the later wins as a whole.
 */
export function merge(one: Progress, other: Progress): Progress {
  if (one.epoch !== other.epoch) return one.epoch > other.epoch ? one : other;
  return {
    version: one.version,
    epoch: one.epoch,
    lessons: mergeEach(one.lessons, other.lessons, mergeLesson),
    exercises: mergeEach(one.exercises, other.exercises, mergeExercise),
    student: mergeMaybe(one.student, other.student, laterStudent),
  };
}

/** What `present` becomes by taking a file in: its records are merged whatever epoch they are from. */
export function takeIn(present: Progress, file: Progress): Progress {
  return merge(present, { ...file, epoch: present.epoch });
}

/** The keys come out sorted, so that equal progress is equal text. */
function mergeEach<R>(
  one: Readonly<Record<string, R>>,
  other: Readonly<Record<string, R>>,
  join: (one: R, other: R) => R,
): Record<string, R> {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return Object.fromEntries(
    names.flatMap((name) => {
      const joined = mergeMaybe(own(one, name), own(other, name), join);
      return joined === null ? [] : [[name, joined]];
    }),
  );
}

function own<R>(records: Readonly<Record<string, R>>, name: string): R | null {
  return Object.hasOwn(records, name) ? (records[name] ?? null) : null;
}

function mergeMaybe<R>(one: R | null, other: R | null, join: (one: R, other: R) => R): R | null {
  return one === null || other === null ? (one ?? other) : join(one, other);
}

function mergeExercise(one: ExerciseRecord, other: ExerciseRecord): ExerciseRecord {
  return {
    last: laterResult(one.last, other.last),
    best: Math.max(one.best, other.best),
    attempts: Math.max(one.attempts, other.attempts),
    rightAt: mergeMaybe(one.rightAt, other.rightAt, Math.max),
    wrongAt: mergeMaybe(one.wrongAt, other.wrongAt, Math.max),
  };
}

function mergeLesson(one: LessonRecord, other: LessonRecord): LessonRecord {
  const later =
    one.at === other.at ? (one.place > other.place ? one : other) : one.at > other.at ? one : other;
  return { since: Math.min(one.since, other.since), at: later.at, place: later.place };
}

/** By time; of two at the same millisecond by their content, so that it does not matter which comes first. */
function laterResult(one: LastResult, other: LastResult): LastResult {
  if (one.at !== other.at) return one.at > other.at ? one : other;
  return contentOf(one) >= contentOf(other) ? one : other;
}

function contentOf({ state, score, seed, answer, hints, streak }: LastResult): string {
  return JSON.stringify([state, score, seed, answer, hints, streak]);
}

function laterStudent(one: Student, other: Student): Student {
  if (one.at !== other.at) return one.at > other.at ? one : other;
  return one.name >= other.name ? one : other;
}
