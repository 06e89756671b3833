/**
 * The reader's saved runs. Nothing here throws for what storage does: a full or refused storage, a damaged or newer
 * record are results, and what could not be written stays in memory, so that it is there as long as the page is.
 */
import { type Backend, memoryBackend, problemOf, type Write } from './backend';
import {
  migrate,
  type Outcome,
  RECORD_VERSION,
  type RunRecord,
  type RunSnapshot,
  readSnapshot,
  type SetupReader,
  type StoreProblem,
  toStored,
} from './record';
import { interrupted, isAbandoned } from './signOfLife';

/** What the list tells of a stored run: the run, or why it cannot be read. Both can be removed. */
export type ListedRun<Setup> = { readonly id: string } & Outcome<RunRecord<Setup>>;

export interface RunList<Setup> {
  /** The newest first; those that cannot be read last. */
  readonly runs: readonly ListedRun<Setup>[];
  /** Why the storage gave nothing. The list then has what is in memory. */
  readonly problem?: StoreProblem;
}

/** A run to be saved: the store adds version and time. */
export type UnsavedRun<Setup> = Omit<RunRecord<Setup>, 'version' | 'savedAt'>;

export interface RunStore<Setup> {
  list(): Promise<RunList<Setup>>;
  /** The run, or undefined where there is none. */
  get(id: string): Promise<Outcome<RunRecord<Setup> | undefined>>;
  /** The snapshot of a run, or undefined where there is none. */
  snapshot(id: string): Promise<Outcome<RunSnapshot | undefined>>;
  /**
   * Saves a run in place of the one with its id. Without `snapshot` a stored one stays. With a problem as the outcome
   * the run is in memory only. The two are written together or not at all; an empty snapshot makes room.
   */
  put(run: UnsavedRun<Setup>, snapshot?: RunSnapshot): Promise<Outcome<undefined>>;
  /** Undefined also where there is no such run. */
  rename(id: string, name: string): Promise<Outcome<undefined>>;
  /** With a problem as the outcome it may be there again on the next visit. */
  remove(id: string): Promise<Outcome<undefined>>;
  /** Runs that were going on when their page went away, and have been silent since, become interrupted. */
  markInterrupted(): Promise<void>;
  /** Where the runs are: 'memory', which ends with the page, once the storage has refused the newest request. */
  readonly kept: 'disk' | 'memory';
  close(): void;
}

/**
 * Opens the store, and marks the interrupted runs.
 *
 * @param now milliseconds since 1970
 */
export async function openRunStore<Setup>(
  backend: Backend,
  readSetup: SetupReader<Setup>,
  now: () => number,
): Promise<RunStore<Setup>> {
  const store = createStore(backend, readSetup, now);
  await store.markInterrupted();
  return store;
}

function createStore<Setup>(
  backend: Backend,
  readSetup: SetupReader<Setup>,
  now: () => number,
): RunStore<Setup> {
  /** What the backend did not take; it goes before what the backend has. */
  const unsaved = memoryBackend();
  let kept: RunStore<Setup>['kept'] = 'disk';

  /** What `work` resolves to, or what its rejection means. */
  const attempt = async <T>(work: () => Promise<T>): Promise<Outcome<T>> => {
    try {
      const value = await work();
      kept = 'disk';
      return { value };
    } catch (error) {
      const problem = problemOf(error);
      // What cannot be copied says nothing of the storage.
      if (problem.kind !== 'damaged') kept = 'memory';
      return { problem };
    }
  };

  const read = async (drawer: Write['drawer'], id: string): Promise<Outcome<unknown>> => {
    const value = await unsaved.get(drawer, id);
    if (value !== undefined) return { value };
    return attempt(() => backend.get(drawer, id));
  };

  const get = async (id: string): Promise<Outcome<RunRecord<Setup> | undefined>> => {
    const found = await read('runs', id);
    if ('problem' in found || found.value === undefined) return found as Outcome<undefined>;
    return migrate(found.value, id, readSetup);
  };

  const put = async (run: UnsavedRun<Setup>, snapshot?: RunSnapshot): Promise<Outcome<undefined>> => {
    const { id } = run;
    const value = { ...run, version: RECORD_VERSION, savedAt: now() };
    const record: Write = { drawer: 'runs', id, value };
    const held = snapshot ? toStored(snapshot) : await unsaved.get('snapshots', id);
    const writes: Write[] = held ? [record, { drawer: 'snapshots', id, value: held }] : [record];
    let written = await attempt(() => backend.put(writes));
    // Some browsers keep no blobs, in private windows.
    if ('problem' in written && snapshot && hasBlob(held) && written.problem.kind !== 'full')
      written = await attempt(() => backend.put([record, { drawer: 'snapshots', id, value: snapshot }]));
    if (!('problem' in written)) {
      await unsaved.delete(id);
      return DONE;
    }
    try {
      await unsaved.put(writes);
    } catch (error) {
      // It cannot be copied at all, whatever the storage said of itself.
      return { problem: problemOf(error) };
    }
    return written;
  };

  const list = async (): Promise<RunList<Setup>> => {
    const stored = await attempt(() => backend.list());
    const values = new Map<string, unknown>();
    for (const part of ['value' in stored ? stored.value : [], await unsaved.list()]) {
      for (const { id, value } of part) values.set(id, value);
    }
    const runs = [...values]
      .map(([id, value]): ListedRun<Setup> => ({ id, ...migrate(value, id, readSetup) }))
      .sort((a, b) => createdAt(b) - createdAt(a));
    return 'problem' in stored ? { runs, problem: stored.problem } : { runs };
  };

  return {
    list,
    get,
    async snapshot(id) {
      const found = await read('snapshots', id);
      if ('problem' in found || found.value === undefined) return found as Outcome<undefined>;
      return readSnapshot(found.value);
    },
    put,
    async rename(id, name) {
      const found = await get(id);
      if ('problem' in found) return found;
      return found.value ? put({ ...found.value, name }) : DONE;
    },
    async remove(id) {
      await unsaved.delete(id);
      const removed = await attempt(() => backend.delete(id));
      return 'problem' in removed ? removed : DONE;
    },
    async markInterrupted() {
      for (const listed of (await list()).runs) {
        if (!('value' in listed) || !isAbandoned(listed.value, now())) continue;
        await put({ ...listed.value, methods: interrupted(listed.value.methods) });
      }
    },
    get kept() {
      return kept;
    },
    close: () => backend.close(),
  };
}

const hasBlob = (stored: unknown): boolean =>
  stored instanceof Map && [...stored.values()].some(({ tensors }) => tensors instanceof Blob);

const DONE: Outcome<undefined> = { value: undefined };

function createdAt<Setup>(listed: ListedRun<Setup>): number {
  return 'value' in listed ? listed.value.createdAt : Number.MIN_SAFE_INTEGER;
}
