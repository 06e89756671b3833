import { RECOMPUTATIONS, type Recomputation } from '../activations';
import { type Architecture, MATRIX_NAMES, type MatrixName, validateArchitecture } from '../architecture';
import { nonNegativeInteger, oneOf, positiveInteger } from '../checks';
import { METHODS, type Method } from '../methods';
import { countParameters } from '../parameters';
import { ZERO_STAGES, type ZeroStage } from '../zero';
import { IMPLEMENTATIONS, type ImplementationName, implementationOf } from './implementation';

/** How the model's weights are stored. `int8` and `nf4` cannot be trained themselves; they compute in 16 bits. */
export type Precision = 'fp32' | 'bf16' | 'fp16' | 'int8' | 'nf4';
export const PRECISIONS: readonly Precision[] = ['fp32', 'bf16', 'fp16', 'int8', 'nf4'];

export type AdapterPrecision = 'fp32' | 'bf16';
export const ADAPTER_PRECISIONS: readonly AdapterPrecision[] = ['fp32', 'bf16'];

/** `adamw-master` keeps an fp32 copy of 16-bit weights; `adamw` keeps its states in the trained weights' own type. */
export type Optimizer = 'adamw-master' | 'adamw' | 'adamw-8bit' | 'paged-adamw-8bit' | 'sgd' | 'adafactor';
export const OPTIMIZERS: readonly Optimizer[] = [
  'adamw-master',
  'adamw',
  'adamw-8bit',
  'paged-adamw-8bit',
  'sgd',
  'adafactor',
];

/** `fused` never writes out the T × T scores (FlashAttention); `eager` does. */
export type AttentionKernel = 'fused' | 'eager';
export const ATTENTION_KERNELS: readonly AttentionKernel[] = ['fused', 'eager'];

/** Everything that the detailed model needs to know of a training run. */
export interface DetailedSetup {
  readonly architecture: Architecture;
  /** P_m, trained parameters; not used by `full`, which trains all. */
  readonly trainable: number;
  readonly method: Method;
  /** r of LoRA, DoRA and QLoRA; not used by others. */
  readonly rank: number;
  /** The matrices that carry LoRA, DoRA, QLoRA or (IA)³'s vectors; not used by others. */
  readonly targets: readonly MatrixName[];
  /** Width of a bottleneck adapter; not used by others. */
  readonly bottleneck: number;
  /** Length of a prefix or prompt; not used by others. */
  readonly tokens: number;
  readonly precision: Precision;
  /** Whether NF4's block constants are quantized in turn; not used by other precisions. */
  readonly doubleQuantization: boolean;
  /** Type of the adapters' weights, gradients and, with `adamw`, states; not used by `full`. */
  readonly adapterPrecision: AdapterPrecision;
  readonly optimizer: Optimizer;
  readonly zero: ZeroStage;
  /** N, data-parallel GPUs among which `zero` shards. */
  readonly gpus: number;
  /** B, sequences on one GPU at a time. */
  readonly batch: number;
  /** T, tokens in a sequence, without a prefix or prompt. */
  readonly sequence: number;
  readonly recompute: Recomputation;
  readonly attention: AttentionKernel;
  /** Whether logits and loss are computed for a few tokens at a time, so that the whole of them never exists. */
  readonly chunkedLoss: boolean;
  /** Batches whose gradients are summed before a step. */
  readonly accumulation: number;
  /** Whose habits the run follows; Transformers and PEFT without padding unless said. */
  readonly implementation?: ImplementationName;
}

/** Whether weights of this precision are integers or 4-bit codes with constants. */
export function isQuantized(precision: Precision): boolean {
  return precision === 'int8' || precision === 'nf4';
}

/** Whether a method puts low-rank factors beside matrices. */
export function isLowRank(method: Method): boolean {
  return method === 'lora' || method === 'dora' || method === 'qlora';
}

/** P_m: the parameters that the run trains. @throws RangeError as `countParameters`. */
export function trainedParameters(setup: DetailedSetup): number {
  return setup.method === 'full' ? countParameters(setup.architecture).total : setup.trainable;
}

/** Tokens of one sequence that pass through the layers: a prompt's are among them, a prefix's are not. */
export function tokensPerSequence(setup: DetailedSetup): number {
  return setup.sequence + (setup.method === 'prompt' ? setup.tokens : 0);
}

/** Bytes of one activation: 4 in fp32, else 2, since quantized weights compute in 16 bits. */
export function activationBytes(setup: Pick<DetailedSetup, 'precision' | 'implementation'>): 2 | 4 {
  const habits = implementationOf(setup.implementation ?? 'transformers');
  return setup.precision === 'fp32' || (isQuantized(setup.precision) && habits.fp32Activations) ? 4 : 2;
}

/** Bytes of one trained number. */
export function trainedBytes(setup: DetailedSetup): 2 | 4 {
  if (setup.method === 'full') return setup.precision === 'fp32' ? 4 : 2;
  return setup.adapterPrecision === 'fp32' ? 4 : 2;
}

/**
 * Checks a set-up.
 *
 * @throws RangeError naming the first field that is out of range or contradicts another: quantized weights cannot be
 * trained themselves (`full`), QLoRA needs them, and an adapter cannot train more than 2^53 − 1 numbers.
 */
export function validateDetailedSetup(setup: DetailedSetup): void {
  validateArchitecture(setup.architecture);
  oneOf(setup.method, METHODS, 'method');
  nonNegativeInteger(setup.trainable, 'trainable');
  positiveInteger(setup.rank, 'rank');
  for (const target of setup.targets) oneOf(target, MATRIX_NAMES, 'targets');
  positiveInteger(setup.bottleneck, 'bottleneck');
  positiveInteger(setup.tokens, 'tokens');
  oneOf(setup.precision, PRECISIONS, 'precision');
  oneOf(setup.adapterPrecision, ADAPTER_PRECISIONS, 'adapterPrecision');
  oneOf(setup.optimizer, OPTIMIZERS, 'optimizer');
  oneOf(setup.zero, ZERO_STAGES, 'zero');
  positiveInteger(setup.gpus, 'gpus');
  positiveInteger(setup.batch, 'batch');
  positiveInteger(setup.sequence, 'sequence');
  oneOf(setup.recompute, RECOMPUTATIONS, 'recompute');
  oneOf(setup.attention, ATTENTION_KERNELS, 'attention');
  positiveInteger(setup.accumulation, 'accumulation');
  if (setup.implementation !== undefined) oneOf(setup.implementation, IMPLEMENTATIONS, 'implementation');

  if (setup.method === 'full' && isQuantized(setup.precision)) {
    throw new RangeError(`precision ${setup.precision} cannot be trained in full: its weights are codes`);
  }
  if (setup.method === 'qlora' && !isQuantized(setup.precision)) {
    throw new RangeError(`precision must be int8 or nf4 for qlora, not ${setup.precision}`);
  }
}
