import type {
  Answer,
  BroughtModel,
  BroughtNeed,
  BroughtProgress,
  BroughtSetup,
  BroughtTrouble,
  CheckpointDescription,
  Pair,
} from '../../training/brought/api';
import type { Point } from '../shared/lab/run';

/** What the element's `data-state` says. */
export type BringPhase =
  | 'empty'
  | 'opening'
  | 'described'
  | 'loading'
  | 'ready'
  | 'training'
  | 'answering'
  | 'packing';

/** Beside which part of the page a fault belongs. */
export type Place = 'files' | 'setup' | 'pairs' | 'training' | 'asking' | 'adapter';

/** A fault of the files, or one of ours, which the page tells as such. */
export type Trouble = BroughtTrouble | { readonly kind: 'internal'; readonly subject: string };

/** All that the page shows of a brought model, but the reader's own texts. */
export interface BringState {
  readonly phase: BringPhase;
  readonly description: CheckpointDescription | null;
  /** The newest prediction, and the set-up that it is for. */
  readonly need: { readonly setup: BroughtSetup; readonly bytes: BroughtNeed } | null;
  /** The set-up for which the model stands on the device. */
  readonly loaded: BroughtSetup | null;
  readonly progress: BroughtProgress | null;
  /** Steps trained since the model was loaded, with their losses. */
  readonly points: readonly Point[];
  /** When the present steps began, in seconds, and how many there were then. */
  readonly since: { readonly seconds: number; readonly steps: number } | null;
  readonly stopping: boolean;
  readonly trouble: { readonly place: Place; readonly trouble: Trouble } | null;
}

export const EMPTY: BringState = {
  phase: 'empty',
  description: null,
  need: null,
  loaded: null,
  progress: null,
  points: [],
  since: null,
  stopping: false,
  trouble: null,
};

/** After these nothing stands on the device any more. */
const FATAL: readonly Trouble['kind'][] = ['device', 'memory', 'internal'];

interface Around {
  /** A model in a worker of its own. */
  readonly start: () => Promise<BroughtModel>;
  readonly show: (state: BringState) => void;
  /** Seconds. */
  readonly now: () => number;
}

/**
 * One brought model, from its files to its adapter. One thing at a time: what comes while another is at work is dropped,
 * but for predictions, of which the last one asked for follows.
 */
export class BringSession {
  readonly #around: Around;
  #state = EMPTY;
  #model: BroughtModel | null = null;
  #files: readonly File[] = [];
  /** Counts models: what one that was put away still says is not heard. */
  #turn = 0;
  /** Resolves when the model at work is put away: its worker is ended, and leaves its questions open. */
  #gone = door();
  #asked: Promise<void> | null = null;
  #wanted: BroughtSetup | null = null;

  constructor(around: Around) {
    this.#around = around;
  }

  get state(): BringState {
    return this.#state;
  }

