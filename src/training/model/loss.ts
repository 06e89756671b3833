import { lax, np, type Tensor } from '../engine';

/**
 * The weighted sum of cross-entropies −log p(target): logits [N, V], targets [N] (int32), weights [N], whose sum the
 * caller makes 1 for a mean. Uses up its arguments.
 */
export function crossEntropy(logits: Tensor, targets: Tensor, weights: Tensor): Tensor {
  const vocabulary = logits.shape[1] as number;
  const highest = lax.stopGradient(logits.ref.max(-1, { keepdims: true }));
  const shifted = logits.sub(highest);
  const total = np.log(np.exp(shifted.ref).sum(-1));
  const score = np.where(isTarget(targets, vocabulary), shifted, 0).sum(-1);
  return total.sub(score).mul(weights).sum();
}

/**
 * For each of the N positions 1 where the target has the highest logit, else 0. Uses up its arguments.
 */
export function hits(logits: Tensor, targets: Tensor): Tensor {
  const vocabulary = logits.shape[1] as number;
  const highest = logits.ref.max(-1);
  const score = np.where(isTarget(targets, vocabulary), logits, -1e30).max(-1);
  return np.where(score.greaterEqual(highest), 1, 0);
}

/**
 * True at each position's target among the words: targets [N] → [N, V]. Equality against every word, instead of a gather,
 * whose gradient the engine cannot compile here.
 */
function isTarget(targets: Tensor, vocabulary: number): Tensor {
  return np
    .arange(vocabulary)
    .reshape([1, vocabulary])
    .equal(targets.reshape([-1, 1]));
}
