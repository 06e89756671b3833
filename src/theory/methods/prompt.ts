import { type Architecture, validateArchitecture } from '../architecture';
import { nonNegativeInteger, positiveInteger } from '../checks';

/**
 * Trainable parameters of prompt tuning: n vectors that stand before the embedded text, at the input alone.
 *
 * Each is as wide as a token's embedding, H, so n · H (Lester et al., arXiv 2104.08691, §2; PEFT 0.21; facts §3.2).
 * Where the embedding is narrower than the layers (OPT-350m), so are they: they join it before its projection.
 *
 * @param tokens n, the length of the prompt.
 * @throws RangeError naming the field, or when the count is beyond 2^53 − 1.
 */
export function countPrompt(architecture: Architecture, tokens: number): number {
  validateArchitecture(architecture);
  positiveInteger(tokens, 'tokens');
  const { hiddenSize, embeddingSize = hiddenSize } = architecture;
  return nonNegativeInteger(tokens * embeddingSize, 'trainable parameters');
}
