/** Singular values of what a method learned, in float64 by ml-matrix. */
import { Matrix, QrDecomposition, SingularValueDecomposition } from 'ml-matrix';
import type { Values } from './engine';

/** The singular values of a matrix, descending: as many as its shorter side. All NaN where a number is not finite. */
export function singularValues(matrix: Values): Float64Array<ArrayBuffer> {
  return valuesOf(matrixOf(matrix));
}

/**
 * The singular values of `scale`·B·A for B [out, r] and A [r, in], descending: the r (or fewer, if out or in is smaller)
 * that can differ from zero. With B = Q·R and Aᵀ = Q'·R' they are those of scale·R·R'ᵀ, which is r × r: some
 * (out + in)·r² operations, where the product's own decomposition takes out·in·min(out, in).
 */
export function productSpectrum(up: Values, down: Values, scale: number): Float64Array<ArrayBuffer> {
  const left = triangleOf(matrixOf(up));
  const right = triangleOf(matrixOf(down).transpose());
  return valuesOf(left.mmul(right.transpose()).mul(scale));
}

/** How many of the largest values hold `share` of the sum of squares; 0 where all are zero. */
export function effectiveRank(values: ArrayLike<number>, share = 0.99): number {
  const total = squares(values);
  if (total === 0) return 0;
  let sum = 0;
  for (let at = 0; at < values.length; at++) {
    sum += (values[at] as number) ** 2;
    if (sum >= share * total) return at + 1;
  }
  return values.length;
}

/** Sum of squares, the smallest values first. */
function squares(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = values.length - 1; at >= 0; at--) sum += (values[at] as number) ** 2;
  return sum;
}

function matrixOf({ shape, data }: Values): Matrix {
  return Matrix.from1DArray(shape[0] as number, shape[1] as number, Float64Array.from(data));
}

/**
 * R of a QR decomposition by Householder's reflections. Gram–Schmidt would lose the orthogonality of Q for columns that
 * depend on each other, such as those of B after Adam's first step, which are often equal up to their sign.
 */
function triangleOf(matrix: Matrix): Matrix {
  // A wide matrix is no larger than its R would be.
  return matrix.rows < matrix.columns ? matrix : new QrDecomposition(matrix).upperTriangularMatrix;
}

function valuesOf(matrix: Matrix): Float64Array<ArrayBuffer> {
  const size = Math.min(matrix.rows, matrix.columns);
  // The iteration ends on such a matrix too, with values some of which look like any others.
  if (!matrix.to1DArray().every(Number.isFinite)) return new Float64Array(size).fill(Number.NaN);
  const { diagonal } = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  return Float64Array.from(diagonal).sort((a, b) => b - a);
}
