import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackendReport, Ending, LabEvent, RunSetup } from '../../src/training/laboratory/api';
import type { LaboratoryClient } from '../../src/training/laboratory/client';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';
import { Session } from '../../src/widgets/shared/lab/session';

const SETUP: RunSetup = {
  ...{ task: 'questions', methods: ['lora'], options: DEFAULT_OPTIONS, learningRates: {} },
  ...{ batch: 2, steps: 4, seed: 1, lossOn: 'answer' },
};
const REPORT: BackendReport = { backend: 'wasm', reason: 'chosen', device: '', threads: 1 };

/** A worker that answers when the test says so: what it was asked, in order, and who waits for what. */
class Worker {
  readonly asked: string[] = [];
  readonly #waiting = new Map<string, (value: unknown) => void>();
  isClosed = false;
  readonly client = new Proxy({} as LaboratoryClient, {
    get: (_, name: string) => {
      // What waits for a client would take it for a promise.
      if (name === 'then') return undefined;
      if (name === 'close') {
        return () => {
          this.isClosed = true;
        };
      }
      return () => {
        this.asked.push(name);
        return new Promise((resolve) => this.#waiting.set(name, resolve));
      };
    },
  });
  constructor(readonly emit: (event: LabEvent) => void) {}

  async answer(name: string, value?: unknown): Promise<void> {
    await vi.waitFor(() => expect(this.#waiting.has(name)).toBe(true));
    this.#waiting.get(name)?.(value);
    this.#waiting.delete(name);
    await soon();
  }
}

const soon = () => new Promise((resolve) => setTimeout(resolve));
const end = (worker: Worker, name: string, how: Ending) => worker.answer(name, how);

let workers: Worker[];
let session: Session;
let lifetime: AbortController;

beforeAll(() => void vi.stubGlobal('document', { hidden: true }));
afterAll(() => void vi.unstubAllGlobals());
beforeEach(() => {
  workers = [];
  lifetime?.abort();
  lifetime = new AbortController();
  session = new Session({
    signal: lifetime.signal,
    show: () => {},
    open: async (_, listen) => {
      await soon();
      const worker = new Worker(listen);
      workers.push(worker);
      return { client: worker.client, report: REPORT };
    },
  });
});
const worker = async (index: number): Promise<Worker> => {
  await vi.waitFor(() => expect(workers.length).toBeGreaterThan(index));
  await soon();
  return workers[index] as Worker;
};

describe('a session of the laboratory', () => {
  it('leaves the run at work behind, worker and all, when another takes its place', async () => {
    void session.start(SETUP, 'wasm');
    const first = await worker(0);
    await first.answer('prepare');
    expect(session.run.phase).toBe('training');
    const next = { ...SETUP, seed: 2 };
    void session.start(next, 'wasm', { from: { setup: next, methods: {} } });
    expect(first.isClosed).toBe(true);
    const second = await worker(1);
    await second.answer('prepare');
    // What the first still says is of no run.
    await end(first, 'train', 'done');
    expect(session.run).toMatchObject({ phase: 'training', setup: { seed: 2 } });
    await end(second, 'train', 'done');
    expect(session.run.phase).toBe('done');
  });

  it('forgets an adapter that is being read when a run begins, and keeps one worker', async () => {
    const read = session.adopt({}, SETUP, 'wasm');
    void session.start({ ...SETUP, seed: 2 }, 'wasm');
    await worker(1);
    await read;
    expect(workers.map(({ isClosed }) => isClosed).toSorted()).toEqual([false, true]);
    const left = workers.find(({ isClosed }) => !isClosed) as Worker;
    expect(left.asked).toEqual(['prepare']);
    expect(session.run.setup?.seed).toBe(2);
  });

  it('hears nothing of an adapter’s files once a run goes on', async () => {
    void session.start(SETUP, 'wasm');
    const only = await worker(0);
    await only.answer('prepare');
    await end(only, 'train', 'paused');
    const read = session.adopt({}, SETUP, 'wasm');
    await soon();
    void session.resume();
    await only.answer('readAdapter', {
      setup: { ...SETUP, seed: 3 },
      snapshot: { setup: SETUP, methods: {} },
    });
    await read;
    expect(session.run).toMatchObject({ phase: 'training', setup: { seed: 1 } });
    expect(only.asked).toEqual(['prepare', 'train', 'readAdapter', 'train']);
  });

  it('keeps no snapshot of the run before', async () => {
    void session.start(SETUP, 'wasm');
    const only = await worker(0);
    await only.answer('prepare');
    await end(only, 'train', 'paused');
    const taken = session.takeSnapshot();
    void session.start({ ...SETUP, seed: 2 }, 'wasm');
    await only.answer('snapshot', { setup: SETUP, methods: {} });
    await taken;
    expect(session.run).toMatchObject({ setup: { seed: 2 }, snapshot: null });
    void session.takeSnapshot();
    await only.answer('prepare');
    void session.takeSnapshot();
    await only.answer('snapshot', { setup: { ...SETUP, seed: 2 }, methods: {} });
    expect(session.run.snapshot?.setup.seed).toBe(2);
  });

  it('goes on once, however often Resume is pressed', async () => {
    void session.start(SETUP, 'wasm');
    const only = await worker(0);
    await only.answer('prepare');
    await end(only, 'train', 'paused');
    void session.resume();
    void session.resume();
    void session.stepOnce();
    await soon();
    expect(only.asked).toEqual(['prepare', 'train', 'train']);
  });

  it('ends a run that is stopped during a single step', async () => {
    void session.start(SETUP, 'wasm', { stepping: true });
    const only = await worker(0);
    await only.answer('prepare');
    void session.stop();
    await end(only, 'stepOnce', 'stopped');
    expect(session.run).toMatchObject({ phase: 'done', stopped: true });
  });
});
