import type {
  BackendChoice,
  BackendReport,
  Ending,
  Fault,
  LabEvent,
  RunSetup,
  Snapshot,
} from '../../../training/laboratory/api';
import type { LaboratoryClient } from '../../../training/laboratory/client';
import { faultOf } from '../../../training/laboratory/fault';
import { IDLE, type MethodRun, type RunAction, type RunState, reduce } from './run';

interface Around {
  readonly signal: AbortSignal;
  /** Called once a frame at most, after the run has changed. */
  readonly show: (run: RunState) => void;
  /** Each event as it arrives, for who keeps snapshots. */
  readonly heard?: (event: LabEvent, run: RunState) => void;
  /** Starts a laboratory; by itself, one in a worker of its own. */
  readonly open?: (choice: BackendChoice, listen: (event: LabEvent) => void) => Promise<Opened>;
}

interface Opened {
  readonly client: LaboratoryClient;
  readonly report: BackendReport;
}

const now = (): number => performance.now() / 1000;

/** Where a tab that is not seen draws no frames, the events are applied at this pace. */
const HIDDEN_MS = 250;
/** Nobody reads faster, and what the page leaves of a small machine goes to training. */
const SHOWN_MS = 100;

/**
 * One reader's laboratory: what the buttons do, and the run as it stands. The worker is fetched and started at the first
 * press. Events are collected and applied once a frame.
 */
export class Session {
  readonly #around: Around;
  #run: RunState = IDLE;
  #queue: LabEvent[] = [];
  #scheduled = false;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #client: LaboratoryClient | null = null;
  #choice: BackendChoice | null = null;
  /** Tells the answers of an abandoned run from those of the present one. */
  #generation = 0;

