/** Local storage's key of the student's progress, and the shape's version: `progress.ts` tells of both. */
export const PROGRESS_KEY = 'low-rank-progress';
export const PROGRESS_VERSION = 1;

/** What the store needs of a storage: local storage, or an LMS's in its place. */
export interface ProgressStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/**
 * Where this page keeps progress: `globalThis.lowRankStorage`, which a package for an LMS puts in place before any other
 * script, else local storage; null where the browser refuses that.
 */
export function pageStorage(): ProgressStorage | null {
  try {
    return (globalThis as { lowRankStorage?: ProgressStorage }).lowRankStorage ?? localStorage;
  } catch {
    return null;
  }
}
