import { breathe } from '../breathe';
import { countNumbers, dispose, type Tensor, toTensors } from '../engine';
import { type Ledger, openLedger } from '../ledger';
import { DEFAULTS } from '../methods/defaults';
import type { Start } from '../methods/method';
import type { Matrix } from '../model/config';
import type { ReadmeWords } from '../peft/readme';
import { createRandom } from '../random';
import { learningRate } from '../schedule';
import type {
  AdoptedRun,
  AskedExample,
  BackendChoice,
  BackendReport,
  Ending,
  Fault,
  Inspection,
  LabEvent,
  LabMethod,
  LatencyReport,
  Looks,
  MergeReport,
  Moment,
  RunSetup,
  Sample,
  Snapshot,
  WorkerLaboratory,
} from './api';
import { readyBackend } from './backends';
import { ITEMS, itemsAfter, majority, type Source, trainingBatch } from './data';
import { deviceFault } from './fault';
import { fetchModel } from './fetchModel';
import { type Contender, measureLatency } from './latency';
import { inspect, type Learned, spectra } from './learned';
import { Lookers } from './looks';
import { compareMerged, isMergeable, mergedWeights, UNMERGEABLE } from './merging';
import { type Answerer, BASE, type Pretrained, Reader } from './model';
import { predictedBytes } from './prediction';
import { prepareMethod } from './prepareMethod';
import { sourceOf } from './sources';
import { Trainee } from './trainee';

/** Evaluations in a run, and the fewest steps between two: one takes about as long as that, so that a short try is mostly trained. */
const EVALUATIONS = 10;
const EVALUATION_PAUSE = 5;

/** Singular values are told at every so many evaluations: for full fine-tuning they take longer than a step. */
const SPECTRA_PAUSE = 3;

/** Milliseconds between snapshots. */
const SNAPSHOT_PAUSE = 5000;

/** The laboratory's working half. Lives in a worker, but knows nothing of that. */
export class WorkingLaboratory implements WorkerLaboratory {
  readonly #emit: (event: LabEvent) => void;
  #model: Pretrained | undefined;
  /** URL of its folder. */
  #folder = '';
  #base: Record<string, Tensor> = {};
  #baseReader: Reader | undefined;
  #lookers: Lookers | undefined;
  #ledger: Ledger | undefined;
  #setup: RunSetup | undefined;
  #source: Source | undefined;
  #trainees: Trainee[] = [];
  /** The base's loss on held-out stories, once it has been measured in this run. */
  #baseLoss: number | undefined;
  #wish: 'train' | 'pause' | 'stop' = 'pause';
  /** Settles when no question is open that reads what is trained. */
  #answered: Promise<unknown> = Promise.resolve();
  #lost: Fault | undefined;
  #lastSnapshot = 0;

  constructor(emit: (event: LabEvent) => void) {
    this.#emit = emit;
  }

