import { type Architecture, validateArchitecture } from './architecture';
import { nonNegativeInteger } from './checks';

/** Of a key or a value in 16 bits. */
const BYTES = 2;

/**
 * Bytes that a model keeps while it generates, so as not to compute old tokens again: a key and a value at every layer
 * for every token, in 16 bits. With L layers and d_kv = key-value heads · headDim that is 2 · 2 · L · d_kv a token.
 *
 * @throws RangeError naming the field, as `validateArchitecture`.
 */
export function keyValueCache(architecture: Architecture, tokens: number): number {
  validateArchitecture(architecture);
  nonNegativeInteger(tokens, 'tokens');
  const { numHiddenLayers, numKeyValueHeads, headDim } = architecture;
  return nonNegativeInteger(BYTES * 2 * numHiddenLayers * numKeyValueHeads * headDim * tokens, 'bytes');
}
