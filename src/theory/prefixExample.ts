import { type AttentionRow, attentionWithPrefix } from './prefixAttention';

/** One head of width 2, made up for the picture: queries, keys and values of six tokens, and of a prefix of four. */
const QUERIES = [
  [0.4, 1.1],
  [1.2, -0.3],
  [0.9, 0.8],
  [-0.5, 1],
  [0.2, 0.6],
  [1, 0.5],
];
const KEYS = [
  [0.3, 0.2],
  [1.1, 0.4],
  [0.6, -0.7],
  [-0.4, 0.5],
  [0.2, 0.1],
  [0.8, 0.9],
];
const VALUES = [
  [0.2, 0.1],
  [1, -0.6],
  [0.4, 0.9],
  [-0.3, 0.2],
  [0.1, 0],
  [0.9, 0.7],
];
const PREFIX_KEYS = [
  [1, 0.6],
  [-0.3, 1.2],
  [0.7, -0.9],
  [0.5, 0.5],
];
const PREFIX_VALUES = [
  [-1.2, 0.8],
  [0.5, 1.5],
  [1.4, -1],
  [-0.6, -0.8],
];

/**
 * Attention of the six tokens with the first `length` prefix columns, whose keys are multiplied by `strength`.
 *
 * @throws RangeError when the prefix has no so many columns.
 */
export function prefixExample(length: number, strength: number): readonly AttentionRow[] {
  if (!Number.isInteger(length) || length < 0 || length > PREFIX_KEYS.length) {
    throw new RangeError(`the prefix has 0 to ${PREFIX_KEYS.length} columns, not ${length}`);
  }
  return attentionWithPrefix({
    queries: QUERIES,
    keys: KEYS,
    values: VALUES,
    prefixKeys: PREFIX_KEYS.slice(0, length).map((key) => key.map((x) => x * strength)),
    prefixValues: PREFIX_VALUES.slice(0, length),
  });
}