  async open(base: string, choice: BackendChoice): Promise<BackendReport> {
    const report = await readyBackend(choice, (fault) => {
      this.#lost ??= fault;
    });
    this.#ledger = openLedger(report.backend);
    this.#folder = base;
    this.#model = await fetchModel(base, (done, total) =>
      this.#emit({ type: 'progress', phase: 'model', done, total }),
    );
    this.#base = toTensors(this.#model.weights);
    this.#baseReader = new Reader(this.#model.config, this.#model.tokenizer, BASE);
    this.#lookers = new Lookers(this.#model);
    return report;
  }

  async prepare(setup: RunSetup, from?: Snapshot): Promise<void> {
    const model = this.#open();
    // A question may come while the ones before it are answered.
    for (let seen: unknown; seen !== this.#answered; ) {
      seen = this.#answered;
      await seen;
    }
    this.#release();
    this.#source = sourceOf(setup, model.tokenizer);
    this.#setup = setup;
    for (const method of setup.methods) {
      const start: Start = {
        config: model.config,
        options: setup.options,
        base: model.weights,
        random: createRandom(setup.seed, 'start', method),
      };
      const prepared = await prepareMethod(method, start, setup.ownSource ?? '');
      const trainee = new Trainee(method, prepared, model, this.#base, this.#ledger as Ledger);
      const saved = from?.methods[method];
      if (saved) trainee.load(saved.tensors, saved.step);
      // What had failed was not saved, and does not begin anew; why it failed was told then.
      else if (from) trainee.fault = { kind: 'internal', detail: 'failed before' };
      this.#trainees.push(trainee);
    }
    this.#baseLoss = undefined;
  }

  async train(): Promise<Ending> {
    this.#wish = 'train';
    const wish = () => this.#wish;
    this.#lastSnapshot = performance.now();
    for (;;) {
      await breathe();
      if (wish() === 'stop') return 'stopped';
      if (wish() === 'pause') return 'paused';
      if (!this.#isTraining()) return 'done';
      await this.#stepOfAll();
      if (performance.now() - this.#lastSnapshot > SNAPSHOT_PAUSE) {
        this.#emit({ type: 'snapshot', snapshot: await this.snapshot() });
        this.#lastSnapshot = performance.now();
      }
    }
  }

  #isTraining(): boolean {
    const steps = this.#setup?.steps ?? 0;
    return this.#trainees.some(({ step, fault }) => !fault && step < steps);
  }

  async stepOnce(): Promise<Ending> {
    this.#wish = 'train';
    const wish = () => this.#wish;
    await this.#stepOfAll();
    if (wish() === 'stop') return 'stopped';
    return this.#isTraining() ? 'paused' : 'done';
  }

  async #stepOfAll(): Promise<void> {
    const setup = this.#running();
    // The methods that are furthest behind go first: after an interruption they may differ by a step.
    const waiting = this.#trainees.filter(({ step, fault }) => !fault && step < setup.steps);
    const next = Math.min(...waiting.map(({ step }) => step));
    for (const trainee of waiting.filter(({ step }) => step === next)) {
      await this.#stepOf(trainee, setup);
      await breathe();
    }
    // After the first steps, so that the reader sees the first points sooner.
    this.#baseLoss ??= await this.#measureBaseline();
  }

  async #stepOf(trainee: Trainee, setup: RunSetup): Promise<void> {
    const { method } = trainee;
    const model = this.#open();
    const first = trainee.held === undefined;
    if (first) {
      this.#emit({ type: 'progress', phase: 'compile', method, done: 0, total: 1 });
      await breathe();
    }
    const step = trainee.step + 1;
    const batch = trainingBatch(this.#source as Source, setup, step, model.tokenizer);
    const rate = setup.learningRates[method] ?? DEFAULTS[method].learningRate;
    const began = performance.now();
    const loss = await this.#onDevice(() => trainee.train(batch, learningRate(rate, step, setup.steps)));
    const seconds = (performance.now() - began) / 1000;
    if (first) this.#tellSize(trainee, setup);
    if (loss === 0) {
      trainee.fault = { kind: 'zeros' };
    } else if (!Number.isFinite(loss)) {
      trainee.fault = { kind: 'diverged', values: { step, learningRate: rate } };
    }
    if (trainee.fault) {
      this.#emit({ type: 'fault', fault: trainee.fault, method });
      return;
    }
    this.#emit({ type: 'point', method, step, loss, seconds });
    const done = step === setup.steps;
    const every = Math.max(EVALUATION_PAUSE, Math.round(setup.steps / EVALUATIONS));
    if (done || step % every === 0) await this.#evaluate(trainee, done ? itemsAfter(step) : ITEMS.during);
    if (done || step % (SPECTRA_PAUSE * every) === 0) await this.#tellSpectra(trainee, setup);
    if (done) this.#emit({ type: 'finished', method, step });
  }

  #tellSize(trainee: Trainee, setup: RunSetup): void {
    const { config, weights } = this.#open();
    const parameters = countNumbers(weights);
    const held = trainee.held;
    if (!held) return;
    this.#emit({
      type: 'size',
      method: trainee.method,
      trainable: trainee.trainableCount,
      parameters,
      held,
      predicted: predictedBytes({
        method: trainee.method,
        config,
        parameters,
        trainable: trainee.trainableCount,
        batch: setup.batch,
        length: (this.#source as Source).length,
      }),
    });
  }

  async #evaluate(trainee: Trainee, count: number): Promise<void> {
    const { method, step, reader } = trainee;
    const source = this.#source as Source;
    const items = source.heldOut(count);
    this.#baseLoss ??= await this.#measureBaseline();
    const matches = await this.#onDevice(() =>
      reader.exactMatches(trainee, items, source, async (done) => {
        this.#emit({ type: 'progress', phase: 'evaluate', method, done, total: items.length });
        await breathe();
      }),
    );
    const loss = await this.#onDevice(() => reader.pretrainingLoss(trainee));
    this.#emit({
      type: 'evaluation',
      method,
      step,
      accuracy: share(matches),
      items: matches.length,
      forgetting: loss - this.#baseLoss,
    });
    await breathe();
  }

  async #tellSpectra(trainee: Trainee, setup: RunSetup): Promise<void> {
    const { method, step } = trainee;
    const changes = spectra(await this.#learned(trainee), setup.options.targets);
    if (changes.length > 0) this.#emit({ type: 'spectrum', method, step, spectra: changes });
    await breathe();
  }

  /** Tells what the base reaches, and returns its loss on held-out stories. */
  async #measureBaseline(): Promise<number> {
    const source = this.#source as Source;
    const { reader, weighted } = this.#asked('base');
    const items = source.heldOut(ITEMS.during);
    const accuracy = share(await this.#onDevice(() => reader.exactMatches(weighted, items, source, breathe)));
    const pretrainingLoss = await this.#onDevice(() => reader.pretrainingLoss(weighted));
    this.#emit({
      type: 'baseline',
      accuracy,
      items: items.length,
      pretrainingLoss,
      majority: majority(source.heldOut(ITEMS.end)),
    });
    return pretrainingLoss;
  }

  async pause(): Promise<void> {
    this.#wish = 'pause';
  }

  async stop(): Promise<void> {
    this.#wish = 'stop';
  }

  async snapshot(): Promise<Snapshot> {
    const setup = this.#running();
    return this.#reading(async () => {
      const methods: { [M in LabMethod]?: { step: number; tensors: Uint8Array<ArrayBuffer> } } = {};
      for (const trainee of this.#trainees) {
        if (trainee.fault) continue;
        const { method, step, training } = trainee;
        methods[method] = { step, tensors: await this.#onDevice(() => training.save()) };
      }
      return { setup, methods };
    });
  }

  async sample(method: LabMethod | 'base', prompt: string, tokens: number): Promise<Sample> {
    const { reader, weighted } = this.#asked(method);
    return this.#reading(() => reader.continue(weighted, prompt, tokens, breathe));
  }

  async examples(count: number): Promise<readonly AskedExample[]> {
    this.#running();
    const { tokenizer } = this.#open();
    return (this.#source as Source).heldOut(count).map((each) => ({
      ...each,
      tokens: tokenizer.encode(each.answer).length + 1,
    }));
  }

  async inspect(method: LabMethod, layer: number, matrix: Matrix): Promise<Inspection> {
    const trainee = this.#trainee(method);
    return this.#reading(async () => inspect(await this.#learned(trainee), layer, matrix));
  }

  async merge(method: LabMethod): Promise<MergeReport> {
    const trainee = this.#trainee(method);
    if (!isMergeable(method)) return UNMERGEABLE;
    const { tokenizer } = this.#open();
    const prompt = (this.#source as Source).heldOut(1)[0]?.prompt ?? '';
    const ids = [tokenizer.bos, ...tokenizer.encode(prompt)];
    return this.#reading(async () =>
      compareMerged(await this.#learned(trainee), this.#asked(method), this.#asked('base').reader, {
        ids,
        padding: tokenizer.pad,
      }),
    );
  }

  async look(method: LabMethod | 'base', text: string, moment: Moment): Promise<Looks> {
    const { weighted } = this.#asked('base');
    const lookers = this.#lookers as Lookers;
    const ids = lookers.read(text);
    const looked =
      method === 'base' ? { method, prepared: BASE, step: 0, ...weighted } : this.#trainee(method);
    return this.#reading(() => this.#onDevice(() => lookers.look(looked, ids, moment)));
  }

  async latency(text: string): Promise<LatencyReport> {
    this.#running();
    const ids = (this.#lookers as Lookers).read(text);
    const padding = this.#open().tokenizer.pad;
    return this.#reading(async () => {
      const { contenders, release } = await this.#contenders();
      try {
        return await this.#onDevice(() => measureLatency(contenders, ids, padding, breathe));
      } finally {
        release();
      }
    });
  }

  /** The base and every method that has not failed, beside the base and, where it can be, merged into it. */
  async #contenders(): Promise<{ contenders: Contender[]; release: () => void }> {
    const base = this.#asked('base');
    const contenders: Contender[] = [{ method: 'base', how: 'base', ...base }];
    const merged: Record<string, Tensor>[] = [];
    for (const trainee of this.#trainees.filter(({ fault }) => !fault)) {
      const { method } = trainee;
      contenders.push({ method, how: 'beside', ...this.#asked(method) });
      if (!isMergeable(method)) continue;
      const frozen = toTensors(mergedWeights(await this.#learned(trainee)));
      merged.push(frozen);
      contenders.push({ method, how: 'merged', reader: base.reader, weighted: { frozen, trainable: {} } });
    }
    return { contenders, release: () => merged.forEach(dispose) };
  }

  async weights(method: LabMethod): Promise<Uint8Array<ArrayBuffer>> {
    const { training } = this.#trainee(method);
    return this.#reading(() => training.saveWeights());
  }

  async exportAdapter(method: LabMethod, words: ReadmeWords): Promise<Uint8Array<ArrayBuffer>> {
    const trainee = this.#trainee(method);
    const setup = this.#running();
    const { heldOut, places } = this.#source as Source;
    const prompt = heldOut(1)[0]?.prompt ?? '';
    const { step } = trainee;
    const learned = await this.#reading(() => this.#learned(trainee));
    const { packed } = await import('./adapters');
    return packed({ learned, setup, step, base: this.#folder, prompt, longest: places, words });
  }

  async readAdapter(files: Readonly<Record<string, Uint8Array>>, otherwise: RunSetup): Promise<AdoptedRun> {
    const model = this.#open();
    const { adopted } = await import('./adapters');
    return adopted(files, model, otherwise);
  }

  async judge(): Promise<void> {
    const setup = this.#running();
    for (const trainee of this.#trainees.filter(({ fault }) => !fault)) {
      const { method, step } = trainee;
      // One step is what an adapter of others is said to have been trained for, since its files do not tell.
      await this.#evaluate(trainee, step === 1 ? ITEMS.end : itemsAfter(step));
      await this.#tellSpectra(trainee, setup);
      this.#emit({ type: 'finished', method, step });
    }
  }

  /** Whom a question goes to: the base as it was pretrained, or a method of the run. */
  #asked(method: LabMethod | 'base'): Answerer {
    this.#open();
    if (method === 'base') {
      return { reader: this.#baseReader as Reader, weighted: { frozen: this.#base, trainable: {} } };
    }
    const trainee = this.#trainee(method);
    return { reader: trainee.reader, weighted: trainee };
  }

  /** A question that reads what is trained: another run does not begin before it is answered. */
  #reading<T>(question: () => Promise<T>): Promise<T> {
    const answer = question();
    this.#answered = Promise.allSettled([this.#answered, answer]);
    return answer;
  }

  async #learned(trainee: Trainee): Promise<Learned> {
    const { config, weights } = this.#open();
    const { options } = this.#running();
    const trained = await this.#onDevice(() => trainee.training.trainedValues());
    return { method: trainee.method, config, options, base: weights, trained };
  }

  /** Runs something on the device and turns what goes wrong there into a fault. */
  async #onDevice<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      if (this.#lost) throw this.#lost;
      return result;
    } catch (cause) {
      throw this.#lost ?? deviceFault(cause);
    }
  }

  #open(): Pretrained {
    if (!this.#model) throw { kind: 'internal', detail: 'not open' } satisfies Fault;
    return this.#model;
  }

  #running(): RunSetup {
    if (!this.#setup) throw { kind: 'internal', detail: 'no run' } satisfies Fault;
    return this.#setup;
  }

  #trainee(method: LabMethod): Trainee {
    const trainee = this.#trainees.find((each) => each.method === method);
    if (!trainee) throw { kind: 'internal', detail: `no ${method} in this run` } satisfies Fault;
    return trainee;
  }

  #release(): void {
    for (const trainee of this.#trainees) trainee.dispose();
    this.#lookers?.forget();
    this.#trainees = [];
  }
}

const share = (matches: readonly boolean[]): number =>
  matches.filter(Boolean).length / Math.max(1, matches.length);
