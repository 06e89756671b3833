import type { LaboratoryClient } from '../../training/laboratory/client';
import { IDLE } from '../shared/lab/run';
import { Session } from '../shared/lab/session';
import { type Trained, UNTRAINED } from './describe';
import { type Leg, runSetupOf } from './plan';

/** The run at work on this page: there is one at most, so that two do not share the machine's cores. */
let atWork: Trainer | null = null;
/** The run whose trained models can still be asked: one at most, for the sake of memory. */
let kept: Trainer | null = null;

/** Trains the legs of one figure's run, one after the other, in one worker; and stops. Fetched at the first press. */
export class Trainer {
  readonly #session: Session;
  readonly #show: (trained: Trained) => void;
  #trained: Trained = UNTRAINED;
  /** Tells a run that was given up from the present one. */
  #generation = 0;
  #stopped: 'stopped' | 'displaced' | null = null;
  /** Who waits for the end of the run. */
  #waiting: (() => void)[] = [];

  /** @param show called once a frame at most, after the run has changed */
  constructor(signal: AbortSignal, show: (trained: Trained) => void) {
    this.#show = show;
    this.#session = new Session({ signal, show: (run) => this.#follow(run) });
    signal.addEventListener('abort', () => {
      if (kept === this) kept = null;
      this.#end();
    });
  }

  /** The laboratory in which the run was trained, while there is one. */
  get client(): LaboratoryClient | null {
    return this.#session.client;
  }

  async start(legs: readonly Leg[]): Promise<void> {
    const generation = ++this.#generation;
    this.#stopped = null;
    this.#tell({ phase: 'loading', legs, runs: [] });
    while (atWork && atWork !== this) await atWork.stop('displaced');
    if (generation !== this.#generation) return;
    atWork = this;
    if (kept !== this) kept?.release();
    for (const leg of legs) {
      const { report } = this.#session.run;
      this.#tell({ ...this.#trained, runs: [...this.#trained.runs, { ...IDLE, report }] });
      // A run that is given up while it is being readied never comes back from this line.
      await this.#session.start(runSetupOf(leg), 'auto');
      if (generation !== this.#generation) return;
      this.#follow(this.#session.run);
      if (this.#session.run.phase !== 'done' || this.#session.run.stopped) break;
    }
    this.#finish(this.#stopped ?? (this.#session.run.phase === 'error' ? 'error' : 'done'));
  }

  /** Resolves when nothing of the run is at work any more; what was measured stands. */
  async stop(why: 'stopped' | 'displaced' = 'stopped'): Promise<void> {
    const { runs } = this.#trained;
    if (atWork === this && this.#session.run.phase === 'training') {
      this.#stopped ??= why;
      const over = new Promise<void>((resolve) => this.#waiting.push(resolve));
      await this.#session.stop();
      await over;
      return;
    }
    // Waiting for another run's end, or being readied: nothing has been measured in this leg.
    this.#generation++;
    if (atWork === this) this.#session.reset();
    this.#tell({ ...this.#trained, runs: runs.slice(0, -1) });
    this.#finish(runs.length > 1 ? why : 'idle');
  }

  /** Stops at once and forgets the run. */
  reset(): void {
    this.#generation++;
    this.#session.reset();
    this.#finish('idle');
  }

  #follow(run: Session['run']): void {
    const { phase, runs } = this.#trained;
    if ((phase !== 'loading' && phase !== 'training') || run.phase === 'idle' || runs.length === 0) return;
    this.#tell({
      ...this.#trained,
      // Between two legs the next is readied in a moment: the run as a whole goes on.
      phase: phase === 'training' || run.phase !== 'loading' ? 'training' : 'loading',
      runs: [...runs.slice(0, -1), run],
    });
  }

  /** Gives the memory of the trained models back; what was measured stands. */
  release(): void {
    if (kept === this) kept = null;
    this.#session.release();
    this.#tell(this.#trained);
  }

  #finish(phase: Trained['phase']): void {
    const trained = phase === 'idle' ? UNTRAINED : { ...this.#trained, phase };
    const asked = trained.legs.some(({ lookedAt }) => lookedAt !== null);
    if (asked && (phase === 'done' || phase === 'stopped')) kept = this;
    else {
      // Nobody asks these models anything: their memory is given back.
      if (kept === this) kept = null;
      this.#session.release();
    }
    this.#tell(trained);
    this.#end();
  }

  #end(): void {
    if (atWork === this) atWork = null;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #tell(trained: Trained): void {
    this.#trained = trained;
    this.#show(trained);
  }
}
