import { type DetailedSetup, tokensPerSequence } from './setup';

/**
 * Why the backward pass needs a tensor: for the gradient that the operation hands on to its input, for the gradient
 * of a weight of the model, for the gradient of an adapter, or not at all (`library`: the code keeps it all the same).
 */
export type SavedReason = 'input-gradient' | 'weight-gradient' | 'adapter-gradient' | 'library' | 'none';

export type SavedOperation =
  | 'norm'
  | 'qkv-input'
  | 'query-key-norm'
  | 'query'
  | 'key'
  | 'value'
  | 'scores'
  | 'attention-output'
  | 'output-input'
  | 'gate-up-input'
  | 'gate'
  | 'activation'
  | 'up'
  | 'down-input'
  | 'residual'
  | 'adapter-input'
  | 'adapter-inner'
  | 'adapter-output';

/** A tensor that one layer keeps for the backward pass. */
export interface SavedTensor {
  readonly operation: SavedOperation;
  /** Bytes in one layer, whole batch; 0 for an operation that keeps nothing. */
  readonly bytes: number;
  /** TeX of `bytes`, with B, T, H, the widths of q (H_q) and k (H_{kv}), F of the feed-forward network, heads a. */
  readonly formula: string;
  readonly reason: SavedReason;
}

/** The sizes that the table is built of. */
export interface LayerWidths {
  /** Tokens of the whole batch, B·T. */
  readonly tokens: number;
  readonly hidden: number;
  readonly query: number;
  readonly keyValue: number;
  /** Width of the feed-forward network times the experts that a token passes through. */
  readonly feedForward: number;
  /** Copies of the hidden state that enter the feed-forward network: one for each active expert. */
  readonly routed: number;
}

export function layerWidths(setup: DetailedSetup): LayerWidths {
  const { architecture } = setup;
  const routed = architecture.experts?.active ?? 1;
  return {
    tokens: setup.batch * tokensPerSequence(setup),
    hidden: architecture.hiddenSize,
    query: architecture.numAttentionHeads * architecture.headDim,
    keyValue: architecture.numKeyValueHeads * architecture.headDim,
    feedForward: routed * (architecture.experts?.intermediateSize ?? architecture.intermediateSize),
    routed,
  };
}
