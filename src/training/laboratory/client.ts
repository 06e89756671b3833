import { type Remote, releaseProxy, wrap } from 'comlink';
import { lifeName, watchLife } from '../../sandbox/lifeline';
import type {
  BackendChoice,
  BackendReport,
  Ending,
  Fault,
  LabEvent,
  Laboratory,
  RunSetup,
  Snapshot,
  WorkerLaboratory,
} from './api';
import { faultOf } from './fault';
import type { GradientChecker } from './gradientWorker';
import type { Announcement } from './worker';

/** A laboratory in a worker of its own, restarted on a lost device: Laboratory's functions without `open`. */
export interface LaboratoryClient extends Omit<Laboratory, 'open'> {
  close(): void;
}

/**
 * Starts the worker and opens the laboratory in it.
 *
 * When the device is lost in mid-run, or the browser ends the worker, a new worker takes over from the last snapshot, once
 * on the same back end and afterwards on WebAssembly; the page is told by a 'moved' event, and `train` goes on as if
 * nothing had been.
 *
 * @param base URL of the folder `models/tiny/`
 * @throws Fault
 */
export async function openLaboratory(
  base: string,
  choice: BackendChoice,
  listen: (event: LabEvent) => void,
): Promise<{ client: LaboratoryClient; report: BackendReport }> {
  const client = new RestartingClient(base, choice, listen);
  try {
    return { client, report: await client.start() };
  } catch (cause) {
    client.close();
    throw cause;
  }
}

interface Line<Answering = WorkerLaboratory> {
  readonly remote: Remote<Answering>;
  /** Rejects when the worker itself breaks or is gone. */
  readonly broken: Promise<never>;
  readonly end: () => void;
}

class RestartingClient implements LaboratoryClient {
  readonly #base: string;
  readonly #listen: (event: LabEvent) => void;
  #choice: BackendChoice;
  #line: Line | undefined;
  #setup: RunSetup | undefined;
  #snapshot: Snapshot | undefined;
  #restarts = 0;
  #backend: BackendReport['backend'] | undefined;
  /** What the reader asked for while training; a worker that takes over has not heard of it. */
  #wish: Exclude<Ending, 'done'> | null = null;
  /** The worker has been lost, and no other has taken over yet. */
  #gone = false;
  #closed = false;

  constructor(base: string, choice: BackendChoice, listen: (event: LabEvent) => void) {
    this.#base = base;
    this.#choice = choice;
    this.#listen = listen;
  }

