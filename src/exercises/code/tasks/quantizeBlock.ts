import { quantizeFourBit } from '../../../theory/quantization/fourBit';
import { errorBound, NF4_TABLE } from '../../../theory/quantization/nf4';
import type { Random } from '../../../training/random';
import { near } from '../numbers';
import { readFields, readList, readNumber } from '../returned';
import type { Property, Task } from '../task';

export interface Block {
  readonly absmax: number;
  readonly codes: readonly number[];
  readonly restored: readonly number[];
}

type Numbers = readonly number[];

/** Eight weights to two places, from -1 to 1 with the sign's largest magnitude in a place of its own. */
function weights(random: Random, sign: 1 | -1): Numbers {
  const others = Array.from({ length: 7 }, () => Math.round(100 * (1.6 * random.uniform() - 0.8)) / 100);
  const largest = (sign * (90 + random.integer(60))) / 100;
  return random.shuffle([...others, largest]);
}

/** Sixty-four weights of a normal distribution, as a layer has them, to three places. */
const usual = (random: Random): Numbers =>
  Array.from({ length: 64 }, () => Math.round(20 * random.gaussian()) / 1000);

/** The first weight at which two lists are apart, as the failing case shows it. */
function apart(
  call: number,
  weightsOf: Numbers,
  what: string,
  out: Numbers,
  expected: Numbers,
  fits: (out: number, expected: number, at: number) => boolean,
) {
  const at = out.findIndex((value, index) => !fits(value, expected[index] as number, index));
  if (at < 0) return undefined;
  return {
    call,
    also: { [`weights[${at}]`]: weightsOf[at] },
    what: `${what}[${at}]`,
    out: out[at],
    expected: expected[at],
  };
}

/** A block of weights in NF4: the largest magnitude, for each weight the code of the nearest level, and what is read back. */
export const quantizeBlock: Task<Block> = {
  entry: 'quantizeBlock',
  parameters: ['weights', 'levels'],
  read(value, [weightsOf]) {
    const { length } = weightsOf as Numbers;
    return readFields<Block>(value, {
      absmax: readNumber,
      codes: (codes) => readList(codes, length),
      restored: (restored) => readList(restored, length),
    });
  },
  plan(random) {
    const blocks = [weights(random, -1), weights(random, 1), usual(random), new Array<number>(8).fill(0)];
    const right = blocks.map((block) => quantizeFourBit(block, 'nf4', block.length));
    const largest = right.map((block) => block[0]?.constant as number);
    const some = [0, 1, 2];
    const each = (
      name: string,
      check: (block: Block, call: number) => ReturnType<Property<Block>['check']>,
    ): Property<Block> => ({
      name,
      of: some,
      check(values) {
        for (const [call, block] of values.entries()) {
          const failure = check(block, call);
          if (failure) return failure;
        }
        return undefined;
      },
    });
    return {
      calls: blocks.map((block) => [block, NF4_TABLE]),
      formed: some,
      properties: [
        each('absmax', ({ absmax }, call) => {
          const expected = largest[call] as number;
          return near(absmax / expected, 1) ? undefined : { call, what: 'absmax', out: absmax, expected };
        }),
        each('codes', ({ codes }, call) => {
          const block = blocks[call] as Numbers;
          const constant = largest[call] as number;
          const distance = (code: number, at: number): number =>
            Math.abs(Number(NF4_TABLE[code]) * constant - (block[at] as number)) / constant;
          const expected = right[call]?.map(({ level }) => level) as Numbers;
          // Of two levels as near either is right.
          return apart(call, block, 'codes', codes, expected, (code, best, at) =>
            near(distance(code, at), distance(best, at)),
          );
        }),
        each('restored', ({ absmax, codes, restored }, call) => {
          const expected = codes.map((code) => Number(NF4_TABLE[code]) * absmax);
          return apart(call, blocks[call] as Numbers, 'restored', restored, expected, (value, wanted) =>
            near(value / absmax, wanted / absmax),
          );
        }),
        each('bound', ({ restored }, call) => {
          const block = blocks[call] as Numbers;
          const bound = errorBound(largest[call] as number);
          const errors = restored.map((value, at) => Math.abs(value - (block[at] as number)));
          const out = Math.max(...errors);
          const at = errors.indexOf(out);
          return out <= bound * 1.0001
            ? undefined
            : {
                call,
                what: `|restored[${at}] - weights[${at}]|`,
                out,
                expected: `≤ ${bound.toPrecision(4)}`,
              };
        }),
        {
          name: 'zeros',
          of: [3],
          check: ([block]) =>
            block?.restored.every((value) => value === 0)
              ? undefined
              : { call: 3, what: 'restored', out: block?.restored, expected: blocks[3] },
        },
      ],
    };
  },
};
