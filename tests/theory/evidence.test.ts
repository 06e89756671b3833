import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Aim, dominates, paretoFront } from '../../src/theory/pareto';
import { standardError, standardizedDifference, tooCloseToCall } from '../../src/theory/proportion';

type Pair = readonly [number, number];
const AIMS: readonly Aim<Pair>[] = [
  { value: ([x]) => x, better: 'less' },
  { value: ([, y]) => y, better: 'more' },
];
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
  minLength: 1,
  maxLength: 40,
});

describe('the Pareto front', () => {
  it('is what nothing beats in every aim', () => {
    const items: Pair[] = [
      [1, 1],
      [2, 3],
      [3, 2],
      [3, 3],
    ];
    expect(paretoFront(items, AIMS)).toEqual([
      [1, 1],
      [2, 3],
    ]);
  });

  it('keeps equals, is never empty, and dominates all that it leaves out', () => {
    expect(paretoFront([[1, 1] as Pair, [1, 1] as Pair], AIMS)).toHaveLength(2);
    fc.assert(
      fc.property(pairs, (items) => {
        const front = paretoFront(items, AIMS);
        expect(front.length).toBeGreaterThan(0);
        for (const item of items) {
          if (!front.includes(item)) expect(front.some((other) => dominates(other, item, AIMS))).toBe(true);
        }
      }),
    );
  });
});

describe('a share of right answers', () => {
  it('has the binomial standard error: 1.4 points at 48 % of 1,319 questions', () => {
    expect(standardError(0.5, 100)).toBeCloseTo(0.05, 12);
    expect(standardError(0.4784, 1319)).toBeCloseTo(0.01375, 5);
    expect(standardError(0, 10)).toBe(0);
  });

  it('refuses what is no share and no count', () => {
    expect(() => standardError(1.2, 10)).toThrow('share');
    expect(() => standardError(Number.NaN, 10)).toThrow('share');
    expect(() => standardError(0.5, 0)).toThrow('questions');
  });

  it('is told from another only where the difference is about two standard errors', () => {
    expect(tooCloseToCall(0.4784, 0.4716, 1319)).toBe(true);
    expect(tooCloseToCall(0.4784, 0.3108, 1319)).toBe(false);
    expect(standardizedDifference(0.6, 0.4, 100)).toBeCloseTo(0.2 / Math.sqrt(2 * 0.0024), 10);
    expect(standardizedDifference(0, 0, 5)).toBe(0);
    expect(standardizedDifference(0, 1, 5)).toBe(Number.POSITIVE_INFINITY);
  });
});
