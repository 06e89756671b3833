import type { Architecture } from '../architecture';
import type { Fields } from './fields';

/**
 * Reads one kind of model from the fields of its `config.json`.
 *
 * @param tied `tie_word_embeddings` where the fields around this object have it, else undefined.
 */
export type Family = (fields: Fields, tied: boolean | undefined) => Architecture;

/** The hidden size over the heads; a remainder is a problem of the heads' field. */
export function evenShare(fields: Fields, hiddenSize: number, heads: number, name: string): number {
  return hiddenSize % heads === 0 ? hiddenSize / heads : fields.refuse('range', name);
}
