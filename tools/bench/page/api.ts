import type { MethodId } from '../../../src/training/methods/method';
import type { Product } from '../flops';

export const ENGINES = ['ours', 'tensorflow'] as const;

export type EngineName = (typeof ENGINES)[number];

export type BackendName = 'wasm' | 'webgpu';

/**
 * What is trained: a method, or on TensorFlow.js LoRA with its products as its API offers them, transposed where that is
 * asked for.
 */
export type Subject = MethodId | 'plain';

/** Losses before each step, and how long each step took in milliseconds. */
export interface Steps {
  readonly losses: readonly number[];
  readonly times: readonly number[];
}

/** What a worker of the benchmark does, on one back end. */
export interface Worked {
  /** Says how many threads it computes with; 0 on a GPU. */
  ready(backend: BackendName): Promise<number>;
  /** Makes one ready at its first values. Several may be ready at once. */
  begin(subject: Subject): Promise<void>;
  steps(subject: Subject, count: number): Promise<Steps>;
  end(subject: Subject): Promise<void>;
  /** Milliseconds of one product of each kind, of `calls` in a row. */
  products(calls: number): Promise<Record<Product, number>>;
}