  #set(patch: Partial<BringState>): void {
    this.#state = { ...this.#state, ...patch };
    this.#around.show(this.#state);
  }

  /** Puts away the model at work, whatever it is doing. */
  #leave(): void {
    this.#turn += 1;
    this.#gone.open();
    this.#gone = door();
    this.#asked = null;
    this.#wanted = null;
    // It may be past answering.
    this.#model?.close().catch(() => {});
    this.#model = null;
  }

  close(): void {
    this.#leave();
    this.#files = [];
    this.#set(EMPTY);
  }

  /** Reads what the files say of themselves. */
  async open(files: readonly File[]): Promise<void> {
    this.#leave();
    this.#files = files;
    this.#set({ ...EMPTY, phase: 'opening' });
    const description = await this.#begin('files');
    if (description) this.#set({ phase: 'described', description });
  }

  /** A fresh model with the files of before; null where that fails or is overtaken. */
  async #begin(place: Place): Promise<CheckpointDescription | null> {
    const model = await this.#ask(place, async () => {
      const turn = this.#turn;
      const started = await this.#around.start();
      if (turn === this.#turn) this.#model = started;
      else await started.close();
      return { ok: true, value: started };
    });
    // One that is overtaken is not opened: that would start its worker once more.
    return model && this.#ask(place, () => model.open(this.#files));
  }

  /** The answer's value; null for a fault, which is told at its place, and for what comes from a model put away. */
  async #ask<T>(place: Place, question: () => Promise<Answer<T>>): Promise<T | null> {
    const turn = this.#turn;
    let answer: { ok: true; value: T } | { ok: false; trouble: Trouble } | null;
    try {
      answer = await Promise.race([question(), this.#gone.opened]);
    } catch (error) {
      console.warn('brought model:', error);
      const subject = error instanceof Error ? error.message : String(error);
      answer = { ok: false, trouble: { kind: 'internal', subject } };
    }
    if (answer === null || turn !== this.#turn) return null;
    if (answer.ok) return answer.value;
    this.#fail(place, answer.trouble);
    return null;
  }

  #fail(place: Place, trouble: Trouble): void {
    const { description, loaded, phase, points, since } = this.#state;
    const lost = FATAL.includes(trouble.kind) || phase === 'opening' || phase === 'loading';
    // A worker that has lost its device, or holds half a model, is not asked again.
    if (lost) this.#leave();
    this.#set({
      phase: description === null ? 'empty' : loaded && !lost ? 'ready' : 'described',
      ...(lost && { loaded: null }),
      // Steps that end in a fault leave the adapter as it was before them.
      points: lost ? [] : points.filter(({ step }) => since === null || step <= since.steps),
      ...{
        progress: null,
        since: null,
        stopping: false,
        trouble: { place: placeOf(place, trouble), trouble },
      },
    });
  }

  /** Predicts what a set-up needs. */
  need(setup: BroughtSetup): Promise<void> {
    this.#wanted = setup;
    if (this.#asked) return this.#asked;
    const turn = this.#turn;
    const asked = this.#needs().finally(() => {
      if (turn === this.#turn) this.#asked = null;
    });
    this.#asked = asked;
    return asked;
  }

  async #needs(): Promise<void> {
    const { phase } = this.#state;
    if (phase !== 'described' && phase !== 'ready') return;
    if (!this.#model && !(await this.#begin('setup'))) return;
    const turn = this.#turn;
    while (this.#wanted && this.#model) {
      const setup = this.#wanted;
      this.#wanted = null;
      const model = this.#model;
      const bytes = await this.#ask('setup', () => model.need(setup));
      if (turn !== this.#turn) return;
      if (bytes) this.#set({ need: { setup, bytes } });
    }
  }

  /** Loads the model for a set-up; one that stands on the device already goes first, with what it has learned. */
  async load(setup: BroughtSetup): Promise<void> {
    const { phase, loaded } = this.#state;
    if (phase !== 'described' && phase !== 'ready') return;
    this.#set({ phase: 'loading', loaded: null, points: [], progress: null, trouble: null });
    await this.#asked;
    if (this.#state.phase !== 'loading') return;
    if (loaded || !this.#model) {
      this.#leave();
      if (!(await this.#begin('setup'))) return;
    }
    const model = this.#model;
    if (!model) return;
    const done = await this.#ask('setup', async () => {
      const answer = await model.load(setup, this.#heard());
      // `null` is what loading answers, and what `#ask` says of a fault.
      return answer.ok ? { ok: true, value: true } : answer;
    });
    if (done) this.#set({ phase: 'ready', loaded: setup, progress: null });
  }

  /** Gives up loading; the files stay chosen. */
  async cancel(): Promise<void> {
    if (this.#state.phase !== 'loading') return;
    this.#leave();
    this.#set({ phase: 'described', progress: null });
  }

  #heard(): (progress: BroughtProgress) => void {
    const turn = this.#turn;
    return (progress) => {
      if (turn !== this.#turn) return;
      const { points, since } = this.#state;
      if (progress.phase !== 'train' || progress.loss === undefined) return this.#set({ progress });
      const step = (since?.steps ?? 0) + progress.done;
      const point = { step, loss: progress.loss, seconds: progress.seconds ?? 0 };
      this.#set({ progress, points: [...points, point] });
    };
  }

  async train(pairs: readonly Pair[]): Promise<void> {
    const { phase, points } = this.#state;
    const model = this.#model;
    if (phase !== 'ready' || !model) return;
    const since = { seconds: this.#around.now(), steps: points.at(-1)?.step ?? 0 };
    this.#set({ phase: 'training', progress: null, since, stopping: false, trouble: null });
    if (await this.#ask('training', () => model.train(pairs, this.#heard()))) {
      this.#set({ phase: 'ready', progress: null, since: null, stopping: false });
    }
  }

  /** Ends training after the step at work, or an answer after the token. */
  async stop(): Promise<void> {
    const { phase, stopping } = this.#state;
    if ((phase !== 'training' && phase !== 'answering') || stopping) return;
    this.#set({ stopping: true });
    await this.#model?.stop();
  }

  /** The model's continuation of a prompt; null where it fails. */
  async generate(prompt: string, tokens: number, adapted: boolean): Promise<string | null> {
    const model = this.#model;
    if (this.#state.phase !== 'ready' || !model) return null;
    this.#set({ phase: 'answering', progress: null, stopping: false, trouble: null });
    const text = await this.#ask('asking', () => model.generate(prompt, { tokens, adapted }, this.#heard()));
    if (text !== null) this.#set({ phase: 'ready', progress: null, stopping: false });
    return text;
  }

  async adapter(): Promise<Uint8Array<ArrayBuffer> | null> {
    const model = this.#model;
    if (this.#state.phase !== 'ready' || !model) return null;
    this.#set({ phase: 'packing', trouble: null });
    const zip = await this.#ask('adapter', () => model.adapter());
    if (zip) this.#set({ phase: 'ready' });
    return zip;
  }
}

/** What is wrong with the pairs is told beside them, whatever brought it to light. */
function placeOf(place: Place, { kind }: Trouble): Place {
  return place === 'training' && (kind === 'pairs' || kind === 'tooLong') ? 'pairs' : place;
}

/** A promise of null, and what keeps it. */
function door(): { readonly opened: Promise<null>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<null>((resolve) => {
    open = () => resolve(null);
  });
  return { opened, open };
}
