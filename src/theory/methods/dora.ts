import type { Architecture, MatrixName } from '../architecture';
import { nonNegativeInteger } from '../checks';
import { countLora } from '../parameters';
import { targetedMatrices } from '../storedMatrices';

/**
 * DoRA's trainable parameters: LoRA's, and for every adapted matrix one magnitude an output.
 *
 * DoRA writes W' = m · (W₀ + BA)/‖W₀ + BA‖: the direction is learned with LoRA's factors, the length m of each output's
 * weights by itself. So r(d_in + d_out) + d_out a matrix (DoRA, arXiv 2402.09353, §4; PEFT 0.21; facts §3.2).
 *
 * @param rank r.
 * @param targets as for `countLora`.
 * @throws RangeError naming the field, as `countLora`.
 */
export function countDora(architecture: Architecture, rank: number, targets: readonly MatrixName[]): number {
  let magnitudes = 0;
  for (const { outFeatures, count } of targetedMatrices(architecture, targets)) {
    magnitudes += count * outFeatures;
  }
  const trainable = countLora(architecture, rank, targets) + architecture.numHiddenLayers * magnitudes;
  return nonNegativeInteger(trainable, 'trainable parameters');
}
