import { attentionWithPrefix } from '../../../theory/prefixAttention';
import { half, matrix, nearRows, type Rows, zeros } from '../numbers';
import { readMatrix } from '../returned';
import type { Failure, Task } from '../task';

type Head = readonly [queries: Rows, keys: Rows, values: Rows, prefixKeys: Rows, prefixValues: Rows];

const right = ([queries, keys, values, prefixKeys, prefixValues]: Head): Rows =>
  attentionWithPrefix({ queries, keys, values, prefixKeys, prefixValues }).map(({ output }) => output);

/** Causal attention of one head with a prefix before its keys and values (slide S9). */
export const attend: Task<Rows> = {
  entry: 'attend',
  parameters: ['Q', 'K', 'V', 'PK', 'PV'],
  read: (value, [Q, , V]) => readMatrix(value, (Q as Rows).length, (V as Rows)[0]?.length ?? 0),
  plan(random) {
    const [tokens, width, valueWidth, prefix] = [3, 4, 2, 2];
    const Q = matrix(random, tokens, width);
    const K = matrix(random, tokens, width);
    const V = matrix(random, tokens, valueWidth);
    const PK = matrix(random, prefix, width);
    const PV = matrix(random, prefix, valueWidth);
    const last = (rows: Rows): Rows => [
      ...rows.slice(0, -1),
      // Another number in every place, and of the same size.
      (rows.at(-1) as readonly number[]).map((value) => -value),
    ];
    const same = matrix(random, 1, valueWidth)[0] as number[];
    // Scores of the prefix and of the token lie 4·|q|² apart before they are divided by the root of the width.
    const one = matrix(random, 1, width, (stream) => Math.sign(half(stream)));
    const calls: readonly Head[] = [
      [Q, K, V, PK, PV],
      [Q, last(K), last(V), PK, PV],
      [Q, K, V.map(() => same), PK, PV.map(() => same)],
      [Q, K, V, [], []],
      [zeros(1, width), matrix(random, 1, width), [[0]], matrix(random, 3, width), [[1], [2], [3]]],
      [one, one, [[1]], zeros(1, width), [[0]]],
    ];
    const differs = (
      call: number,
      value: Rows | undefined,
      rows = Number.POSITIVE_INFINITY,
      compared?: number,
    ): Failure | undefined => {
      const out = (value as Rows).slice(0, rows);
      const expected = right(calls[call] as Head).slice(0, rows);
      return nearRows(out, expected) ? undefined : { call, compared, out, expected };
    };
    return {
      calls,
      formed: calls.map((_, at) => at),
      properties: [
        { name: 'sum', of: [2], check: ([value]) => differs(2, value) },
        {
          name: 'causal',
          of: [0, 1],
          check([value, changed]) {
            const expected = (value as Rows).slice(0, -1);
            const out = (changed as Rows).slice(0, -1);
            return nearRows(out, expected)
              ? undefined
              : { call: 1, compared: 0, what: `y[0…${expected.length - 1}]`, out, expected };
          },
        },
        { name: 'prefix', of: [4], check: ([value]) => differs(4, value) },
        { name: 'root', of: [5], check: ([value]) => differs(5, value) },
        { name: 'without', of: [3], check: ([value]) => differs(3, value) },
        { name: 'output', of: [0], check: ([value]) => differs(0, value) },
      ],
    };
  },
};
