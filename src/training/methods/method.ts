import type { NamedValues, StoredArray, Tensors } from '../engine';
import type { Matrix, ModelConfig } from '../model/config';
import type { Adaptation } from '../model/forward';
import type { Random } from '../random';

export const METHOD_IDS = ['full', 'lora', 'dora', 'qlora', 'adapter', 'prefix', 'prompt', 'ia3'] as const;

export type MethodId = (typeof METHOD_IDS)[number];

/** What the reader may set. A method reads what concerns it. */
export interface MethodOptions {
  /** r of LoRA, DoRA and QLoRA. */
  readonly rank: number;
  readonly alpha: number;
  /** The scale of the update: α/r, or α/√r (rsLoRA). */
  readonly scaling: 'rank' | 'sqrtRank';
  /** How A starts; B starts at zero. */
  readonly start: 'kaiming' | 'gaussian';
  /** The matrices that LoRA, DoRA and QLoRA adapt. */
  readonly targets: readonly Matrix[];
  /** Width of a bottleneck adapter. */
  readonly bottleneck: number;
  /** Virtual tokens of prefix tuning and of prompt tuning. */
  readonly virtualTokens: number;
  /** Width of the network that makes the prefix; 0 trains the prefix itself. */
  readonly prefixHidden: number;
}

/** What a method is given to begin with. */
export interface Start {
  readonly config: ModelConfig;
  readonly options: MethodOptions;
  /** The pretrained weights. */
  readonly base: NamedValues;
  readonly random: Random;
}

/** A method made ready for one model. The functions are traced: they neither wait nor read numbers back. */
export interface Prepared {
  /** What no gradient reaches. */
  readonly frozen: Readonly<Record<string, StoredArray>>;
  /** What is trained, with its first values. */
  readonly trainable: NamedValues;
  /** The model's weights from the two. */
  readonly weights: (frozen: Tensors, trainable: Tensors) => Tensors;
  /** The method's place in the forward pass. */
  readonly adapt: (trainable: Tensors, frozen: Tensors) => Adaptation;
}

/** One fine-tuning method: a file of this folder. */
export interface Method {
  readonly id: MethodId;
  readonly prepare: (start: Start) => Prepared;
}
