import { type Architecture, layerMatrices, MATRIX_NAMES, type MatrixName } from './architecture';
import { oneOf, positiveInteger } from './checks';

/** Exact numbers of parameters, by the part of the model that holds them. */
export interface ParameterCount {
  /** The token embedding, V × H. */
  readonly embedding: number;
  /** Learned positions; 0 for rotary ones. */
  readonly positions: number;
  /** q, k, v, o and their biases, all layers. */
  readonly attention: number;
  /** Feed-forward networks, biases and, in a mixture of experts, every expert and the routers; all layers. */
  readonly feedForward: number;
  /** Norms of all layers, of queries and keys, and the last one. */
  readonly norms: number;
  /** The output layer, V × H; 0 when it is the embedding. */
  readonly head: number;
  /** Sum of the above. */
  readonly total: number;
  /** Parameters that one token passes through; `total` unless the model is a mixture of experts. */
  readonly active: number;
}

/**
 * Counts the parameters of a model exactly.
 *
 * For LLaMA it is deck 3.3's 2VH + H + L(4H² + 3HH' + 2H), with L layers, hidden size H, feed-forward size H' and
 * vocabulary V: 6,738,415,616 for 7B. Beyond LLaMA it adds grouped-query heads, a head size of its own, biases,
 * query and key norms (2 · headDim a layer), four norms a layer, learned positions, and experts with their router
 * (H × experts). Checked against the models' configurations in facts §2.
 *
 * @throws RangeError naming the field, as `validateArchitecture`, and when the total is beyond 2^53 − 1.
 */
export function countParameters(architecture: Architecture): ParameterCount {
  const { numHiddenLayers, hiddenSize, vocabSize, attentionBias, experts } = architecture;
  let attention = 0;
  let oneFeedForward = 0;
  for (const { name, inFeatures, outFeatures } of layerMatrices(architecture)) {
    const weights = inFeatures * outFeatures;
    if (name === 'q' || name === 'k' || name === 'v') {
      attention += weights + (attentionBias.qkv ? outFeatures : 0);
    } else if (name === 'o') {
      attention += weights + (attentionBias.output ? outFeatures : 0);
    } else {
      oneFeedForward += weights + (architecture.feedForwardBias ? outFeatures : 0);
    }
  }

  const router = experts === null ? 0 : hiddenSize * experts.count;
  const feedForward = router + oneFeedForward * (experts?.count ?? 1);
  const idleExperts = experts === null ? 0 : oneFeedForward * (experts.count - experts.active);

  const normSize = architecture.norm === 'layer' ? 2 * hiddenSize : hiddenSize;
  const queryKeyNorms = architecture.queryKeyNorm ? 2 * architecture.headDim : 0;

  const parts = {
    embedding: vocabSize * hiddenSize,
    positions: architecture.learnedPositions * hiddenSize,
    attention: numHiddenLayers * attention,
    feedForward: numHiddenLayers * feedForward,
    norms: numHiddenLayers * (architecture.normsPerLayer * normSize + queryKeyNorms) + normSize,
    head: architecture.tiedEmbeddings ? 0 : vocabSize * hiddenSize,
  };
  const total =
    parts.embedding + parts.positions + parts.attention + parts.feedForward + parts.norms + parts.head;
  positiveInteger(total, 'total parameters');
  return { ...parts, total, active: total - numHiddenLayers * idleExperts };
}

/**
 * Counts LoRA's trainable parameters: every adapted matrix of shape d_in × d_out gains factors of d_in × r and
 * r × d_out, so the sum over layers and targets of r(d_in + d_out) (LoRA, arXiv 2106.09685, §4; facts §3.3).
 *
 * For four H × H attention matrices that is slide S5's 8LHR; two of them (K and V, as S5 says, or the paper's q and
 * v) give 4LHR. Grouped-query attention makes k and v narrower, and neither shorthand holds.
 *
 * `targets` is a set, as `target_modules` is in PEFT: a name given twice counts once, a name that the architecture
 * lacks (`gate` in GPT-2) counts nothing, and no targets give 0. Of experts, every one is adapted.
 *
 * @throws RangeError naming the field: a rank that is not a positive integer, an unknown target, a bad architecture,
 * or a count beyond 2^53 − 1.
 */
export function countLora(architecture: Architecture, rank: number, targets: readonly MatrixName[]): number {
  positiveInteger(rank, 'rank');
  for (const target of targets) oneOf(target, MATRIX_NAMES, 'targets');

  let features = 0;
  for (const { name, inFeatures, outFeatures, count } of layerMatrices(architecture)) {
    if (targets.includes(name)) features += count * (inFeatures + outFeatures);
  }
  const trainable = architecture.numHiddenLayers * rank * features;
  if (!Number.isSafeInteger(trainable)) {
    throw new RangeError(`rank ${rank} gives more trainable parameters than can be counted exactly`);
  }
  return trainable;
}
