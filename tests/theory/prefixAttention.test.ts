import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attentionWithPrefix, lastWithPrefix } from '../../src/theory/prefixAttention';

const number = fc.double({ min: -4, max: 4, noNaN: true });
const rows = (count: number, width: number) =>
  fc.array(fc.array(number, { minLength: width, maxLength: width }), { minLength: count, maxLength: count });
const head = fc
  .record({ tokens: fc.integer({ min: 1, max: 6 }), length: fc.integer({ min: 0, max: 4 }) })
  .chain(({ tokens, length }) =>
    fc.record({
      queries: rows(tokens, 3),
      keys: rows(tokens, 3),
      values: rows(tokens, 2),
      prefixKeys: rows(length, 3),
      prefixValues: rows(length, 2),
    }),
  );
const sum = (numbers: readonly number[]) => numbers.reduce((total, x) => total + x, 0);

describe('attention with a prefix', () => {
  it('has rows that add up to 1, sees the whole prefix and no later token', () => {
    fc.assert(
      fc.property(head, (given) => {
        const length = given.prefixKeys.length;
        attentionWithPrefix(given).forEach(({ weights, without, share }, i) => {
          expect(sum(weights)).toBeCloseTo(1, 10);
          expect(sum(without)).toBeCloseTo(1, 10);
          expect(weights.length).toBe(length + given.queries.length);
          expect(weights.slice(0, length + i + 1).every((w) => w > 0)).toBe(true);
          expect(weights.slice(length + i + 1).every((w) => w === 0)).toBe(true);
          expect(share).toBeCloseTo(sum(weights.slice(0, length)), 10);
        });
      }),
    );
  });

  it('is the mixture λ·prefix + (1 − λ)·ordinary, in its weights and in its output', () => {
    fc.assert(
      fc.property(head, (given) => {
        const { prefixKeys, prefixValues, values } = given;
        attentionWithPrefix(given).forEach(({ weights, without, share, output }) => {
          for (const [j, w] of without.entries()) {
            expect(weights[prefixKeys.length + j]).toBeCloseTo((1 - share) * w, 10);
          }
          const all = [...prefixValues, ...values];
          for (const [c, x] of output.entries())
            expect(x).toBeCloseTo(sum(weights.map((w, j) => w * (all[j]?.[c] ?? 0))), 8);
        });
      }),
    );
  });

  it('is the same for the last token alone', () => {
    fc.assert(
      fc.property(head, (given) => {
        expect(lastWithPrefix(given)).toEqual(attentionWithPrefix(given).at(-1));
      }),
    );
  });

  it('without a prefix is ordinary attention', () => {
    fc.assert(
      fc.property(head, (given) => {
        const bare = attentionWithPrefix({ ...given, prefixKeys: [], prefixValues: [] });
        for (const { share, weights, without } of bare) {
          expect(share).toBe(0);
          expect(weights).toEqual(without);
        }
      }),
    );
  });

  it('gives k of k + t parts to a prefix whose keys score as the tokens do', () => {
    const zero = [0, 0];
    const given = {
      queries: [zero, zero, zero],
      keys: [zero, zero, zero],
      values: [[1], [1], [1]],
      prefixKeys: [zero, zero],
      prefixValues: [[0], [0]],
    };
    expect(attentionWithPrefix(given).map(({ share }) => share)).toEqual([2 / 3, 2 / 4, 2 / 5]);
  });

  it.each([attentionWithPrefix, lastWithPrefix])(
    'refuses rows that do not fit each other: $name',
    (attend) => {
      const given = { queries: [[1]], keys: [[1]], values: [[1]], prefixKeys: [], prefixValues: [] };
      expect(() => attend({ ...given, queries: [] })).toThrow('tokens');
      expect(() => attend({ ...given, keys: [] })).toThrow('needs');
      expect(() => attend({ ...given, prefixKeys: [[1]] })).toThrow('prefix');
      expect(() => attend({ ...given, keys: [[1, 2]] })).toThrow('width');
      expect(() => attend({ ...given, prefixKeys: [[1]], prefixValues: [[1, 2]] })).toThrow('values');
    },
  );
});
