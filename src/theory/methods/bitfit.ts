import { type Architecture, hasBias, layerMatrices } from '../architecture';
import { nonNegativeInteger } from '../checks';

/**
 * Trainable parameters of BitFit: every bias that the model has, of its linear layers and of its layer norms (Ben Zaken
 * et al., arXiv 2106.10199, §3).
 *
 * LLaMA and its descendants have none, so the count is 0 and the method has nothing to train; Qwen2.5 has those of q, k
 * and v; GPT-2, OPT and BLOOM have them everywhere.
 *
 * @throws RangeError naming the field, as `validateArchitecture`, or when the count is beyond 2^53 − 1.
 */
export function countBitfit(architecture: Architecture): number {
  let linear = 0;
  for (const { name, outFeatures, count } of layerMatrices(architecture)) {
    if (hasBias(architecture, name)) linear += count * outFeatures;
  }
  const {
    numHiddenLayers,
    hiddenSize,
    normsPerLayer,
    embeddingNorm = false,
    finalNorm = true,
  } = architecture;
  const norms = numHiddenLayers * normsPerLayer + (embeddingNorm ? 1 : 0) + (finalNorm ? 1 : 0);
  const normBiases = architecture.norm === 'layer' ? norms * hiddenSize : 0;
  return nonNegativeInteger(numHiddenLayers * linear + normBiases, 'trainable parameters');
}
