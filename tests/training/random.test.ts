import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, hash32 } from '../../src/training/random';

const COUNT = 20_000;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('createRandom', () => {
  it('gives the same numbers on every machine', () => {
    const random = createRandom(1, 'story', 2);
    expect([random.integer(1000), random.integer(1000), random.integer(1000)]).toEqual([321, 206, 651]);
    expect(random.gaussian()).toBeCloseTo(0.6186680515171946, 12);
  });

  it('gives another stream for every seed, label and order of labels', () => {
    const first = (seed: number, ...path: (string | number)[]) => createRandom(seed, ...path).uniform();
    const values = [first(1), first(2), first(1, 'a'), first(1, 'b'), first(1, 'a', 'b'), first(1, 'ab')];
    expect(new Set([...values, first(1, 'b', 'a'), first(1, 1), first(1, '1')]).size).toBe(9);
  });

  it('is uniform from 0 to 1, also over the first numbers of neighbouring streams', () => {
    const random = createRandom(5);
    const along = Array.from({ length: COUNT }, () => random.uniform());
    const across = Array.from({ length: COUNT }, (_, i) => createRandom(5, i).uniform());
    for (const values of [along, across]) {
      expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
      const tenths = Array.from(
        { length: 10 },
        (_, i) => values.filter((v) => Math.floor(v * 10) === i).length,
      );
      // Six standard deviations of a binomial count.
      const bound = 6 * Math.sqrt(COUNT * 0.1 * 0.9);
      for (const count of tenths) expect(Math.abs(count - COUNT / 10)).toBeLessThan(bound);
    }
  });

  it('is normal of mean 0 and variance 1', () => {
    const random = createRandom(6);
    const values = Array.from({ length: COUNT }, () => random.gaussian());
    expect(values.every(Number.isFinite)).toBe(true);
    expect(Math.abs(mean(values))).toBeLessThan(6 / Math.sqrt(COUNT));
    expect(mean(values.map((v) => v ** 2))).toBeCloseTo(1, 1);
    expect(mean(values.map((v) => v ** 4))).toBeCloseTo(3, 0);
  });

  it('shuffles without loss and leaves the list alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (list, seed) => {
        const before = [...list];
        const shuffled = createRandom(seed).shuffle(list);
        expect(list).toEqual(before);
        expect([...shuffled].sort()).toEqual([...list].sort());
      }),
    );
  });

  it('picks every item equally often, and refuses an empty list', () => {
    const random = createRandom(7);
    const picks = Array.from({ length: COUNT }, () => random.pick(['a', 'b', 'c']));
    for (const item of ['a', 'b', 'c']) {
      expect(picks.filter((each) => each === item).length / COUNT).toBeCloseTo(1 / 3, 1);
    }
    expect(() => random.pick([])).toThrow(RangeError);
    for (const n of [0, -1, 1.5, Number.NaN, 2 ** 33]) expect(() => random.integer(n)).toThrow(RangeError);
  });
});

describe('hash32', () => {
  it('is a whole number of 32 bits, the same for the same text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const hash = hash32(text);
        expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
        expect(hash32(text)).toBe(hash);
      }),
    );
  });
});
