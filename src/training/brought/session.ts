import { breathe } from '../breathe';
import { createRandom } from '../random';
import { rowLength, toDevice } from '../rows';
import { learningRate } from '../schedule';
import type {
  Answer,
  BroughtModel,
  BroughtNeed,
  BroughtProgress,
  BroughtSetup,
  CheckpointDescription,
  Pair,
} from './api';
import { loadBase } from './base';
import { createBatches } from './batches';
import { type Checkpoint, describe, openCheckpoint } from './checkpoint';
import { Decoder } from './decoder';
import { Devices, probe } from './devices';
import type { SlicedFile } from './folder';
import { neededBytes } from './need';
import { methodOptions } from './options';
import { askedTokens, padPairs } from './pairs';
import { type BroughtTokenizer, createBroughtTokenizer } from './tokenizer';
import { answered, isTrouble, TroubleError } from './trouble';

type Told = (progress: BroughtProgress) => void;

/** A checkpoint that was opened. */
interface Opened {
  readonly checkpoint: Checkpoint;
  readonly description: CheckpointDescription;
  readonly tokenizer: BroughtTokenizer;
}

/** Milliseconds between two messages about the bytes that were read. */
const PROGRESS_PAUSE = 50;

/** The worker's half of a brought model. Lives in a worker, but knows nothing of that. */
export class WorkingModel implements BroughtModel {
  readonly #devices = new Devices();
  #opened: Opened | undefined;
  #loaded: { readonly decoder: Decoder; readonly setup: BroughtSetup } | undefined;
  #stopped = false;
  /** Whether a step has been taken on this device: what is compiled, and whether its zeros are zeros. */
  #hasStepped = false;

  open(files: readonly SlicedFile[]): Promise<Answer<CheckpointDescription>> {
    return answered(async () => {
      this.#free();
      this.#opened = undefined;
      const checkpoint = await openCheckpoint(files);
      const { tokenizer: json, tokenizerConfig, config, hasTemplateFile } = checkpoint.folder;
      const made = createBroughtTokenizer({ json, config: tokenizerConfig, model: config });
      if (!made.ok) throw new TroubleError(made.trouble.kind, made.trouble.subject);
      const tokenizer = made.value;
      const description = {
        ...describe(checkpoint),
        hasChatTemplate: tokenizer.hasChatTemplate || hasTemplateFile,
      };
      this.#opened = { checkpoint, description, tokenizer };
      return description;
    });
  }

  need(setup: BroughtSetup): Promise<Answer<BroughtNeed>> {
    return answered(() => this.#need(setup));
  }

  async #need(setup: BroughtSetup): Promise<BroughtNeed> {
    const { checkpoint, description } = this.#open();
    const { backend, limits } = await probe(setup.backend);
    return neededBytes(checkpoint.config, description.parameters, setup, backend, limits);
  }

