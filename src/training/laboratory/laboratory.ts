import { countNumbers, dispose, type NamedValues, type Tensor, toTensors } from '../engine';
import { type Ledger, openLedger } from '../ledger';
import { DEFAULTS } from '../methods/defaults';
import type { Start } from '../methods/method';
import type { Matrix } from '../model/config';
import type { ReadmeWords } from '../peft/readme';
import { createRandom } from '../random';
import { learningRate } from '../schedule';
import type { Example } from '../tasks/types';
import type {
  AdoptedRun,
  BackendChoice,
  BackendReport,
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
import { breathe } from './breathe';
import { ITEMS, itemsAfter, majority, type Source, trainingBatch } from './data';
import { deviceFault } from './fault';
import { fetchModel } from './fetchModel';
import { type Contender, measureLatency } from './latency';
import { inspect, isMergeable, type Learned, mergedWeights, spectra } from './learned';
import { Lookers } from './looks';
import { BASE, type Pretrained, Reader, type Weighted } from './model';
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

/** Tokens on which merged and unmerged outputs are compared. */
const MERGE_TOKENS = 64;

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
      this.#trainees.push(trainee);
    }
    this.#baseLoss = undefined;
  }

  async train(): Promise<'done' | 'paused' | 'stopped'> {
    this.#wish = 'train';
    const wish = () => this.#wish;
    this.#lastSnapshot = performance.now();
    for (;;) {
      await breathe();
      if (wish() === 'stop') return 'stopped';
      if (wish() === 'pause') return 'paused';
      if (!this.#isTraining()) return 'done';
      await this.stepOnce();
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

  async stepOnce(): Promise<void> {
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
    const reader = this.#baseReader as Reader;
    const weighted = this.#untrained();
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
    const methods: { [M in LabMethod]?: { step: number; tensors: Uint8Array<ArrayBuffer> } } = {};
    for (const trainee of this.#trainees) {
      if (trainee.fault) continue;
      methods[trainee.method] = { step: trainee.step, tensors: await trainee.training.save() };
    }
    return { setup, methods };
  }

  async sample(method: LabMethod | 'base', prompt: string, tokens: number): Promise<Sample> {
    if (method === 'base') {
      this.#open();
      return (this.#baseReader as Reader).continue(this.#untrained(), prompt, tokens, breathe);
    }
    const trainee = this.#trainee(method);
    return trainee.reader.continue(trainee, prompt, tokens, breathe);
  }

  async examples(count: number): Promise<readonly Example[]> {
    this.#running();
    return (this.#source as Source).heldOut(count);
  }

  async inspect(method: LabMethod, layer: number, matrix: Matrix): Promise<Inspection> {
    return inspect(await this.#learned(this.#trainee(method)), layer, matrix);
  }

  async merge(method: LabMethod): Promise<MergeReport> {
    const trainee = this.#trainee(method);
    if (!isMergeable(method)) return { mergeable: false, difference: 0, largest: 0, residue: 0 };
    const { tokenizer, weights } = this.#open();
    const learned = await this.#learned(trainee);
    const merged = mergedWeights(learned);
    const text = (this.#source as Source).heldOut(1)[0]?.prompt ?? '';
    const ids = [tokenizer.bos, ...tokenizer.encode(text)];
    const row = Int32Array.from({ length: MERGE_TOKENS }, (_, at) => ids[at] ?? tokenizer.pad);
    const beside = await trainee.reader.logits(trainee, row.slice());
    const device = toTensors(merged);
    const within = await (this.#baseReader as Reader).logits({ frozen: device, trainable: {} }, row);
    dispose(device);
    return {
      mergeable: true,
      difference: furthest(beside, within),
      largest: beside.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
      residue: unmergedResidue(weights, merged, learned),
    };
  }

  async look(method: LabMethod | 'base', text: string, moment: Moment): Promise<Looks> {
    this.#open();
    const lookers = this.#lookers as Lookers;
    const ids = lookers.read(text);
    const looked =
      method === 'base' ? { method, prepared: BASE, step: 0, ...this.#untrained() } : this.#trainee(method);
    return this.#onDevice(() => lookers.look(looked, ids, moment));
  }

  async latency(text: string): Promise<LatencyReport> {
    this.#running();
    const ids = (this.#lookers as Lookers).read(text);
    const reader = this.#baseReader as Reader;
    const contenders: Contender[] = [{ method: 'base', how: 'base', reader, weighted: this.#untrained() }];
    const merged: Record<string, Tensor>[] = [];
    for (const trainee of this.#trainees.filter(({ fault }) => !fault)) {
      const { method } = trainee;
      contenders.push({ method, how: 'beside', reader: trainee.reader, weighted: trainee });
      if (!isMergeable(method)) continue;
      const frozen = toTensors(mergedWeights(await this.#learned(trainee)));
      merged.push(frozen);
      contenders.push({ method, how: 'merged', reader, weighted: { frozen, trainable: {} } });
    }
    try {
      return await this.#onDevice(() => measureLatency(contenders, ids, this.#open().tokenizer.pad, breathe));
    } finally {
      for (const weights of merged) dispose(weights);
    }
  }

  async weights(method: LabMethod): Promise<Uint8Array<ArrayBuffer>> {
    return this.#trainee(method).training.saveWeights();
  }

  async exportAdapter(method: LabMethod, words: ReadmeWords): Promise<Uint8Array<ArrayBuffer>> {
    const trainee = this.#trainee(method);
    const learned = await this.#learned(trainee);
    const prompt = (this.#source as Source).heldOut(1)[0]?.prompt ?? '';
    const { packed } = await import('./adapters');
    const { step } = trainee;
    return packed({ learned, setup: this.#running(), step, base: this.#folder, prompt, words });
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

  /** The model as it was pretrained. */
  #untrained(): Weighted {
    return { frozen: this.#base, trainable: {} };
  }

  async #learned(trainee: Trainee): Promise<Learned> {
    const { config, weights } = this.#open();
    const { options } = this.#running();
    const trained = await trainee.training.trainedValues();
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

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < a.length; at++) {
    most = Math.max(most, Math.abs((a[at] as number) - (b[at] as number)));
  }
  return most;
}

/** The largest distance of a weight from the pretrained one after ΔW is subtracted from the merged one again. */
function unmergedResidue(base: NamedValues, merged: NamedValues, learned: Learned): number {
  if (learned.method === 'full' || learned.method === 'ia3') return 0;
  let most = 0;
  for (const [name, { data }] of Object.entries(merged)) {
    const before = (base[name] as NamedValues[string]).data;
    if (data === before) continue;
    for (let at = 0; at < data.length; at++) {
      const change = Math.fround((data[at] as number) - (before[at] as number));
      const unmerged = Math.fround((data[at] as number) - change);
      most = Math.max(most, Math.abs(unmerged - (before[at] as number)));
    }
  }
  return most;
}
