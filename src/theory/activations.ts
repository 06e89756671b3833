import { type Architecture, validateArchitecture } from './architecture';
import { oneOf, positiveInteger } from './checks';

/**
 * What the backward pass computes again instead of finding it stored: nothing, the attention scores and their
 * softmax, or everything but each layer's input.
 */
export type Recomputation = 'none' | 'selective' | 'full';

export const RECOMPUTATIONS: readonly Recomputation[] = ['none', 'selective', 'full'];

/**
 * Bytes of activations that the layers keep for the backward pass on one GPU, at 16 bits, without model parallelism
 * (Korthikanti et al., arXiv 2205.05198, §4 and §5; facts §4.7).
 *
 * With sequence length s, batch b, hidden size h and a attention heads, one layer keeps sbh(34 + 5as/h) bytes with
 * no recomputation, 34sbh with selective, 2sbh with full; times the layers. The slides' 2LBTH is the last.
 *
 * The paper derives 34 and 5as/h for a GPT-style layer: h = a · headDim, a feed-forward network of width 4h without a
 * gate, dropout, and attention scores written out. For LLaMA-like layers it is a guide and no count. Logits and
 * embeddings are not part of it.
 *
 * @param batch b, sequences on this GPU.
 * @param sequence s, tokens in a sequence.
 * @throws RangeError naming the field.
 */
export function storedActivations(
  architecture: Architecture,
  batch: number,
  sequence: number,
  policy: Recomputation,
): number {
  validateArchitecture(architecture);
  positiveInteger(batch, 'batch');
  positiveInteger(sequence, 'sequence');
  oneOf(policy, RECOMPUTATIONS, 'policy');
  const { numHiddenLayers, hiddenSize, numAttentionHeads } = architecture;
  const layerInput = sequence * batch * hiddenSize;
  if (policy === 'full') return numHiddenLayers * 2 * layerInput;
  const scores = policy === 'none' ? 5 * numAttentionHeads * sequence * sequence * batch : 0;
  return numHiddenLayers * (34 * layerInput + scores);
}
