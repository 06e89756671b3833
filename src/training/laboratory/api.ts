/**
 * What the page and the laboratory's worker say to each other: plain data only. The page imports this file and `client`;
 * everything that computes stays on the worker's side.
 */
import type { MethodId, MethodOptions } from '../methods/method';
import type { Matrix } from '../model/config';
import type { Sublayer } from '../model/forward';
import type { ReadmeWords } from '../peft/readme';
import type { Example } from '../tasks/types';

export const TASK_IDS = ['questions', 'rewriting', 'arithmetic', 'own'] as const;
export type TaskId = (typeof TASK_IDS)[number];

/** The methods of this folder's neighbours, and the reader's own. */
export type LabMethod = MethodId | 'own';

export const BACKENDS = ['auto', 'webgpu', 'wasm'] as const;
export type BackendChoice = (typeof BACKENDS)[number];
export type Backend = Exclude<BackendChoice, 'auto'>;

/** Everything that decides a run. Same set-up, same back end, same machine: same numbers. */
export interface RunSetup {
  readonly task: TaskId;
  /** The reader's pairs, when `task` is 'own': one `prompt → answer` a line. */
  readonly ownPairs?: string;
  readonly methods: readonly LabMethod[];
  /** The reader's method, when `methods` holds 'own'. */
  readonly ownSource?: string;
  readonly options: MethodOptions;
  /** Learning rates that the reader chose; the others take the method's default. */
  readonly learningRates: Partial<Record<LabMethod, number>>;
  /** Sequences in a batch. */
  readonly batch: number;
  readonly steps: number;
  readonly seed: number;
  /** Whether the prompt's tokens count in the loss as well. */
  readonly lossOn: 'answer' | 'all';
}

/** Which machine computes, and why this one. */
export interface BackendReport {
  readonly backend: Backend;
  /** Why it is not WebGPU, where the reader left the choice to us or WebGPU cannot be had. */
  readonly reason: 'chosen' | 'available' | 'insecure' | 'noWebGPU' | 'noAdapter' | 'deviceFailed';
  /** The GPU's name where the browser tells it. */
  readonly device: string;
  /** Threads of the WASM back end: 1 where the page is not cross-origin isolated. */
  readonly threads: number;
}

/** Bytes held, as counted on the arrays themselves. */
export interface HeldBytes {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  /**
   * Whatever else the compiled step holds at its peak: activations above all, and the new weights and moments, since
   * nothing is updated in place.
   */
  readonly activations: number;
}

/** Every message of the worker that concerns one method carries `method`. */
export type LabEvent =
  | {
      readonly type: 'progress';
      readonly phase: 'model' | 'compile' | 'evaluate' | 'memory';
      readonly method?: LabMethod;
      /** Bytes for 'model', items for 'evaluate'; total is 0 where it is not known. */
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: 'point';
      readonly method: LabMethod;
      readonly step: number;
      readonly loss: number;
      readonly seconds: number;
    }
  | {
      readonly type: 'evaluation';
      readonly method: LabMethod;
      readonly step: number;
      /** Exact match on held-out items, 0 to 1, and how many were asked. */
      readonly accuracy: number;
      readonly items: number;
      /** Held-out pretraining loss now less before, in nats a token. */
      readonly forgetting: number;
    }
  | {
      readonly type: 'size';
      readonly method: LabMethod;
      readonly trainable: number;
      /** The model's own parameters. */
      readonly parameters: number;
      readonly held: HeldBytes;
      /** The formula's prediction for this model in float32: 16P, 4P + 16·P_m, or with the 4-bit weights. */
      readonly predicted: HeldBytes;
    }
  | {
      readonly type: 'spectrum';
      readonly method: LabMethod;
      readonly step: number;
      readonly spectra: readonly Spectrum[];
    }
  | {
      readonly type: 'baseline';
      readonly accuracy: number;
      readonly items: number;
      readonly pretrainingLoss: number;
      readonly majority: number;
    }
  | { readonly type: 'finished'; readonly method: LabMethod; readonly step: number }
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'moved'; readonly report: BackendReport; readonly step: number }
  | { readonly type: 'fault'; readonly fault: Fault; readonly method?: LabMethod };

