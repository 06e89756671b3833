import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { Values } from './engine';

const matrixOf = ({ shape, data }: Values): Matrix =>
  Matrix.from1DArray(shape[0] as number, shape[1] as number, Float64Array.from(data));

/** The singular values of a matrix in float64, descending. */
export function singularValues(matrix: Values): Float64Array {
  return valuesOf(matrixOf(matrix));
}

function valuesOf(matrix: Matrix): Float64Array {
  const options = {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  };
  return Float64Array.from(new SingularValueDecomposition(matrix, options).diagonal).sort((a, b) => b - a);
}

/**
 * The singular values of `scale`·B·A for B [out, r] and A [r, in], all that can differ from zero: r of them. Found on
 * r × r: with B = QR, the values of R·A; with Aᵀ = Q'R', those of R·R'ᵀ.
 */
export function productSpectrum(up: Values, down: Values, scale: number): Float64Array {
  const left = triangle(matrixOf(up));
  const right = triangle(matrixOf(down).transpose());
  return valuesOf(left.mmul(right.transpose()).mul(scale));
}

/** R of the QR decomposition of a tall matrix, through modified Gram–Schmidt done twice. */
function triangle(tall: Matrix): Matrix {
  const columns = tall.columns;
  const q = tall.clone();
  const r = Matrix.zeros(columns, columns);
  for (let j = 0; j < columns; j++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < j; i++) {
        let dot = 0;
        for (let row = 0; row < q.rows; row++) dot += q.get(row, i) * q.get(row, j);
        r.set(i, j, r.get(i, j) + dot);
        for (let row = 0; row < q.rows; row++) q.set(row, j, q.get(row, j) - dot * q.get(row, i));
      }
    }
    let square = 0;
    for (let row = 0; row < q.rows; row++) square += q.get(row, j) ** 2;
    const norm = Math.sqrt(square);
    r.set(j, j, norm);
    for (let row = 0; row < q.rows; row++) q.set(row, j, norm > 0 ? q.get(row, j) / norm : 0);
  }
  return r;
}

/** How many of the largest values hold `share` of the sum of squares. */
export function effectiveRank(values: ArrayLike<number>, share = 0.99): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += (values[at] as number) ** 2;
  if (total === 0) return 0;
  let sum = 0;
  for (let at = 0; at < values.length; at++) {
    sum += (values[at] as number) ** 2;
    if (sum >= share * total) return at + 1;
  }
  return values.length;
}
