import { type ProgressStorage, pageStorage } from '../progress/storage';

/** Where an exercise's code is kept as it is typed, until it is the starter again. */
export interface Draft {
  read(): string | null;
  /** Null forgets it. Returns whether the storage did so. */
  write(source: string | null): boolean;
}

/** Every kept code is longer than nothing and shorter than what could be run by far. */
const MOST = 20_000;

/**
 * The draft of an exercise (`<lesson>/<name>`), kept where progress is: in an LMS, for the visit alone, since the browser
 * may be the next student's. Where storage is refused or full, nothing is kept and nothing fails.
 */
export function openDraft(exercise: string, storage: ProgressStorage | null = pageStorage()): Draft {
  const key = `low-rank-code:${exercise}`;
  const attempt = <T>(work: (store: ProgressStorage) => T): T | null => {
    try {
      return storage && work(storage);
    } catch {
      return null;
    }
  };
  return {
    // An empty text is a forgotten one.
    read: () => attempt((store) => store.getItem(key)?.slice(0, MOST) || null),
    write: (source) =>
      attempt((store) => {
        store.setItem(key, source?.slice(0, MOST) ?? '');
        return true;
      }) ?? false,
  };
}
