import type { ExerciseResult } from '../result';
import { type Changes, changesBetween } from './changes';
import { merge, takeIn } from './merge';
import {
  DAMAGED_KEY,
  EXERCISE_NAME,
  type ExerciseRecord,
  emptyProgress,
  LESSON_NAME,
  type LessonRecord,
  lessonOf,
  MOST_CHARACTERS,
  MOST_NAME_CHARACTERS,
  PLACE,
  PROGRESS_KEY,
  type Progress,
  recordOf,
} from './progress';
import { readProgress, type Unreadable } from './read';
import { recordAfter } from './recordAfter';
import { type ProgressStorage, pageStorage } from './storage';

/**
 * Why progress is not kept as it should be. `refused`, `full`: the storage takes nothing, and progress ends with the
 * page. `future`: it was written by a later version and is left alone. `corrupt`: it could not be read; a copy is aside.
 */
export type StoreProblem = 'refused' | 'full' | Unreadable;

/** What importing a file changed, or would; or why it is no file of this course. */
export type Import =
  | { readonly changes: Changes; readonly skipped: number }
  | { readonly problem: Unreadable };

export interface ProgressStore {
  /** All of it, as it stands now. */
  all(): Progress;
  /** The record of `<slug>/<name>`. */
  of(exercise: string): ExerciseRecord | undefined;
  lesson(slug: string): LessonRecord | undefined;
  /** Throws a RangeError for what is no name of an exercise. */
  record(result: ExerciseResult, date: Date): void;
  /** Notes that the student is in a lesson, at a section or a slide. Throws a RangeError for what is no name or place. */
  visited(slug: string, place: string, date: Date): void;
  /** The name for the receipt. */
  named(name: string, date: Date): void;
  /** The text of a file that `import` takes, now or in another browser. */
  export(): string;
  /** What `import` would change. */
  preview(text: string): Import;
  /** Merges a file in; a bad one changes nothing. */
  import(text: string): Import;
  /** Forgets everything, in every tab. A file that was exported before brings it back. */
  reset(date: Date): void;
  readonly problem: StoreProblem | null;
  /** Calls back after every change, another tab's included. Returns what ends that. */
  subscribe(changed: () => void): () => void;
  close(): void;
}

/**
 * Opens the student's progress. Nothing here throws for what a storage does or holds; what cannot be written stays in
 * memory as long as the page does.
 *
 * @param storage null for memory alone
 * @param page    where `storage` events of other tabs arrive
 */
export function openProgress(
  storage: ProgressStorage | null = pageStorage(),
  page: EventTarget = globalThis as unknown as EventTarget,
): ProgressStore {
  let progress = emptyProgress();
  let problem: StoreProblem | null = storage === null ? 'refused' : null;
  /** What the storage held when it was last read or written. */
  let seen: string | null = null;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  /** Takes in what the storage holds. */
  const read = (): void => {
    let text: string | null = null;
    try {
      text = storage?.getItem(PROGRESS_KEY) ?? null;
    } catch {
      problem = 'refused';
      return;
    }
    if (text === seen) return;
    // Emptied from outside, as by clearing the site's data: that is meant.
    if (text === null) progress = emptyProgress(progress.epoch);
    seen = text;
    if (problem === 'future') problem = null;
    if (text === null) return;
    const found = readProgress(text);
    if ('problem' in found) {
      problem = found.problem;
      if (problem === 'corrupt') setAside(text);
    } else progress = merge(progress, found.progress);
  };

  const setAside = (text: string): void => {
    try {
      storage?.setItem(DAMAGED_KEY, text);
    } catch {
      // No room for a copy of what could not be read.
    }
  };

  const write = (): void => {
    if (storage === null || problem === 'future') return;
    const text = JSON.stringify(progress);
    try {
      storage.setItem(PROGRESS_KEY, text);
      seen = text;
      if (problem !== 'corrupt') problem = null;
    } catch (error) {
      problem = error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'refused';
    }
  };

  const change = (next: (progress: Progress) => Progress): void => {
    read();
    progress = next(progress);
    write();
    tell();
  };

  const lookInto = (text: string): { progress: Progress; outcome: Import } => {
    read();
    const found = readProgress(text);
    if ('problem' in found) return { progress, outcome: found };
    const after = takeIn(progress, found.progress);
    return { progress: after, outcome: { changes: changesBetween(progress, after), skipped: found.skipped } };
  };

  const follow = (event: Event): void => {
    const { key } = event as StorageEvent;
    if (key !== PROGRESS_KEY && key !== null) return;
    const before = progress;
    read();
    if (progress !== before) tell();
  };
  /** A page that comes back from the browser's cache of pages has missed the events. */
  const comeBack = (event: Event): void => {
    if (!(event as PageTransitionEvent).persisted) return;
    read();
    tell();
  };
  page.addEventListener('storage', follow);
  page.addEventListener('pageshow', comeBack);
  read();

  return {
    all: () => progress,
    of: (exercise) => recordOf(progress, exercise),
    lesson: (slug) => lessonOf(progress, slug),
    record(result, date) {
      if (!EXERCISE_NAME.test(result.exercise)) throw new RangeError(`no exercise “${result.exercise}”`);
      const answer = result.answer.slice(0, MOST_CHARACTERS);
      change((now) => {
        const after = recordAfter(recordOf(now, result.exercise), { ...result, answer }, date);
        return merge(now, { ...emptyProgress(now.epoch), exercises: { [result.exercise]: after } });
      });
    },
    visited(slug, place, date) {
      if (!LESSON_NAME.test(slug) || !PLACE.test(place))
        throw new RangeError(`no place “${slug}”, “${place}”`);
      change((now) => {
        // Later than what it follows, even where the clock was set back.
        const at = Math.max(date.getTime(), (lessonOf(now, slug)?.at ?? -1) + 1);
        const lessons = { [slug]: { since: date.getTime(), at, place } };
        return merge(now, { ...emptyProgress(now.epoch), lessons });
      });
    },
    named(name, date) {
      change((now) => {
        const at = Math.max(date.getTime(), (now.student?.at ?? 0) + 1);
        return { ...now, student: { name: name.slice(0, MOST_NAME_CHARACTERS), at } };
      });
    },
    export() {
      read();
      return JSON.stringify(progress, null, 2);
    },
    preview: (text) => lookInto(text).outcome,
    import(text) {
      const looked = lookInto(text);
      if ('changes' in looked.outcome) change((now) => merge(now, looked.progress));
      return looked.outcome;
    },
    reset(date) {
      change((now) => emptyProgress(Math.max(date.getTime(), now.epoch + 1)));
    },
    get problem() {
      return problem;
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    close() {
      page.removeEventListener('storage', follow);
      page.removeEventListener('pageshow', comeBack);
      listeners.clear();
    },
  };
}
