import { isObject, type Json, migrate } from './migrate';
import {
  EXERCISE_NAME,
  type ExerciseRecord,
  type LastResult,
  LESSON_NAME,
  type LessonRecord,
  MOST_CHARACTERS,
  MOST_NAME_CHARACTERS,
  MOST_RECORDS,
  PLACE,
  PROGRESS_VERSION,
  type Progress,
  type ResultState,
  type Student,
} from './progress';

/** `corrupt`: no progress of this course. `future`: written by a later version, to be left as it is. */
export type Unreadable = 'corrupt' | 'future';

/** A progress, and how many of its records were damaged and left out; or why there is none. */
export type Read =
  | { readonly progress: Progress; readonly skipped: number }
  | { readonly problem: Unreadable };

/** No file of this course is near this size, in characters. */
const LONGEST = 4_000_000;
/** The last moment that a `Date` can name. */
const LAST_MOMENT = 8.64e15;
const STATES: readonly unknown[] = ['wrong', 'right', 'shown'] satisfies ResultState[];

/** Reads any text; never throws. */
export function readProgress(text: string): Read {
  if (text.length > LONGEST) return { problem: 'corrupt' };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'corrupt' };
  }
  if (!isObject(json)) return { problem: 'corrupt' };
  const version = json['version'] ?? 0;
  if (!isCount(version)) return { problem: 'corrupt' };
  if (version > PROGRESS_VERSION) return { problem: 'future' };
  const now = migrate(json, version);
  return now === null ? { problem: 'corrupt' } : check(now);
}

function check({ epoch, exercises, lessons, student }: Json): Read {
  if (!isObject(exercises) || !isObject(lessons)) return { problem: 'corrupt' };
  if (Object.keys(exercises).length > MOST_RECORDS || Object.keys(lessons).length > MOST_RECORDS)
    return { problem: 'corrupt' };
  const goodExercises = checkEach(exercises, EXERCISE_NAME, exerciseFrom);
  const goodLessons = checkEach(lessons, LESSON_NAME, lessonFrom);
  const goodStudent = studentFrom(student);
  return {
    progress: {
      version: PROGRESS_VERSION,
      epoch: isTime(epoch) ? epoch : 0,
      exercises: goodExercises.records,
      lessons: goodLessons.records,
      student: goodStudent,
    },
    skipped: goodExercises.skipped + goodLessons.skipped + (goodStudent === null && student != null ? 1 : 0),
  };
}

function checkEach<R>(
  object: Json,
  pattern: RegExp,
  from: (value: unknown) => R | null,
): { records: Record<string, R>; skipped: number } {
  const names = Object.keys(object).sort();
  const good = names.flatMap((name): [string, R][] => {
    const record = pattern.test(name) ? from(object[name]) : null;
    return record === null ? [] : [[name, record]];
  });
  return { records: Object.fromEntries(good), skipped: names.length - good.length };
}

function exerciseFrom(value: unknown): ExerciseRecord | null {
  if (!isObject(value)) return null;
  const { best, attempts, rightAt, wrongAt } = value;
  const last = resultFrom(value['last']);
  if (
    last === null ||
    !isShare(best) ||
    !isCount(attempts) ||
    !isTimeOrNull(rightAt) ||
    !isTimeOrNull(wrongAt)
  )
    return null;
  return { last, best, attempts, rightAt, wrongAt };
}

function resultFrom(value: unknown): LastResult | null {
  if (!isObject(value)) return null;
  const { state, score, seed, answer, hints, at, streak } = value;
  if (!STATES.includes(state) || typeof answer !== 'string') return null;
  if (!isShare(score) || !isCount(seed) || !isCount(hints) || !isTime(at) || !isCount(streak)) return null;
  return {
    state: state as ResultState,
    score,
    seed,
    answer: answer.slice(0, MOST_CHARACTERS),
    hints,
    at,
    streak,
  };
}

function lessonFrom(value: unknown): LessonRecord | null {
  if (!isObject(value)) return null;
  const { since, at, place } = value;
  if (!isTime(since) || !isTime(at) || typeof place !== 'string' || !PLACE.test(place)) return null;
  return { since, at, place };
}

function studentFrom(value: unknown): Student | null {
  if (!isObject(value)) return null;
  const { name, at } = value;
  return typeof name === 'string' && isTime(at) ? { name: name.slice(0, MOST_NAME_CHARACTERS), at } : null;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isTime = (value: unknown): value is number => isCount(value) && value <= LAST_MOMENT;
const isTimeOrNull = (value: unknown): value is number | null => value === null || isTime(value);
const isShare = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;
