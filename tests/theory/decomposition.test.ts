import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decompose,
  decomposing,
  eckartYoungError,
  factorParameters,
  factorsOfTerms,
  type Matrix,
  rankForError,
  relativeError,
  sumOfTerms,
} from '../../src/theory/decomposition';
import { createRandom } from '../../src/training/random';
import { singularValues } from '../../src/training/spectrum';

function gaussian(rows: number, columns: number, seed = 1): Matrix {
  const random = createRandom(seed, 'test', rows, columns);
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, random.gaussian) };
}
const valuesOf = (matrix: Matrix) => decompose(matrix).terms.map(({ value }) => value);
const norm = (numbers: ArrayLike<number>) => Math.hypot(...Array.from(numbers));
const difference = (one: Float64Array, two: Float64Array) => one.map((value, at) => value - (two[at] ?? 0));
const product = (matrix: Float64Array, other: Float64Array, rank: number) => {
  const [rows, columns] = [matrix.length / rank, other.length / rank];
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += (matrix[row * rank + k] ?? 0) * (other[k * columns + column] ?? 0);
    return sum;
  });
};

describe('decompose', () => {
  it.each([
    [1, 1],
    [5, 5],
    [40, 40],
    [30, 12],
    [12, 30],
  ])('agrees with ml-matrix on the singular values of %i × %i', (rows, columns) => {
    const matrix = gaussian(rows, columns);
    const wanted = singularValues({ shape: [rows, columns], data: Float32Array.from(matrix.data) });
    valuesOf(matrix).forEach((value, at) => {
      expect(value).toBeCloseTo(wanted[at] ?? Number.NaN, 5);
    });
  });

  it('gives unit vectors that are orthogonal to each other', () => {
    const { terms } = decompose(gaussian(24, 16));
    for (const side of ['left', 'right'] as const) {
      terms.forEach((one, i) => {
        terms.forEach((two, j) => {
          const dot = one[side].reduce((sum, value, at) => sum + value * (two[side][at] ?? 0), 0);
          expect(dot).toBeCloseTo(i === j ? 1 : 0, 10);
        });
      });
    }
  });

  it('adds up to the matrix at full rank, whatever the matrix', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 81, maxLength: 81 }),
        (rows, columns, cells) => {
          const data = Float64Array.from(cells.slice(0, rows * columns));
          const taken = decompose({ rows, columns, data });
          const sum = sumOfTerms(taken, 0, taken.terms.length);
          expect(norm(difference(sum, data))).toBeLessThan(1e-10);
        },
      ),
    );
  });

  it('finds the rank of what has less than a full one', () => {
    const [one, two] = [gaussian(20, 1).data, gaussian(1, 20).data];
    const outer = Float64Array.from(
      { length: 400 },
      (_, at) => (one[Math.floor(at / 20)] ?? 0) * (two[at % 20] ?? 0),
    );
    expect(rankForError(valuesOf({ rows: 20, columns: 20, data: outer }), 1e-9)).toBe(1);
    expect(valuesOf({ rows: 3, columns: 3, data: new Float64Array(9) })).toEqual([0, 0, 0]);
  });

  it('pauses between sweeps, and comes to the same', () => {
    const matrix = gaussian(20, 20);
    const work = decomposing(matrix);
    let pauses = 0;
    let step = work.next();
    for (; !step.done; step = work.next()) pauses++;
    expect(pauses).toBeGreaterThan(2);
    expect(step.value).toEqual(decompose(matrix));
  });
});

describe('the best approximation', () => {
  const matrix = gaussian(16, 16);
  const taken = decompose(matrix);
  const values = taken.terms.map(({ value }) => value);

  it('misses what the rest of the spectrum holds (Eckart and Young)', () => {
    for (let rank = 0; rank <= 16; rank++) {
      const missing = difference(matrix.data, sumOfTerms(taken, 0, rank));
      expect(norm(missing)).toBeCloseTo(eckartYoungError(values, rank), 9);
      expect(norm(missing) / norm(matrix.data)).toBeCloseTo(relativeError(values, rank), 9);
      expect(norm(difference(missing, sumOfTerms(taken, rank, 16)))).toBeLessThan(1e-9);
    }
  });

  it('is no farther than any other matrix of its rank', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const other = decompose(gaussian(16, 16, seed + 1));
      const some = sumOfTerms(other, 0, 3);
      expect(norm(difference(matrix.data, some))).toBeGreaterThan(eckartYoungError(values, 3));
    }
  });

  it('is the product of its factors', () => {
    for (const rank of [1, 5, 16]) {
      const { left, right } = factorsOfTerms(taken, rank);
      expect(norm(difference(product(left, right, rank), sumOfTerms(taken, 0, rank)))).toBeLessThan(1e-9);
    }
  });

  it('takes the least rank that an error allows', () => {
    const rank = rankForError(values, 0.2);
    expect(relativeError(values, rank)).toBeLessThanOrEqual(0.2);
    expect(relativeError(values, rank - 1)).toBeGreaterThan(0.2);
    expect(relativeError([0, 0], 1)).toBe(0);
  });

  it('holds R numbers for every row and column: 2HR', () => {
    expect(factorParameters(128, 128, 8)).toBe(2 * 128 * 8);
    expect(factorParameters(384, 128, 4)).toBe(2048);
    // From half the rank on, the factors hold more than the matrix.
    expect(factorParameters(128, 128, 64)).toBe(128 * 128);
  });
});
