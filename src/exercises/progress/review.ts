import { type ExerciseRecord, type Progress, recordOf } from './progress';

const DAY_MS = 86_400_000;
/** As many as one sitting takes. */
export const A_SITTING = 8;

/**
 * Days until an exercise comes back, by the right answers without hints in a row: expanding intervals, each two to three
 * times the one before. 0 is for a right answer that took hints.
 */
const DAYS_BY_STREAK = [1, 3, 7, 21, 60] as const;

/** When an exercise is due again, in milliseconds since 1970: at once where it went wrong or was looked up. */
export function dueAt({ last }: ExerciseRecord): number {
  if (last.state !== 'right') return last.at;
  const days = DAYS_BY_STREAK[Math.min(last.streak, DAYS_BY_STREAK.length - 1)] ?? 1;
  return last.at + days * DAY_MS;
}

/**
 * Why an exercise stands in the review, the most urgent reason first: it went wrong, its solution was looked up, it is
 * right but went wrong before, it took hints, it was never tried, or its last answer is long ago.
 */
export const REASONS = ['wrong', 'shown', 'relapse', 'hints', 'never', 'long'] as const;
export type Reason = (typeof REASONS)[number];

export interface ReviewItem {
  readonly exercise: string;
  readonly reason: Reason;
  /** A variant that the student has not seen: the next seed. */
  readonly seed: number;
}

/** The reason to bring an exercise back now; null where it is not due. */
export function reasonFor(record: ExerciseRecord | undefined, now: Date): Reason | null {
  if (record === undefined) return 'never';
  if (record.last.state !== 'right') return record.last.state;
  if (dueAt(record) > now.getTime()) return null;
  if (record.last.hints > 0) return 'hints';
  return record.wrongAt !== null && record.last.streak <= 1 ? 'relapse' : 'long';
}

/**
 * A mixed review: all that is due, by reason, and under one reason a lesson's exercises never twice in a row while
 * another lesson has one. Exercises that went wrong longest ago come first, untried ones in the order of the course.
 *
 * @param exercises every exercise of the course, `<slug>/<name>`, in its order
 */
export function review(progress: Progress, exercises: readonly string[], now: Date): readonly ReviewItem[] {
  const items = exercises.flatMap((exercise): (ReviewItem & { at: number })[] => {
    const record = recordOf(progress, exercise);
    const reason = reasonFor(record, now);
    return reason === null
      ? []
      : [{ exercise, reason, seed: (record?.last.seed ?? 0) + 1, at: record?.last.at ?? 0 }];
  });
  return REASONS.flatMap((reason) =>
    mixLessons(items.filter((item) => item.reason === reason).sort((one, other) => one.at - other.at)),
  ).map(({ exercise, reason, seed }) => ({ exercise, reason, seed }));
}

/** One of each lesson in turn, each lesson's own order kept. */
function mixLessons<T extends { readonly exercise: string }>(items: readonly T[]): T[] {
  const lessons = [...new Set(items.map(lessonNameOf))];
  const queues = lessons.map((lesson) => items.filter((item) => lessonNameOf(item) === lesson));
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, turn) =>
    queues.flatMap((queue) => queue.slice(turn, turn + 1)),
  ).flat();
}

const lessonNameOf = ({ exercise }: { readonly exercise: string }): string | undefined =>
  exercise.split('/')[0];
