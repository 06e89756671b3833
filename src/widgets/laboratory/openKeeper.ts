import type { RunSetup, Snapshot } from '../../training/laboratory/api';
import { idbBackend } from '../../training/runs/idbBackend';
import type { Outcome } from '../../training/runs/record';
import { readRunSetup } from '../../training/runs/setup';
import { isBeingTrained, isResumable } from '../../training/runs/signOfLife';
import { type ListedRun, openRunStore } from '../../training/runs/store';
import type { RunState } from '../shared/lab/run';
import { createClaim } from './claim';
import type { Keeper, KeepProblem, KeptRun, UnreadableRun } from './keeper';
import { fromRecord, fromSnapshot, toRecord, toSnapshot } from './runRecord';

/** Runs that are kept by themselves while they go on; the reader's own have a name. */
const GOING = 'going-';

let opened: ReturnType<typeof openRunStore<RunSetup>> | null = null;

/** The page's connection to the browser's database, opened at the first need: one, however often a laboratory comes and goes. */
function store() {
  opened ??= openRunStore(idbBackend('low-rank-laboratory'), readRunSetup, Date.now);
  return opened;
}

/** The laboratory's saved runs. */
export function openKeeper(): Keeper {
  const claim = createClaim();
  /** The run that is going on: a new one for each page, or the interrupted one that goes on. */
  let going = newId(GOING);
  /** The newest snapshot of it that lies in the database. */
  let stored: Snapshot | null = null;
  const goOnAs = (id: string): void => {
    going = id;
    stored = null;
  };

  return {
    async list() {
      const { runs, problem } = await (await store()).list();
      // Of those that were kept by themselves only what cannot be read is listed, to be deleted: nothing else offers it.
      const named = runs.filter((one) => 'problem' in one || !one.id.startsWith(GOING)).map(kept);
      return { runs: named, problem: problem?.kind ?? null };
    },
    async save(name, run) {
      const record = toRecord(run, { id: newId('run-'), name, createdAt: Date.now() }, 'paused');
      if (!record) return null;
      // A finished run needs no megabytes of Adam's moments: there is nothing to go on with.
      const over = [...record.methods.values()].every(({ state }) => state === 'done');
      return wordOf(await (await store()).put(record, snapshotOf(over ? { ...run, snapshot: null } : run)));
    },
    rename: async (id, name) => wordOf(await (await store()).rename(id, name)),
    remove: async (id) => wordOf(await (await store()).remove(id)),
    async snapshot({ id, run }) {
      const found = await (await store()).snapshot(id);
      return 'value' in found && found.value && run.setup ? fromSnapshot(run.setup, found.value) : null;
    },
    async interrupted() {
      await (await store()).markInterrupted();
      const { runs } = await (await store()).list();
      const left = runs.filter(({ id }) => id.startsWith(GOING) && id !== going);
      const held = await claim.held();
      const free = left.filter(({ id }) => !held.has(id));
      const [first] = free.map(kept).filter((one): one is KeptRun => 'run' in one && one.resumable);
      if (first) return first;
      const busy = left.some((one) => 'value' in one && isBeingTrained(one.value, Date.now()));
      return busy || free.length < left.length ? 'later' : null;
    },
    async take({ id }) {
      if (!(await claim.take(id))) return false;
      goOnAs(id);
      return true;
    },
    async keepGoing(run, leaving) {
      if (leaving) claim.release();
      else if (!(await claim.take(going))) {
        // The page comes back from the browser's cache of pages, and another window has gone on with its run.
        goOnAs(newId(GOING));
        await claim.take(going);
      }
      const state = leaving ? 'interrupted' : run.phase === 'paused' ? 'paused' : 'running';
      const record = toRecord(run, { id: going, name: '', createdAt: Date.now() }, state);
      if (!record) return null;
      // A page that goes away may not live until the browser has fetched what is large.
      const { snapshot } = run;
      const outcome = await (await store()).put(record, snapshot === stored ? undefined : snapshotOf(run));
      // Meanwhile another run may have become the one that is going on.
      if (!('problem' in outcome) && record.id === going) stored = snapshot;
      return wordOf(outcome);
    },
    async dropGoing() {
      const id = going;
      goOnAs(newId(GOING));
      claim.release();
      await (await store()).remove(id);
    },
  };
}

function kept(listed: ListedRun<RunSetup>): KeptRun | UnreadableRun {
  if ('problem' in listed) return { id: listed.id, problem: listed.problem.kind };
  const { id, value } = listed;
  return { id, name: value.name, run: fromRecord(value), resumable: isResumable(value, Date.now()) };
}

function snapshotOf({ snapshot }: RunState) {
  return snapshot ? toSnapshot(snapshot) : undefined;
}

function wordOf(outcome: Outcome<undefined>): KeepProblem | null {
  return 'problem' in outcome ? outcome.problem.kind : null;
}

let count = 0;

/** No `crypto.randomUUID` on an insecure origin. */
function newId(kind: string): string {
  count += 1;
  return `${kind}${Date.now()}-${Math.floor(Math.random() * 1e9)}-${count}`;
}
