import type { Architecture, MatrixName } from '../architecture';
import { nonNegativeInteger, positiveInteger } from '../checks';
import { targetedMatrices } from '../storedMatrices';

/**
 * VeRA's trainable parameters: two vectors an adapted matrix. h = W₀x + Λ_b B Λ_d A x, where A and B are random, frozen and
 * shared by all layers; trained are d, of r numbers, and b, of one number an output. So r + d_out a matrix
 * (VeRA, arXiv 2310.11454, §3; PEFT 0.21; facts §3.2: 278,528 for LLaMA 7B with r = 256 on q and v).
 *
 * @param rank r.
 * @param targets as for `countLora`.
 * @throws RangeError naming the field, or when the count is beyond 2^53 − 1.
 */
export function countVera(architecture: Architecture, rank: number, targets: readonly MatrixName[]): number {
  positiveInteger(rank, 'rank');
  let scales = 0;
  for (const { outFeatures, count } of targetedMatrices(architecture, targets)) {
    scales += count * (rank + outFeatures);
  }
  return nonNegativeInteger(architecture.numHiddenLayers * scales, 'trainable parameters');
}
