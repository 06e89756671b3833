import type { StoreProblem } from './record';

/** Records, and apart from them the snapshots, which are a thousand times as large and are not read for a list. */
export type Drawer = 'runs' | 'snapshots';

export interface Write {
  readonly drawer: Drawer;
  readonly id: string;
  /** Plain data, to be copied as `structuredClone` does. */
  readonly value: unknown;
}

/**
 * The little that the store needs of a database. Every promise may reject; `problemOf` tells what that means. IndexedDB
 * in the browser, `memoryBackend` where it cannot be had and in tests.
 */
export interface Backend {
  /** All records, in any order. */
  list(): Promise<readonly { readonly id: string; readonly value: unknown }[]>;
  /** Undefined where there is nothing. */
  get(drawer: Drawer, id: string): Promise<unknown>;
  /** Writes everything or nothing. */
  put(writes: readonly Write[]): Promise<void>;
  /** Removes a record and its snapshot, where they are. */
  delete(id: string): Promise<void>;
  close(): void;
}

/** A backend that lasts as long as the page. */
export function memoryBackend(): Backend {
  const drawers = { runs: new Map<string, unknown>(), snapshots: new Map<string, unknown>() };
  return {
    list: async () => [...drawers.runs].map(([id, value]) => ({ id, value: structuredClone(value) })),
    get: async (drawer, id) => structuredClone(drawers[drawer].get(id)),
    async put(writes) {
      const copies = writes.map((write) => ({ ...write, value: structuredClone(write.value) }));
      for (const { drawer, id, value } of copies) drawers[drawer].set(id, value);
    },
    async delete(id) {
      drawers.runs.delete(id);
      drawers.snapshots.delete(id);
    },
    close() {},
  };
}

/** What a backend's rejection means. */
export function problemOf(error: unknown): StoreProblem {
  const name = (error as { name?: unknown } | null | undefined)?.name;
  switch (name) {
    case 'QuotaExceededError':
      return { kind: 'full' };
    // The database has been brought to a newer version, by another tab with a newer page.
    case 'VersionError':
      return { kind: 'newer' };
    // A value that cannot be stored at all.
    case 'DataCloneError':
      return { kind: 'damaged' };
    default:
      return { kind: 'refused' };
  }
}
