import { type Architecture, hasBias, layerMatrices, type MatrixName, normSize } from './architecture';
import { positiveInteger } from './checks';
import { targetedMatrices } from './storedMatrices';

/** Exact numbers of parameters, by the part of the model that holds them. */
export interface ParameterCount {
  /** The token embedding, V × H; or V × E, and the projections H × E to H and back, where it is E wide. */
  readonly embedding: number;
  /** Learned positions; 0 for rotary ones. */
  readonly positions: number;
  /** q, k, v, o and their biases, all layers. */
  readonly attention: number;
  /** Feed-forward networks, biases and, in a mixture of experts, every expert and the routers; all layers. */
  readonly feedForward: number;
  /** Norms of all layers, of queries and keys, of the embedding where it has one, and the last one. */
  readonly norms: number;
  /** The output layer, of the embedding's size; 0 when it is the embedding. */
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
 * query and key norms (2 · headDim a layer), four norms a layer, learned positions, an embedding of its own width or with
 * a norm, and experts with their router (H × experts). Checked against the models' configurations in facts §2 and the
 * totals that PEFT prints in §3.
 *
 * @throws RangeError naming the field, as `validateArchitecture`, and when the total is beyond 2^53 − 1.
 */
export function countParameters(architecture: Architecture): ParameterCount {
  const { numHiddenLayers, hiddenSize, vocabSize, experts } = architecture;
  let attention = 0;
  let oneFeedForward = 0;
  for (const { name, inFeatures, outFeatures } of layerMatrices(architecture)) {
    const parameters = inFeatures * outFeatures + (hasBias(architecture, name) ? outFeatures : 0);
    if (name === 'q' || name === 'k' || name === 'v' || name === 'o') attention += parameters;
    else oneFeedForward += parameters;
  }

  const router = experts === null ? 0 : hiddenSize * experts.count;
  const feedForward = router + oneFeedForward * (experts?.count ?? 1);
  const idleExperts = experts === null ? 0 : oneFeedForward * (experts.count - experts.active);

  const { embeddingSize = hiddenSize, embeddingNorm = false, finalNorm = true } = architecture;
  const projections = embeddingSize === hiddenSize ? 0 : 2 * embeddingSize * hiddenSize;
  const queryKeyNorms = architecture.queryKeyNorm ? 2 * architecture.headDim : 0;
  const norms = numHiddenLayers * architecture.normsPerLayer + (embeddingNorm ? 1 : 0) + (finalNorm ? 1 : 0);

  const parts = {
    embedding: vocabSize * embeddingSize + projections,
    positions: architecture.learnedPositions * hiddenSize,
    attention: numHiddenLayers * attention,
    feedForward: numHiddenLayers * feedForward,
    norms: norms * normSize(architecture) + numHiddenLayers * queryKeyNorms,
    head: architecture.tiedEmbeddings ? 0 : vocabSize * embeddingSize,
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
 * `targets` is a set, and a matrix that is stored as one is adapted as one: see `targetedMatrices`. GPT-2's `c_attn`,
 * H × 3H, costs r(H + 3H) for any of q, k and v. No targets give 0. Of experts, every one is adapted.
 *
 * @throws RangeError naming the field: a rank that is not a positive integer, an unknown target, a bad architecture,
 * or a count beyond 2^53 − 1.
 */
export function countLora(architecture: Architecture, rank: number, targets: readonly MatrixName[]): number {
  positiveInteger(rank, 'rank');
  let features = 0;
  for (const { inFeatures, outFeatures, count } of targetedMatrices(architecture, targets)) {
    features += count * (inFeatures + outFeatures);
  }
  const trainable = architecture.numHiddenLayers * rank * features;
  if (!Number.isSafeInteger(trainable)) {
    throw new RangeError(`rank ${rank} gives more trainable parameters than can be counted exactly`);
  }
  return trainable;
}

/**
 * Slide S5's shorthand φ_LoRA = 8LHR: four H × H matrices in each of L layers at rank R, each with R(H + H) numbers.
 * Right for q, k, v and o of multi-head attention; what else is adapted, or how, it does not know (facts §9, E1, E2).
 *
 * @throws RangeError naming the field.
 */
export function slideLora(architecture: Architecture, rank: number): number {
  positiveInteger(rank, 'rank');
  const { numHiddenLayers, hiddenSize } = architecture;
  return (
    8 * positiveInteger(numHiddenLayers, 'numHiddenLayers') * positiveInteger(hiddenSize, 'hiddenSize') * rank
  );
}