  load(setup: BroughtSetup, onProgress: Told): Promise<Answer<null>> {
    return answered(async () => {
      const { checkpoint } = this.#open();
      this.#free();
      checkSetup(setup, checkpoint);
      const { refusal } = await this.#need(setup);
      if (refusal) throw new TroubleError('memory', refusal);
      await this.#onDevice(async () => {
        await this.#devices.use(setup.backend);
        const base = await loadBase(checkpoint, setup.method, seldom(onProgress));
        const random = createRandom(setup.seed, 'start', setup.method);
        const decoder = new Decoder(checkpoint.config, methodOptions(setup), base, random);
        this.#loaded = { decoder, setup };
      });
      this.#hasStepped = false;
      return null;
    });
  }

  train(pairs: readonly Pair[], onProgress: Told): Promise<Answer<{ readonly steps: number }>> {
    return answered(async () => {
      const { tokenizer } = this.#open();
      const { decoder, setup } = this.#load();
      const padded = padPairs(pairs, tokenizer, setup.length);
      if (!padded.ok) throw new TroubleError(padded.trouble.kind, padded.trouble.subject);
      const batches = createBatches(padded.value, setup.batch, setup.seed, tokenizer.pad);
      this.#stopped = false;
      const before = await this.#onDevice(() => decoder.values());
      decoder.restart(before);
      if (!this.#hasStepped) onProgress({ phase: 'compile', done: 0, total: 0 });
      let step = 0;
      while (step < setup.steps && !this.#isStopped()) {
        await breathe();
        step++;
        const began = performance.now();
        const rate = learningRate(setup.learningRate, step, setup.steps);
        const loss = await this.#onDevice(() => decoder.train(toDevice(batches.at(step)), rate));
        // A buffer that the device refused reads as zeros, and so does their loss; a trained model's may come to 0.
        if (loss === 0 && !this.#hasStepped) throw new TroubleError('device', 'loss 0');
        if (!Number.isFinite(loss)) {
          decoder.restart(before);
          throw new TroubleError('diverged', String(step));
        }
        this.#hasStepped = true;
        const seconds = (performance.now() - began) / 1000;
        onProgress({ phase: 'train', done: step, total: setup.steps, loss, seconds });
      }
      return { steps: step };
    });
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
  }

  generate(
    prompt: string,
    { tokens, adapted }: { readonly tokens: number; readonly adapted: boolean },
    onProgress: Told,
  ): Promise<Answer<string>> {
    return answered(async () => {
      const { checkpoint, tokenizer } = this.#open();
      const { decoder } = this.#load();
      const room = checkpoint.config.max_position_embeddings;
      const ids = askedTokens(prompt, tokenizer);
      if (ids.length === 0) throw new TroubleError('pairs', '');
      if (ids.length + tokens > room)
        throw new TroubleError('tooLong', `${ids.length} + ${tokens} > ${room}`);
      const asked = ids.length;
      // One shape for the whole answer: what stands behind the last token is not looked at.
      const row = new Int32Array(Math.min(room, rowLength(asked + tokens))).fill(tokenizer.pad);
      row.set(ids);
      const ends = endsOf(tokenizer, checkpoint);
      this.#stopped = false;
      for (let done = 0; done < tokens && !this.#isStopped(); done++) {
        const next = await this.#onDevice(() => decoder.next(row.slice(), ids.length, adapted));
        if (ends.has(next)) break;
        row[ids.length] = next;
        ids.push(next);
        onProgress({ phase: 'generate', done: done + 1, total: tokens });
        await breathe();
      }
      return tokenizer.decode(ids.slice(asked));
    });
  }

  adapter(): Promise<Answer<Uint8Array<ArrayBuffer>>> {
    return answered(async () => {
      const { checkpoint, description } = this.#open();
      const { decoder, setup } = this.#load();
      const values = await this.#onDevice(() => decoder.values());
      const { packedAdapter } = await import('./adapterZip');
      return packedAdapter(checkpoint.config, description.name, setup, values);
    });
  }

  async close(): Promise<void> {
    this.#stopped = true;
    this.#free();
    this.#opened = undefined;
  }

  #free(): void {
    const { decoder } = this.#loaded ?? {};
    this.#loaded = undefined;
    // After a lost device there is nothing left to free.
    if (!this.#devices.lost) decoder?.dispose();
  }

  async #onDevice<T>(work: () => Promise<T>): Promise<T> {
    if (this.#devices.lost) throw this.#devices.lost;
    try {
      const result = await work();
      if (this.#devices.lost) throw this.#devices.lost;
      return result;
    } catch (cause) {
      throw isTrouble(cause) ? cause : (this.#devices.lost ?? cause);
    }
  }

  #open(): Opened {
    if (!this.#opened) throw new TroubleError('device', 'open');
    return this.#opened;
  }

  #load() {
    if (!this.#loaded) throw new TroubleError('device', 'load');
    return this.#loaded;
  }
}

/** Tokens that end an answer: config.json may name several. */
function endsOf({ eos }: BroughtTokenizer, { folder }: Checkpoint): ReadonlySet<unknown> {
  const named: unknown = Reflect.get(folder.config as object, 'eos_token_id');
  return new Set([eos, ...(Array.isArray(named) ? named : [named])]);
}

/** @throws TroubleError for a set-up that is none, or one that the model has no room for */
function checkSetup(setup: BroughtSetup, { config }: Checkpoint): void {
  for (const field of ['rank', 'steps', 'batch', 'length'] as const) {
    if (!Number.isSafeInteger(setup[field]) || setup[field] < 1) throw new TroubleError('unsupported', field);
  }
  for (const field of ['alpha', 'learningRate'] as const) {
    if (!(setup[field] > 0 && Number.isFinite(setup[field]))) throw new TroubleError('unsupported', field);
  }
  const { max_position_embeddings: most } = config;
  if (setup.length > most) throw new TroubleError('tooLong', `${setup.length} > ${most}`);
}

/** Lets through a message now and then, and always the last. */
function seldom(told: Told): Told {
  let last = 0;
  return (progress) => {
    const now = performance.now();
    if (now - last < PROGRESS_PAUSE && progress.done < progress.total) return;
    last = now;
    told(progress);
  };
}
