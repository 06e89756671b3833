/**
 * What the page and the worker of a model that the reader brings say to each other: plain data only. The page imports
 * this file and `client`; everything that reads or computes stays on the worker's side.
 */
import type { Backend, BackendChoice } from '../laboratory/api';

/** Families whose dense models are computed here. */
export type Family = 'llama' | 'qwen2';

/** How a checkpoint is tuned: LoRA on float32 weights, or on weights in NF4. */
export type BroughtMethod = 'lora' | 'qlora';

/** What is known of a checkpoint from its config.json and its files' headers alone; no weight has been read. */
export interface CheckpointDescription {
  /** Name of the folder, or what config.json says. */
  readonly name: string;
  readonly family: Family;
  readonly parameters: number;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly vocabulary: number;
  readonly tied: boolean;
  /** Of the stored weights: 'F32', 'F16' or 'BF16'; several where files mix them. */
  readonly dtypes: readonly string[];
  /** Bytes of the safetensors files, and of their largest tensor. */
  readonly bytes: number;
  readonly largestTensor: number;
  readonly hasChatTemplate: boolean;
}

/** Everything that decides a run on a brought model. */
export interface BroughtSetup {
  readonly method: BroughtMethod;
  readonly rank: number;
  readonly alpha: number;
  /** All seven matrices, or the slides' two. */
  readonly targets: 'all' | 'attention';
  readonly learningRate: number;
  readonly steps: number;
  /** Sequences in a batch, and tokens of each: longer pairs are refused by name. */
  readonly batch: number;
  readonly length: number;
  readonly seed: number;
  readonly backend: BackendChoice;
}

/** Bytes that a run will need, by the calculator's own formula at this machine's precision, and what the device offers. */
export interface BroughtNeed {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly activations: number;
  readonly total: number;
  readonly backend: Backend;
  /** The largest buffer that the device binds, and the largest that the run needs: null where there is no limit. */
  readonly largestBuffer: number;
  readonly bufferLimit: number | null;
  /** Why it cannot be done on this device, in a word; null where it can. */
  readonly refusal: 'buffer' | 'memory' | null;
}

/** What can be wrong with files, pairs or device; `subject` names the field, tensor, file, line or architecture. */
export type BroughtFault =
  | 'noConfig'
  | 'noTokenizer'
  | 'noWeights'
  | 'badConfig'
  | 'architecture'
  | 'unsupported'
  | 'quantized'
  | 'dtype'
  | 'tensor'
  | 'file'
  | 'tokenizer'
  | 'pairs'
  | 'tooLong'
  | 'device'
  | 'memory'
  | 'diverged';

export interface BroughtTrouble {
  readonly kind: BroughtFault;
  readonly subject: string;
}

export interface BroughtProgress {
  readonly phase: 'read' | 'quantize' | 'compile' | 'train' | 'generate';
  /** Bytes, steps or tokens. */
  readonly done: number;
  readonly total: number;
  /** Cross-entropy of the step's batch in nats a token; in phase 'train' only. */
  readonly loss?: number;
  readonly seconds?: number;
}

/** A prompt and the answer that it is to get. */
export interface Pair {
  readonly prompt: string;
  readonly answer: string;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly trouble: BroughtTrouble };

/**
 * The worker's side, over Comlink. In order: `open`, `need` as often as set-ups change, `load`, then `generate`, `train`
 * and `adapter` in any order, one at a time. Nothing throws: a fault is an `Answer`.
 */
export interface BroughtModel {
  /** Reads config.json, tokenizer files and the headers of all *.safetensors. `files` are the reader's own, by name. */
  open(files: readonly File[]): Promise<Answer<CheckpointDescription>>;
  need(setup: BroughtSetup): Promise<Answer<BroughtNeed>>;
  /** Reads the weights tensor by tensor and puts them on the device. */
  load(setup: BroughtSetup, onProgress: (progress: BroughtProgress) => void): Promise<Answer<null>>;
  /** Trains on pairs, from the adapter as it stands; `stop` ends it after the step at work. */
  train(
    pairs: readonly Pair[],
    onProgress: (progress: BroughtProgress) => void,
  ): Promise<Answer<{ readonly steps: number }>>;
  stop(): Promise<void>;
  /** Greedy continuation by at most `tokens` tokens; with the adapter or without it. */
  generate(
    prompt: string,
    options: { readonly tokens: number; readonly adapted: boolean },
    onProgress: (progress: BroughtProgress) => void,
  ): Promise<Answer<string>>;
  /** The adapter as a zip in PEFT's format with a README. */
  adapter(): Promise<Answer<Uint8Array<ArrayBuffer>>>;
  /** Frees everything. */
  close(): Promise<void>;
}
