import type { Architecture, MatrixName } from './architecture';
import { oneOf, positiveInteger } from './checks';
import { countTrainable, METHODS, type Method } from './methods';
import { countParameters } from './parameters';
import { GB } from './units';

/** A bf16 or fp16 weight, frozen or trained. */
export const BYTES_PER_WEIGHT_16BIT = 2;
/** S5's half byte: the 4 bits alone. NF4's block constants are left out, and embeddings counted as if quantized (E4). */
export const BYTES_PER_WEIGHT_4BIT = 0.5;
/** A bf16 gradient of a trained parameter. */
export const BYTES_PER_GRADIENT = 2;
/** Adam's fp32 master weight, first and second moment of a trained parameter: 4 + 4 + 4. */
export const BYTES_PER_OPTIMIZER_STATE = 12;
/** One bf16 number of a layer's input, which recomputation keeps. */
export const BYTES_PER_ACTIVATION = 2;
/** The output layer's fp32 logits. */
export const BYTES_PER_LOGIT = 4;
/** What computing softmax and loss allocates beside the logits: two more fp32 copies. */
export const BYTES_PER_LOGIT_IN_LOSS = 8;

/** Deck 3.3's split of the constant 6 GB; for DeepSpeed it gives 1 to 4 GB, of which the formula takes the upper end. */
export const OTHER_PARTS = { kernels: 1 * GB, deepSpeed: 4 * GB, fragmentation: 1 * GB } as const;

/** The constant of the formula: GPU kernels, DeepSpeed and fragmentation. */
export const OTHER_BYTES = OTHER_PARTS.kernels + OTHER_PARTS.deepSpeed + OTHER_PARTS.fragmentation;

/** The methods that the slides themselves put into the formula. */
export const SLIDE_METHODS = ['full', 'lora', 'qlora'] as const satisfies readonly Method[];

/** What the slides' formula needs to know of a training run. */
export interface SlideSetup {
  readonly architecture: Architecture;
  readonly method: Method;
  /** R; used by LoRA, DoRA and QLoRA. */
  readonly rank: number;
  /** The matrices that carry LoRA, DoRA or QLoRA. */
  readonly targets: readonly MatrixName[];
  /** Width of a bottleneck adapter; 64 unless said. */
  readonly bottleneck?: number;
  /** Length of a prefix or a prompt; 20 unless said. */
  readonly tokens?: number;
  /** N, among which ZeRO-3 shards all states. */
  readonly gpus: number;
  /** B, sequences on one GPU. */
  readonly batch: number;
  /** T, tokens in a sequence. */
  readonly sequence: number;
}

/** The terms of the slides' formula: the first two are counts, the others bytes on each GPU. */
export interface SlideMemory {
  /** P, parameters of the model without adapters. */
  readonly parameters: number;
  /** P_m, trained parameters; P itself for full fine-tuning. */
  readonly trainable: number;
  /** Weights, frozen and trained together. */
  readonly weights: number;
  /** The part of `weights` that only the forward pass reads: none for full fine-tuning. */
  readonly frozenWeights: number;
  /** The part of `weights` that is trained: all for full fine-tuning, 2·P_LoRA with LoRA. */
  readonly trainedWeights: number;
  readonly gradients: number;
  readonly optimizer: number;
  /** 2LBTH. */
  readonly activations: number;
  /** 12BTV. */
  readonly logits: number;
  /** 6 GB. */
  readonly other: number;
  readonly total: number;
}

/** The logits term by where it arises; bytes on each GPU. */
export interface LogitsParts {
  /** 4BTV, the fp32 logits, kept as an activation. */
  readonly kept: number;
  /** 8BTV, intermediate results of softmax and loss. */
  readonly loss: number;
}

/**
 * Memory of one GPU in training, to the letter of slides S2, S4 and S5 (derived in deck 3.3, facts §1.3):
 * states/N + 2LBTH + 12BTV + 6 GB, with L layers, B sequences of T tokens on each GPU, hidden size H, vocabulary V,
 * N GPUs under ZeRO-3, bf16, Adam, recomputation of everything but the layers' inputs.
 *
 * States in bytes, with P parameters and P_m trained ones: full 2P + 2P + 12P; LoRA (2P + 2P_m) + 2P_m + 12P_m;
 * QLoRA (0.5P + 2P_m) + 2P_m + 12P_m; any other method as LoRA, with its own P_m. A mixture of experts counts all of its experts.
 *
 * What the formula leaves out (working sets, gather buffers, NF4's constants) it leaves out here: facts §9, E4, E11, E12.
 *
 * @throws RangeError naming the field, when one is not a positive integer or not among its choices.
 */
export function slideMemory(setup: SlideSetup): SlideMemory {
  validateSetup(setup);
  const { architecture, method, gpus, batch, sequence, bottleneck = 64, tokens = 20 } = setup;
  const parameters = countParameters(architecture).total;
  const full = method === 'full';
  const trainable = countTrainable(architecture, { ...setup, bottleneck, tokens });
  const bytesPerFrozenWeight = method === 'qlora' ? BYTES_PER_WEIGHT_4BIT : BYTES_PER_WEIGHT_16BIT;

  const frozenWeights = full ? 0 : (bytesPerFrozenWeight * parameters) / gpus;
  const trainedWeights = (BYTES_PER_WEIGHT_16BIT * trainable) / gpus;
  const weights = frozenWeights + trainedWeights;
  const gradients = (BYTES_PER_GRADIENT * trainable) / gpus;
  const optimizer = (BYTES_PER_OPTIMIZER_STATE * trainable) / gpus;
  const activations =
    BYTES_PER_ACTIVATION * architecture.numHiddenLayers * batch * sequence * architecture.hiddenSize;
  const { kept, loss } = logitsParts(setup);
  const logits = kept + loss;
  const other = OTHER_BYTES;
  const total = weights + gradients + optimizer + activations + logits + other;
  return {
    parameters,
    trainable,
    weights,
    frozenWeights,
    trainedWeights,
    gradients,
    optimizer,
    activations,
    logits,
    other,
    total,
  };
}

/**
 * Splits the formula's 12BTV as deck 3.3 does: 4BTV of logits that are kept, 8BTV that computing the loss adds.
 * S2's brace puts all twelve under activations; the deck's own example only the four.
 *
 * @throws RangeError naming the field, as `slideMemory`.
 */
export function logitsParts(setup: SlideSetup): LogitsParts {
  validateSetup(setup);
  const logits = setup.batch * setup.sequence * setup.architecture.vocabSize;
  return { kept: BYTES_PER_LOGIT * logits, loss: BYTES_PER_LOGIT_IN_LOSS * logits };
}

function validateSetup(setup: SlideSetup): void {
  oneOf(setup.method, METHODS, 'method');
  positiveInteger(setup.rank, 'rank');
  positiveInteger(setup.gpus, 'gpus');
  positiveInteger(setup.batch, 'batch');
  positiveInteger(setup.sequence, 'sequence');
  positiveInteger(setup.architecture.vocabSize, 'vocabSize');
}
