import { type Architecture, normSize, validateArchitecture } from '../architecture';
import { nonNegativeInteger, positiveInteger } from '../checks';

/** One after the attention, one after the feed-forward network, as Houlsby et al. put them. */
const ADAPTERS_PER_LAYER = 2;

/**
 * Trainable parameters of bottleneck adapters, h ← h + σ(h·W^d + b^d)·W^u + b^u (slide S8, which leaves the biases out).
 *
 * With hidden size H and bottleneck b, W^d is H × b, W^u is b × H, and the biases are b and H: 2Hb + b + H an adapter,
 * two adapters a layer (Houlsby et al., arXiv 1902.00751, §2; LoRA, arXiv 2106.09685, §5.1: L̂_Adpt(2dr + r + d)).
 * GPT-3 with b = 1 has 7,078,080, with b = 8 40,109,568 (facts §3.3).
 *
 * Houlsby et al. also train the layers' norms, which the LoRA paper writes as 2·L̂_LN·d; its own counts for GPT-3 leave
 * them out, as does the default here.
 *
 * @param bottleneck b.
 * @param norms whether the norms inside the layers are trained too.
 * @throws RangeError naming the field, or when the count is beyond 2^53 − 1.
 */
export function countAdapter(
  architecture: Architecture,
  bottleneck: number,
  norms: 'frozen' | 'trained' = 'frozen',
): number {
  validateArchitecture(architecture);
  positiveInteger(bottleneck, 'bottleneck');
  const { numHiddenLayers, hiddenSize, normsPerLayer } = architecture;
  const adapter = 2 * hiddenSize * bottleneck + bottleneck + hiddenSize;
  const trainedNorms = norms === 'trained' ? normsPerLayer * normSize(architecture) : 0;
  const trainable = numHiddenLayers * (ADAPTERS_PER_LAYER * adapter + trainedNorms);
  return nonNegativeInteger(trainable, 'trainable parameters');
}
