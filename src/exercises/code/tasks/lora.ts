import { loraForward as forwardOf, type LoraLayer, merged, multiply, scaled } from '../../../theory/loraPass';
import type { Random } from '../../../training/random';
import { identity, matrix, minus, nearRows, type Rows, rankOf, zeros } from '../numbers';
import { readMatrix } from '../returned';
import type { Arguments, Failure, Property, Task } from '../task';

/** A layer of the exercise: α is given in place of s = α/r, of which theory's layer knows. */
interface Given extends LoraLayer {
  readonly alpha: number;
}

const withAlpha = (frozen: Rows, down: Rows, up: Rows, alpha: number): Given => ({
  frozen,
  down,
  up,
  alpha,
  scale: alpha / (down[0]?.length ?? 1),
});

/** `inputs` × `outputs` at a rank below both; α is neither r nor 1, so that no two scales are alike. */
function layer(random: Random, inputs: number, outputs: number, rank: number): Given {
  const alpha = rank * random.pick([3, 4, 5]);
  return withAlpha(
    matrix(random, inputs, outputs),
    matrix(random, inputs, rank),
    matrix(random, outputs, rank),
    alpha,
  );
}

const stopped = (given: Given): Given =>
  withAlpha(given.frozen, given.down, zeros(given.up.length, given.up[0]?.length ?? 0), given.alpha);

const doubled = (given: Given): Given => withAlpha(given.frozen, given.down, given.up, 2 * given.alpha);

/** The same product A·Bᵀ, with as many columns of zeros again. */
const padded = (given: Given): Given => {
  const pad = (rows: Rows): Rows => rows.map((row) => [...row, ...row.map(() => 0)]);
  return withAlpha(given.frozen, pad(given.down), pad(given.up), given.alpha);
};

/** How α and r enter: the update doubles with α, and halves with twice the rank at the same product. */
function scaleProperty(
  calls: readonly [plain: number, doubled: number, padded: number],
  base: Rows,
  what: string,
): Property<Rows> {
  return {
    name: 'scale',
    of: calls,
    check([plain, twice, wide]) {
      const update = minus(plain as Rows, base);
      for (const [at, factor, rows] of [
        [1, 2, twice],
        [2, 0.5, wide],
      ] as const) {
        const out = minus(rows as Rows, base);
        const expected = scaled(update, factor);
        if (!nearRows(out, expected)) {
          return { call: calls[at], compared: calls[0], what, out, expected };
        }
      }
      return undefined;
    },
  };
}

function rankProperty(call: number, rank: number, base: Rows, what: string): Property<Rows> {
  return {
    name: 'rank',
    of: [call],
    check([value]) {
      const out = rankOf(minus(value as Rows, base));
      return out <= rank ? undefined : { call, what: `rank(${what})`, out, expected: rank };
    },
  };
}

const differs = (call: number, out: Rows, expected: Rows): Failure | undefined =>
  nearRows(out, expected) ? undefined : { call, out, expected };

/** y = x·W + (α/r)·(x·A)·Bᵀ (slide S3 with the paper's scale). */
export const loraForward: Task<Rows> = {
  entry: 'loraForward',
  parameters: ['x', 'W', 'A', 'B', 'alpha'],
  read: (value, [x, W]) => readMatrix(value, (x as Rows).length, (W as Rows)[0]?.length ?? 0),
  plan(random) {
    const plain = layer(random, 2 + random.integer(2), 4, 2);
    const other = layer(random, 3, 2, 1);
    const large = layer(random, 4, 5, 2);
    const x = matrix(random, 2, plain.frozen.length);
    const single = matrix(random, 1, 3);
    const cases: readonly (readonly [Rows, Given])[] = [
      [x, plain],
      [x, stopped(plain)],
      [x, doubled(plain)],
      [x, padded(plain)],
      [identity(4), large],
      [single, other],
    ];
    const base = multiply(x, plain.frozen);
    return {
      calls: cases.map(([rows, { frozen, down, up, alpha }]): Arguments => [rows, frozen, down, up, alpha]),
      formed: cases.map((_, at) => at),
      properties: [
        { name: 'start', of: [1], check: ([value]) => differs(1, value as Rows, base) },
        scaleProperty([0, 2, 3], base, 'y - x·W'),
        rankProperty(4, 2, large.frozen, 'y - W'),
        {
          name: 'merged',
          of: [0, 5],
          check: ([first, second]) =>
            differs(0, first as Rows, multiply(x, merged(plain))) ??
            differs(5, second as Rows, multiply(single, merged(other))),
        },
      ],
    };
  },
};

/** W′ = W + (α/r)·A·Bᵀ. */
export const mergeLora: Task<Rows> = {
  entry: 'mergeLora',
  parameters: ['W', 'A', 'B', 'alpha'],
  read: (value, [W]) => readMatrix(value, (W as Rows).length, (W as Rows)[0]?.length ?? 0),
  plan(random) {
    const plain = layer(random, 2 + random.integer(2), 4, 2);
    const other = layer(random, 3, 2, 1);
    const large = layer(random, 4, 5, 2);
    const x = matrix(random, 2, plain.frozen.length);
    const cases = [plain, stopped(plain), doubled(plain), padded(plain), large, other];
    const forward = (call: number, given: Given, input: Rows, value: Rows): Failure | undefined => {
      const out = multiply(input, value);
      const expected = forwardOf(given, input).output;
      return nearRows(out, expected) ? undefined : { call, also: { x: input }, what: 'x·W′', out, expected };
    };
    return {
      calls: cases.map(({ frozen, down, up, alpha }): Arguments => [frozen, down, up, alpha]),
      formed: cases.map((_, at) => at),
      properties: [
        { name: 'start', of: [1], check: ([value]) => differs(1, value as Rows, plain.frozen) },
        {
          name: 'kept',
          of: [0],
          check: ([value], [result]) =>
            result?.changed ? { call: 0, what: 'W', out: value, expected: plain.frozen } : undefined,
        },
        scaleProperty([0, 2, 3], plain.frozen, 'W′ - W'),
        rankProperty(4, 2, large.frozen, 'W′ - W'),
        {
          name: 'forward',
          of: [0, 5],
          check: ([first, second]) =>
            forward(0, plain, x, first as Rows) ?? forward(5, other, identity(3), second as Rows),
        },
      ],
    };
  },
};
