import { type Architecture, validateArchitecture } from '../architecture';
import { nonNegativeInteger, positiveInteger } from '../checks';

/**
 * Trainable parameters of prefix tuning: at every layer, each of the prefix's tokens has a key and a value of its own.
 *
 * With n tokens, L layers and d_kv = key-value heads · headDim, that is n · L · 2 · d_kv (Li & Liang, arXiv 2101.00190,
 * §4, without the network that they train it through; PEFT 0.21, which takes the key-value heads of grouped-query
 * attention: facts §3.2). On slide S9 the prefix's length is called L (facts §9, E6); here L counts layers.
 *
 * @param tokens n, the length of the prefix.
 * @throws RangeError naming the field, or when the count is beyond 2^53 − 1.
 */
export function countPrefix(architecture: Architecture, tokens: number): number {
  validateArchitecture(architecture);
  positiveInteger(tokens, 'tokens');
  const keyValueWidth = architecture.numKeyValueHeads * architecture.headDim;
  return nonNegativeInteger(
    tokens * architecture.numHiddenLayers * 2 * keyValueWidth,
    'trainable parameters',
  );
}
