/** What the store needs of a storage: local storage, or an LMS's in its place. */
export interface ProgressStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/**
 * Where this page keeps progress: what a package for an LMS has put in place, else local storage, and null where the
 * browser refuses that.
 */
export function pageStorage(): ProgressStorage | null {
  const { lowRankStorage } = globalThis as { lowRankStorage?: ProgressStorage };
  try {
    return lowRankStorage ?? localStorage;
  } catch {
    return null;
  }
}
