import { positiveInteger } from './checks';

type Rows = readonly (readonly number[])[];

/** One head's queries, keys and values, a row for each token, and the keys and values of a prefix, a row for each of its. */
export interface PrefixedHead {
  readonly queries: Rows;
  readonly keys: Rows;
  readonly values: Rows;
  readonly prefixKeys: Rows;
  readonly prefixValues: Rows;
}

/** What one token attends to, and what it gets. */
export interface AttentionRow {
  /** Weights of the k prefix columns, then of the T tokens; later tokens have 0. Their sum is 1. */
  readonly weights: readonly number[];
  /** λ: the sum of the prefix's weights. */
  readonly share: number;
  /** Weights of the T tokens when there is no prefix. */
  readonly without: readonly number[];
  /** Attention to the prefix alone; zeros where there is none. */
  readonly toPrefix: readonly number[];
  /** Attention to the tokens alone: what the head gives without a prefix. */
  readonly toTokens: readonly number[];
  /** λ·toPrefix + (1 − λ)·toTokens, which is the weights times all values. */
  readonly output: readonly number[];
}

/**
 * Causal attention of one head with a prefix before its keys and values (slide S9; Li & Liang, arXiv 2101.00190, §4).
 *
 * Token i scores q_i·k_j/√d with every prefix column and with tokens j ≤ i; the softmax runs over both. So the result
 * is a mixture, (1 − λ_i) of ordinary attention and λ_i of attention to the prefix (He et al., arXiv 2110.04366, §3).
 *
 * @throws RangeError when there is no token, or the rows do not fit each other.
 */
export function attentionWithPrefix(head: PrefixedHead): readonly AttentionRow[] {
  validateHead(head);
  return head.queries.map((_, token) => rowOf(head, token));
}

/**
 * The last token's row of `attentionWithPrefix`, without those before it.
 *
 * @throws RangeError as there.
 */
export function lastWithPrefix(head: PrefixedHead): AttentionRow {
  validateHead(head);
  return rowOf(head, head.queries.length - 1);
}

function validateHead({ queries, keys, values, prefixKeys, prefixValues }: PrefixedHead): void {
  positiveInteger(queries.length, 'tokens');
  const width = positiveInteger(queries[0]?.length ?? 0, 'head width');
  if (keys.length !== queries.length || values.length !== queries.length) {
    throw new RangeError('every token needs a query, a key and a value');
  }
  if (prefixKeys.length !== prefixValues.length) throw new RangeError('every prefix key needs a value');
  if ([...queries, ...keys, ...prefixKeys].some((row) => row.length !== width)) {
    throw new RangeError('queries and keys must be of one width');
  }
  const valueWidth = values[0]?.length ?? 0;
  if ([...values, ...prefixValues].some((row) => row.length !== valueWidth)) {
    throw new RangeError('values must be of one width');
  }
}

/** What the token at `i`, counted from 0, of a valid head attends to. */
function rowOf({ queries, keys, values, prefixKeys, prefixValues }: PrefixedHead, i: number): AttentionRow {
  const query = queries[i] ?? [];
  const valueWidth = values[0]?.length ?? 0;
  const score = (key: readonly number[]): number => dot(query, key) / Math.sqrt(query.length);
  const toColumns = prefixKeys.map(score);
  const toVisible = keys.slice(0, i + 1).map(score);
  const weights = softmax([...toColumns, ...toVisible]);
  const share = sum(weights.slice(0, prefixKeys.length));
  const without = softmax(toVisible);
  const toPrefix = mixed(softmax(toColumns), prefixValues, valueWidth);
  const toTokens = mixed(without, values, valueWidth);
  const later = new Array<number>(queries.length - i - 1).fill(0);
  return {
    weights: [...weights, ...later],
    share,
    without: [...without, ...later],
    toPrefix,
    toTokens,
    output: toTokens.map((x, c) => share * (toPrefix[c] ?? 0) + (1 - share) * x),
  };
}

/** e^x over their sum, with the largest taken off first so that nothing overflows. */
function softmax(scores: readonly number[]): number[] {
  const largest = Math.max(...scores);
  const powers = scores.map((x) => Math.exp(x - largest));
  const total = sum(powers);
  return powers.map((x) => x / total);
}

function mixed(weights: readonly number[], rows: Rows, width: number): number[] {
  return Array.from({ length: width }, (_, c) => sum(weights.map((w, j) => w * (rows[j]?.[c] ?? 0))));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return sum(a.map((x, i) => x * (b[i] ?? 0)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, x) => total + x, 0);
}
