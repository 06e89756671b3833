import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eckartYoungError } from '../../src/theory/decomposition';
import type { Values } from '../../src/training/engine';
import { createRandom } from '../../src/training/random';
import { effectiveRank, productSpectrum, singularValues } from '../../src/training/spectrum';

const matrix = (rows: number, columns: number, data: ArrayLike<number>): Values => ({
  shape: [rows, columns],
  data: Float32Array.from(data),
});

const gaussian = (rows: number, columns: number, seed: number): Values => {
  const random = createRandom(seed);
  return matrix(
    rows,
    columns,
    Array.from({ length: rows * columns }, () => random.gaussian()),
  );
};

/** scale·B·A. Exact in float32 for small whole numbers. */
function product(up: Values, down: Values, scale: number): Values {
  const [rows, rank] = up.shape as [number, number];
  const columns = down.shape[1] as number;
  const data = Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < rank; k++) {
      sum += (up.data[row * rank + k] as number) * (down.data[k * columns + column] as number);
    }
    return scale * sum;
  });
  return matrix(rows, columns, data);
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let at = 0; at < expected.length; at++) {
    expect(Math.abs((actual[at] as number) - (expected[at] as number)), `${at}`).toBeLessThanOrEqual(
      tolerance,
    );
  }
}

/** Matrices of small whole numbers, many of them of lower rank than their shape allows. */
const side = fc.integer({ min: 1, max: 8 });
const pair = fc.tuple(side, side, side, fc.constantFrom(0.5, 1, 2)).chain(([rows, rank, columns, scale]) => {
  const entries = (length: number) =>
    fc.array(fc.integer({ min: -1, max: 1 }), { minLength: length, maxLength: length });
  return fc.record({
    up: entries(rows * rank).map((data) => matrix(rows, rank, data)),
    down: entries(rank * columns).map((data) => matrix(rank, columns, data)),
    scale: fc.constant(scale),
  });
});

describe('singular values', () => {
  it('of known matrices', () => {
    expectClose(singularValues(matrix(2, 3, [3, 0, 0, 0, -4, 0])), [4, 3], 1e-14);
    // [[1, 1], [0, 1]]: the golden ratio and its inverse.
    const golden = (1 + Math.sqrt(5)) / 2;
    expectClose(singularValues(matrix(2, 2, [1, 1, 0, 1])), [golden, 1 / golden], 1e-14);
    expectClose(singularValues(matrix(3, 2, Array(6).fill(1))), [Math.sqrt(6), 0], 1e-14);
    expectClose(singularValues(matrix(2, 2, [0, 0, 0, 0])), [0, 0], 0);
    expectClose(singularValues(matrix(1, 1, [-5])), [5], 0);
  });

  it('hold all of the matrix, in any orientation', () => {
    fc.assert(
      fc.property(side, side, fc.nat(), (rows, columns, seed) => {
        const wide = gaussian(rows, columns, seed);
        const values = singularValues(wide);
        const sum = wide.data.reduce((total, value) => total + value * value, 0);
        expect(values.reduce((total, value) => total + value * value, 0)).toBeCloseTo(sum, 10);
        expect([...values]).toEqual([...values].sort((a, b) => b - a));
        expect(values.every((value) => value >= 0)).toBe(true);
        const turned = matrix(
          columns,
          rows,
          Array.from(
            { length: rows * columns },
            (_, at) => wide.data[(at % rows) * columns + Math.floor(at / rows)] as number,
          ),
        );
        expectClose(singularValues(turned), values, 1e-12);
      }),
    );
  });

  it('are no numbers where the matrix holds some', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect([...singularValues(matrix(2, 2, [1, 2, bad, 4]))]).toEqual([Number.NaN, Number.NaN]);
      expect([...productSpectrum(matrix(2, 1, [1, bad]), matrix(1, 2, [1, 2]), 1)]).toEqual([Number.NaN]);
    }
  });
});

describe('the spectrum of a product', () => {
  it('is that of the product, dependent columns included', () => {
    fc.assert(
      fc.property(pair, ({ up, down, scale }) => {
        const full = singularValues(product(up, down, scale));
        const values = productSpectrum(up, down, scale);
        const [rows = 0, rank = 0] = up.shape;
        expect(values.length).toBe(Math.min(rows, rank, down.shape[1] as number));
        const padded = new Float64Array(full.length);
        padded.set(values);
        expectClose(padded, full, 1e-12 * (1 + (full[0] as number)));
      }),
      { numRuns: 500 },
    );
  });

  it('is that of the product for matrices of a model’s size', () => {
    const [up, down] = [gaussian(96, 8, 1), gaussian(8, 128, 2)];
    const full = singularValues(product(up, down, 2));
    // The product itself is rounded to float32.
    expectClose(productSpectrum(up, down, 2), full.slice(0, 8), 1e-4);
  });

  it('is zero before the first step, and after any with scale 0', () => {
    const down = gaussian(4, 8, 3);
    expect([...productSpectrum(matrix(8, 4, new Float32Array(32)), down, 2)]).toEqual([0, 0, 0, 0]);
    expectClose(productSpectrum(gaussian(8, 4, 5), down, 0), [0, 0, 0, 0], 0);
  });

  it('does not mind a negative scale', () => {
    const [up, down] = [gaussian(6, 3, 1), gaussian(3, 5, 2)];
    expectClose(productSpectrum(up, down, -2), productSpectrum(up, down, 2), 1e-12);
  });
});

describe('effective rank', () => {
  it('counts what holds 99 % of the squares', () => {
    expect(effectiveRank([10, 1, 0.1])).toBe(1);
    expect(effectiveRank([10, 1.1, 0.1])).toBe(2);
    expect(effectiveRank([1, 1, 1, 1])).toBe(4);
    expect(effectiveRank([1, 1, 1, 1], 0.5)).toBe(2);
    expect(effectiveRank([0, 0])).toBe(0);
    expect(effectiveRank([])).toBe(0);
  });

  it('is at most the rank', () => {
    fc.assert(
      fc.property(pair, ({ up, down, scale }) => {
        const values = singularValues(product(up, down, scale));
        expect(effectiveRank(values)).toBeLessThanOrEqual(Math.min(...up.shape, ...down.shape));
      }),
    );
  });
});

describe('the error of Eckart and Young', () => {
  it('is the whole matrix at rank 0, nothing at full rank, and falls between', () => {
    expect(eckartYoungError([4, 3], 0)).toBe(5);
    expect(eckartYoungError([4, 3], 1)).toBe(3);
    expect(eckartYoungError([4, 3], 2)).toBe(0);
    expect(eckartYoungError([4, 3], 7)).toBe(0);
  });

  it('is not beaten by random matrices of that rank', () => {
    const target = gaussian(5, 6, 11);
    const least = eckartYoungError(singularValues(target), 2);
    for (let seed = 0; seed < 200; seed++) {
      const guess = product(gaussian(5, 2, seed + 100), gaussian(2, 6, seed + 500), 0.5);
      const distance = Math.hypot(...target.data.map((value, at) => value - (guess.data[at] as number)));
      expect(distance).toBeGreaterThan(least);
    }
  });
});