  constructor(around: Around) {
    this.#around = around;
    around.signal.addEventListener('abort', () => this.#close());
  }

  get run(): RunState {
    return this.#run;
  }

  /** The worker, where there is one that is not busy with training. */
  get client(): LaboratoryClient | null {
    return this.#client;
  }

  /** Begins a run, and trains until it is done, or takes one step and waits. `from` goes on with an interrupted one. */
  async start(
    setup: RunSetup,
    choice: BackendChoice,
    {
      stepping = false,
      from,
      keep,
    }: { stepping?: boolean; from?: Snapshot; keep?: readonly MethodRun[] } = {},
  ): Promise<void> {
    this.#supersede();
    this.#act({ type: 'begin', setup, ...(keep && { keep }) });
    await this.#guarded(async (isCurrent) => {
      const client = await this.#open(choice, isCurrent);
      if (!client) return;
      await client.prepare(setup, from);
      if (!isCurrent()) return;
      this.#act({ type: 'train', now: now() });
      await this.#train(stepping ? client.stepOnce() : client.train(), isCurrent);
    });
  }

  /**
   * Puts an adapter's or a model's files on the base and judges it, as a run is judged at its end. Until they are known to
   * be good nothing changes.
   *
   * @throws Fault where they are not
   */
  async adopt(
    files: Readonly<Record<string, Uint8Array>>,
    otherwise: RunSetup,
    choice: BackendChoice,
  ): Promise<void> {
    const generation = this.#generation;
    const still = (): boolean => generation === this.#generation && !this.#around.signal.aborted;
    const client = await this.#open(this.#client ? (this.#choice ?? choice) : choice, still);
    if (!client || !still()) return;
    const adopted = await client.readAdapter(files, otherwise).catch((error: unknown) => {
      // What is said of files for which nobody waits any more is not heard.
      if (still()) throw error;
    });
    if (!adopted || !still()) return;
    const { setup, snapshot } = adopted;
    this.#act({ type: 'begin', setup });
    await this.#guarded(async (isCurrent) => {
      await client.prepare(setup, snapshot);
      await client.judge();
      if (isCurrent()) this.#act({ type: 'ended', how: 'done', now: now() });
    });
  }

  async resume(): Promise<void> {
    await this.#goOn((client) => client.train());
  }

  async stepOnce(): Promise<void> {
    await this.#goOn((client) => client.stepOnce());
  }

  /** The promise of `train` tells when it has paused; so does that of `stop`. */
  async pause(): Promise<void> {
    await this.#client?.pause().catch(() => undefined);
  }

  async stop(): Promise<void> {
    if (this.#run.phase === 'loading') this.reset();
    else if (this.#run.phase === 'paused') {
      this.#act({ type: 'ended', how: 'stopped', now: now() });
      await this.#client?.stop().catch(() => undefined);
    } else await this.#client?.stop().catch(() => undefined);
  }

  /** Asks the worker for a snapshot of the run that is going on; it arrives as the worker's own do. */
  async takeSnapshot(): Promise<void> {
    const client = this.#client;
    const { phase, setup } = this.#run;
    if (!client || (phase !== 'training' && phase !== 'paused')) return;
    const snapshot = await client.snapshot().catch(() => null);
    // Meanwhile another run may have begun in the same worker.
    if (snapshot && this.#client === client && this.#run.setup === setup)
      this.#listen({ type: 'snapshot', snapshot });
  }

  /** Forgets the run. A worker that is at work is left behind, and a fresh one comes with the next run. */
  reset(): void {
    this.#supersede();
    this.#queue = [];
    this.#act({ type: 'reset' });
  }

  /** Ends the worker and keeps what was measured; the next run starts a fresh one. For runs that are looked at, not asked. */
  release(): void {
    this.#close();
  }

  /** Shows a saved run: what was measured, without what could answer or train. */
  restore(run: RunState): void {
    this.reset();
    this.#act({ type: 'restore', run });
  }

  /** What is under way gives way to what comes: a worker that is at work is left behind, and no other answer is waited for. */
  #supersede(): void {
    const { phase } = this.#run;
    if (phase === 'loading' || phase === 'training') this.#close();
    else this.#generation++;
  }

  #close(): void {
    this.#generation++;
    this.#client?.close();
    this.#client = null;
  }

  async #open(choice: BackendChoice, isCurrent: () => boolean): Promise<LaboratoryClient | null> {
    if (this.#client && this.#choice === choice) return this.#client;
    this.#client?.close();
    this.#client = null;
    const open = this.#around.open ?? openInWorker;
    const { client, report } = await open(choice, (event) => this.#listen(event));
    if (!isCurrent()) {
      client.close();
      return null;
    }
    this.#client = client;
    this.#choice = choice;
    this.#act({ type: 'opened', report });
    return client;
  }

  /** Goes on with a run that is paused; where it is not, a second press came before the button was seen to be off. */
  async #goOn(work: (client: LaboratoryClient) => Promise<Ending>): Promise<void> {
    const client = this.#client;
    if (!client || this.#run.phase !== 'paused') return;
    this.#supersede();
    this.#act({ type: 'train', now: now() });
    await this.#guarded((isCurrent) => this.#train(work(client), isCurrent));
  }

  async #train(work: Promise<Ending>, isCurrent: () => boolean): Promise<void> {
    const how = await work;
    if (isCurrent()) this.#act({ type: 'ended', how, now: now() });
  }

  async #guarded(work: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    const generation = this.#generation;
    const isCurrent = (): boolean => generation === this.#generation && !this.#around.signal.aborted;
    try {
      await work(isCurrent);
    } catch (error) {
      if (!isCurrent()) return;
      const fault = faultOf(error);
      if (fault.kind === 'internal') console.warn('laboratory:', error);
      this.#flush();
      if (this.#run.phase !== 'error') this.#run = reduce(this.#run, { type: 'fault', fault });
      this.#soon();
    }
  }

  #listen(event: LabEvent): void {
    this.#queue.push(event);
    // A hidden tab draws no frames: what is to be kept must not wait for one.
    if (event.type === 'snapshot') this.#flush();
    this.#soon();
  }

  #act(action: RunAction): void {
    this.#flush();
    this.#run = reduce(this.#run, action);
    // What a button did is seen at once.
    this.#drawnAt = Number.NEGATIVE_INFINITY;
    this.#soon();
  }

  #flush(): void {
    for (const event of this.#queue.splice(0)) {
      this.#run = reduce(this.#run, event);
      this.#around.heard?.(event, this.#run);
    }
  }

  #soon(): void {
    if (this.#scheduled || this.#around.signal.aborted) return;
    this.#scheduled = true;
    const draw = (): void => {
      this.#scheduled = false;
      if (this.#around.signal.aborted) return;
      this.#drawnAt = performance.now();
      this.#flush();
      this.#around.show(this.#run);
    };
    if (document.hidden) {
      setTimeout(draw, HIDDEN_MS);
      return;
    }
    const rest = this.#drawnAt + SHOWN_MS - performance.now();
    if (rest > 0) setTimeout(() => requestAnimationFrame(draw), rest);
    else requestAnimationFrame(draw);
  }
}

async function openInWorker(choice: BackendChoice, listen: (event: LabEvent) => void): Promise<Opened> {
  const { openLaboratory } = await import('../../../training/laboratory/client').catch((error: unknown) => {
    console.warn('laboratory:', error);
    throw { kind: 'network' } satisfies Fault;
  });
  const root = new URL(document.documentElement.dataset['root'] ?? './', location.href);
  return openLaboratory(new URL('models/tiny/', root).href, choice, listen);
}