  async start(): Promise<BackendReport> {
    const name = lifeName();
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name });
    worker.addEventListener('message', ({ data }: MessageEvent<Partial<Announcement>>) => {
      if (!data.event || this.#closed) return;
      if (data.event.type === 'snapshot') this.#snapshot = data.event.snapshot;
      this.#listen(data.event);
    });
    this.#line = watched<WorkerLaboratory>(worker, name);
    this.#gone = false;
    const report = await this.#ask((remote) => remote.open(this.#base, this.#choice));
    this.#backend = report.backend;
    return report;
  }

  async #ask<T>(question: (remote: Remote<WorkerLaboratory>) => Promise<T>): Promise<T> {
    const line = this.#line;
    if (!line) throw CLOSED;
    try {
      return await Promise.race([question(line.remote), line.broken]);
    } catch (cause) {
      const fault = faultOf(cause);
      if (fault === GONE && this.#line === line) this.#gone = true;
      throw fault;
    }
  }

  async prepare(setup: RunSetup, from?: Snapshot): Promise<void> {
    this.#setup = setup;
    this.#snapshot = from;
    this.#restarts = 0;
    if (this.#gone) {
      this.#line?.end();
      await this.start();
    }
    await this.#ask((remote) => remote.prepare(setup, from));
  }

  /** Does something that needs the device; moves house and does it again when the device goes away. */
  async #persist<T>(question: (remote: Remote<WorkerLaboratory>) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.#ask(question);
      } catch (cause) {
        const fault = faultOf(cause);
        if (fault.kind !== 'lost' || this.#closed || this.#restarts >= 2 || !this.#setup) throw fault;
        this.#restarts++;
        if (this.#restarts === 2) this.#choice = 'wasm';
        this.#line?.end();
        const before = this.#backend;
        const started = await this.start();
        const gaveUp = before === 'webgpu' && started.backend === 'wasm';
        const report: BackendReport = gaveUp ? { ...started, reason: 'deviceFailed' } : started;
        const from = this.#snapshot;
        const setup = this.#setup;
        await this.#ask((remote) => remote.prepare(setup, from));
        const steps = Object.values(from?.methods ?? {}).map(({ step }) => step);
        this.#listen({ type: 'moved', report, step: steps.length > 0 ? Math.min(...steps) : 0 });
      }
    }
  }

  train() {
    return this.#trainBy((remote) => remote.train());
  }

  stepOnce() {
    return this.#trainBy((remote) => remote.stepOnce());
  }

  #trainBy(work: (remote: Remote<WorkerLaboratory>) => Promise<Ending>): Promise<Ending> {
    this.#wish = null;
    return this.#persist(async (remote) => this.#wish ?? work(remote));
  }

  pause() {
    this.#wish = 'paused';
    return this.#ask((remote) => remote.pause());
  }

  stop() {
    this.#wish = 'stopped';
    return this.#ask((remote) => remote.stop());
  }

  async snapshot() {
    this.#snapshot = await this.#ask((remote) => remote.snapshot());
    return this.#snapshot;
  }

  sample(...args: Parameters<Laboratory['sample']>) {
    return this.#ask((remote) => remote.sample(...args));
  }

  examples(count: number) {
    return this.#ask((remote) => remote.examples(count));
  }

  inspect(...args: Parameters<Laboratory['inspect']>) {
    return this.#ask((remote) => remote.inspect(...args));
  }

  merge(...args: Parameters<Laboratory['merge']>) {
    return this.#ask((remote) => remote.merge(...args));
  }

  look(...args: Parameters<Laboratory['look']>) {
    return this.#ask((remote) => remote.look(...args));
  }

  latency(text: string) {
    return this.#ask((remote) => remote.latency(text));
  }

  /** In a worker of its own, which is ended afterwards: the check wants another device, and must not wait for a run. */
  async checkGradients(...args: Parameters<Laboratory['checkGradients']>) {
    const name = lifeName();
    const worker = new Worker(new URL('./gradientWorker.ts', import.meta.url), { type: 'module', name });
    const { remote, broken, end } = watched<GradientChecker>(worker, name);
    try {
      return await Promise.race([remote.check(...args), broken]);
    } catch (cause) {
      throw faultOf(cause);
    } finally {
      end();
    }
  }

  exportAdapter(...args: Parameters<Laboratory['exportAdapter']>) {
    return this.#ask((remote) => remote.exportAdapter(...args));
  }

  readAdapter(...args: Parameters<Laboratory['readAdapter']>) {
    return this.#ask((remote) => remote.readAdapter(...args));
  }

  judge() {
    return this.#persist((remote) => remote.judge());
  }

  weights(...args: Parameters<Laboratory['weights']>) {
    return this.#ask((remote) => remote.weights(...args));
  }

  close(): void {
    this.#closed = true;
    this.#line?.end();
    this.#line = undefined;
  }
}

const GONE: Fault = { kind: 'lost', detail: 'worker' };
const CLOSED: Fault = { kind: 'closed' };

/** `broken` rejects when the worker itself breaks, is gone or is ended: who still waits for an answer will get none. */
function watched<Answering>(worker: Worker, name: string): Line<Answering> {
  const remote = wrap<Answering>(worker);
  const ours = new AbortController();
  const broken = new Promise<never>((_, reject) => {
    ours.signal.addEventListener('abort', () => reject(CLOSED));
    worker.onerror = (event) => {
      event.preventDefault();
      // An event without a message: no script ran that could have failed. It has not come.
      const kind = event.message ? 'refused' : 'network';
      reject({ kind, detail: event.message ?? '' } satisfies Fault);
    };
    watchLife(worker, name, ours.signal, () => reject(GONE));
  });
  // Whoever waits for an answer hears of it; nobody need be waiting.
  broken.catch(() => {});
  const end = (): void => {
    ours.abort();
    // Comlink keeps a worker of which an answer is still awaited, and with it all that awaits.
    remote[releaseProxy]();
    worker.terminate();
  };
  return { remote, broken, end };
}