/** The singular values of one matrix's ΔW, descending. */
export interface Spectrum {
  readonly layer: number;
  readonly matrix: Matrix;
  readonly values: readonly number[];
}

/** Enough to go on with a run: per method its step and, as safetensors, what is trained with Adam's moments. */
export interface Snapshot {
  readonly setup: RunSetup;
  readonly methods: Readonly<
    Partial<Record<LabMethod, { readonly step: number; readonly tensors: Uint8Array<ArrayBuffer> }>>
  >;
}

/** A run at its end that was not trained here: `prepare` takes both parts. */
export interface AdoptedRun {
  readonly setup: RunSetup;
  readonly snapshot: Snapshot;
}

/**
 * What went wrong, in a word; the sentence is the page's. 'diverged': the loss became NaN or infinite; 'zeros': the device
 * answers with zeros only; 'lost': the device went away; 'memory': no room; 'weights': the model's files are corrupt or
 * truncated; 'network': they did not come; 'data': the reader's pairs; 'source': the reader's method; 'adapter': files that are to be
 * imported or exported, with a word of PEFT_FAULTS; 'refused': the browser
 * lets no worker or no WebAssembly run; 'closed': the laboratory was closed before it had answered.
 */
export interface Fault {
  readonly kind:
    | 'diverged'
    | 'zeros'
    | 'lost'
    | 'memory'
    | 'weights'
    | 'network'
    | 'data'
    | 'source'
    | 'adapter'
    | 'refused'
    | 'closed'
    | 'internal';
  /** Line of the reader's text, where there is one. */
  readonly line?: number;
  /** A finer word: a problem of `own` pairs, of the reader's method or of an adapter, or the engine's own message. */
  readonly detail?: string;
  /** Numbers and names that the sentence needs. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** One trained or base model's answer. */
export interface Sample {
  readonly text: string;
  readonly tokens: number;
}

/** Row-major numbers of a matrix, to look at. */
export interface MatrixValues {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array<ArrayBuffer>;
}

export interface Inspection {
  readonly weight: MatrixValues;
  /** A and Bᵀ where the method has them. */
  readonly down?: MatrixValues;
  readonly up?: MatrixValues;
  readonly update: MatrixValues;
}

/** A held-out example, with the tokens of its answer and its end. */
export interface AskedExample extends Example {
  readonly tokens: number;
}

/** Outputs with the adapter beside the weights against outputs with it merged into them. */
export interface MergeReport {
  readonly mergeable: boolean;
  /** Largest difference of a logit, and the largest logit. */
  readonly difference: number;
  readonly largest: number;
  /** The largest difference of a weight after unmerging. */
  readonly residue: number;
}

/** A method's values before its first step, or as they are now. */
export type Moment = 'start' | 'now';

/** Tokens of a text that is looked at, the mark of the beginning among them, at most. */
export const LOOKED_TOKENS = 64;

/** What happens inside a model while it reads one text of T tokens, with P virtual tokens in front of it. */
export interface Looks {
  /** Steps that the method had trained. */
  readonly step: number;
  /** The tokens as they are written, the mark of the beginning first. */
  readonly tokens: readonly string[];
  /** For each token the one that the model holds likeliest behind it. */
  readonly next: readonly string[];
  /** P. */
  readonly virtual: number;
  readonly layers: number;
  readonly heads: number;
  /** Shares of attention [layers, heads, T, P + T], row-major; the virtual tokens' columns come first. */
  readonly attention: Float32Array<ArrayBuffer>;
  /** With bottleneck adapters one for each layer and sublayer; else none. */
  readonly adapters: readonly AdapterLook[];
  /** With prompt tuning one for each trained vector; else none. */
  readonly prompt: readonly PromptLook[];
  /** Mean cosine of two different tokens' embeddings: what says nothing. 0 without `prompt`. */
  readonly typicalCosine: number;
}

/** The signal on its way through one adapter, token by token: rows of `MatrixValues` are the T tokens. */
export interface AdapterLook {
  readonly layer: number;
  readonly sublayer: Sublayer;
  /** h, what the sublayer has computed: [T, H]. */
  readonly signal: MatrixValues;
  /** Behind the non-linearity: [T, R]. */
  readonly narrow: MatrixValues;
  /** What is added to h: [T, H]. */
  readonly added: MatrixValues;
}

/** A trained vector of a prompt beside the vocabulary. */
export interface PromptLook {
  /** Its length, and the mean length of the vocabulary's embeddings. */
  readonly norm: number;
  readonly typicalNorm: number;
  /** The tokens whose embeddings have the largest cosine with it, the nearest first. */
  readonly nearest: readonly { readonly token: string; readonly cosine: number }[];
}

/** How long one forward pass took, in milliseconds: the median and the quartiles around it. */
export interface Latency {
  readonly method: LabMethod | 'base';
  /** Its change as further operations, or added to the weights beforehand. */
  readonly how: 'base' | 'merged' | 'beside';
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

export interface LatencyReport {
  /** Positions of the one sequence that was read. */
  readonly positions: number;
  /** How often each was measured. */
  readonly rounds: number;
  readonly rows: readonly Latency[];
}

export interface GradientReport {
  readonly method: LabMethod;
  /** One row a checked number: the tensor, the derivative by backpropagation and by central differences, in float64. */
  readonly rows: readonly {
    readonly tensor: string;
    readonly index: number;
    readonly backward: number;
    readonly difference: number;
  }[];
  readonly worst: number;
}

/** How training came to stand still. */
export type Ending = 'done' | 'paused' | 'stopped';

/** What the worker does. Every promise rejects only with a `Fault`. */
export interface Laboratory {
  /** Fetches the model, readies the back end. `base` is the URL of the folder `models/tiny/`. */
  open(base: string, choice: BackendChoice): Promise<BackendReport>;
  /** Prepares a run, from the beginning or a snapshot; resolves when it is ready to train, before its first step. */
  prepare(setup: RunSetup, from?: Snapshot): Promise<void>;
  /** Trains until done, paused or stopped. Resolves to which. */
  train(): Promise<Ending>;
  /** One step of every method that is not finished; then the run is paused, unless that was the last or it was stopped. */
  stepOnce(): Promise<Ending>;
  pause(): Promise<void>;
  stop(): Promise<void>;
  snapshot(): Promise<Snapshot>;
  /** Greedy continuation of `prompt`: by a trained method, or by the base. */
  sample(method: LabMethod | 'base', prompt: string, tokens: number): Promise<Sample>;
  /** Some held-out items with the answers of the base and of every method. */
  examples(count: number): Promise<readonly AskedExample[]>;
  inspect(method: LabMethod, layer: number, matrix: Matrix): Promise<Inspection>;
  merge(method: LabMethod): Promise<MergeReport>;
  /**
   * Looks into a method, or into the base, while it reads `text`.
   *
   * @throws Fault 'data' with the detail 'lookTooLong' and the values `tokens` and `most`
   */
  look(method: LabMethod | 'base', text: string, moment: Moment): Promise<Looks>;
  /** Times a forward pass over `text` by the base and by each method of the run, merged too where it can be. */
  latency(text: string): Promise<LatencyReport>;
  /** @param source the reader's method, for 'own' */
  checkGradients(method: LabMethod, options: MethodOptions, source?: string): Promise<GradientReport>;
  /** What a method trained, as a safetensors file. */
  weights(method: LabMethod): Promise<Uint8Array<ArrayBuffer>>;
  /** What a method trained as a zip with the base: an adapter in the layout of PEFT, or a whole model. */
  exportAdapter(method: LabMethod, words: ReadmeWords): Promise<Uint8Array<ArrayBuffer>>;
  /** Reads an adapter's or a model's files, by path; a zip may be among them. Changes nothing here. */
  readAdapter(files: Readonly<Record<string, Uint8Array>>, otherwise: RunSetup): Promise<AdoptedRun>;
  /** Judges every method of the run as it stands, as at a run's end. */
  judge(): Promise<void>;
}

/** The part of it that the laboratory's own worker does; gradients are checked in another. */
export type WorkerLaboratory = Omit<Laboratory, 'checkGradients'>;
