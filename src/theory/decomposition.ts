/**
 * A matrix as a sum of rank-one terms, M = Σ σᵢ uᵢ vᵢᵀ with σ₁ ≥ σ₂ ≥ …: its singular value decomposition, by Hestenes'
 * one-sided Jacobi rotations (Golub and Van Loan, Matrix Computations, §8.6.3). For matrices of some hundred rows it is
 * about as fast as Golub and Kahan's way, more exact in the small values, and can pause between sweeps.
 */

/** Row-major numbers. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** One term of the sum: σ·u·vᵀ with |u| = |v| = 1; u and v are zero where σ is. */
export interface Term {
  readonly value: number;
  /** u, one number a row. */
  readonly left: Float64Array;
  /** v, one number a column. */
  readonly right: Float64Array;
}

export interface Decomposition {
  readonly rows: number;
  readonly columns: number;
  /** min(rows, columns) terms, by descending value. */
  readonly terms: readonly Term[];
}

const MOST_SWEEPS = 40;
/** Cosine of two columns below which they count as orthogonal. */
const ORTHOGONAL = 1e-12;
/** Share of the largest value below which a value is rounding. */
const ROUNDING = 1e-12;

export function decompose(matrix: Matrix): Decomposition {
  const work = decomposing(matrix);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The same, with a pause after each sweep: for 128 × 128 eight or nine, of two or three milliseconds each. */
export function* decomposing(matrix: Matrix): Generator<undefined, Decomposition> {
  const { rows, columns, data } = matrix;
  const wide = columns > rows;
  const [height, width] = wide ? [columns, rows] : [rows, columns];
  const lines = Array.from({ length: width }, (_, at) =>
    Float64Array.from({ length: height }, (_, along) =>
      Number(wide ? data[at * columns + along] : data[along * columns + at]),
    ),
  );
  // The columns of M (its rows, where it is wide), turned until they are orthogonal: then column i is σᵢuᵢ.
  const turned = lines.map((line) => line.slice());
  for (let sweep = 0; sweep < MOST_SWEEPS && turnAllPairs(turned); sweep++) yield;
  const values = turned.map((column) => Math.sqrt(dot(column, column)));
  const largest = Math.max(0, ...values);
  const terms = values.map((value, at): Term => {
    if (value <= largest * ROUNDING) {
      return { value: 0, left: new Float64Array(rows), right: new Float64Array(columns) };
    }
    const unit = (turned[at] as Float64Array).map((entry) => entry / value);
    // v = Mᵀu/σ. Turning v along with u would take as long again, and Σ u·uᵀM is M whatever the rounding.
    const other = Float64Array.from(lines, (line) => dot(line, unit) / value);
    return wide ? { value, left: other, right: unit } : { value, left: unit, right: other };
  });
  return { rows, columns, terms: terms.sort((one, two) => two.value - one.value) };
}

/**
 * Turns every pair of columns until it is orthogonal; false where all of them were. The longest of those that are left
 * goes first (de Rijk 1989), which halves the sweeps that a picture takes.
 */
function turnAllPairs(columns: Float64Array[]): boolean {
  const squares = columns.map((column) => dot(column, column));
  const least = ROUNDING * ROUNDING * Math.max(0, ...squares);
  let turned = false;
  for (let p = 0; p < columns.length - 1; p++) {
    const longest = squares.indexOf(Math.max(...squares.slice(p)), p);
    swap(columns, p, longest);
    swap(squares, p, longest);
    const one = columns[p] as Float64Array;
    for (let q = p + 1; q < columns.length; q++) {
      const two = columns[q] as Float64Array;
      const [squareOne, squareTwo] = [squares[p] as number, squares[q] as number];
      const product = dot(one, two);
      if (Math.abs(product) <= ORTHOGONAL * Math.sqrt(squareOne * squareTwo) + least) continue;
      turned = true;
      const ratio = (squareTwo - squareOne) / (2 * product);
      const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio));
      const cosine = 1 / Math.sqrt(1 + tangent * tangent);
      rotate(one, two, cosine, cosine * tangent);
      squares[p] = Math.max(0, squareOne - tangent * product);
      squares[q] = squareTwo + tangent * product;
    }
  }
  return turned;
}

function swap<T>(list: T[], one: number, other: number): void {
  [list[one], list[other]] = [list[other] as T, list[one] as T];
}

function dot(one: Float64Array, two: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] as number) * (two[at] as number);
  return sum;
}

function rotate(one: Float64Array, two: Float64Array, cosine: number, sine: number): void {
  for (let at = 0; at < one.length; at++) {
    const [a, b] = [one[at] as number, two[at] as number];
    one[at] = cosine * a - sine * b;
    two[at] = sine * a + cosine * b;
  }
}

/** Σ of the terms from `from` up to, not including, `to`: row-major; the best approximation of rank `to` from 0 on. */
export function sumOfTerms({ rows, columns, terms }: Decomposition, from: number, to: number): Float64Array {
  const sum = new Float64Array(rows * columns);
  for (const { value, left, right } of terms.slice(from, to)) {
    for (let row = 0; row < rows; row++) {
      const factor = value * (left[row] as number);
      const start = row * columns;
      for (let column = 0; column < columns; column++) {
        (sum[start + column] as number) += factor * (right[column] as number);
      }
    }
  }
  return sum;
}

/**
 * The factors of the best approximation of a rank, with σ shared out evenly: A, rows × rank, and Bᵀ, rank × columns,
 * row-major; A·Bᵀ = `sumOfTerms` up to the rank.
 */
export function factorsOfTerms(
  { rows, columns, terms }: Decomposition,
  rank: number,
): { readonly left: Float64Array; readonly right: Float64Array } {
  const left = new Float64Array(rows * rank);
  const right = new Float64Array(rank * columns);
  for (let at = 0; at < rank; at++) {
    const term = terms[at];
    if (!term) continue;
    const root = Math.sqrt(term.value);
    for (let row = 0; row < rows; row++) left[row * rank + at] = root * (term.left[row] as number);
    right.set(
      term.right.map((entry) => root * entry),
      at * columns,
    );
  }
  return { left, right };
}

/**
 * The least Frobenius distance from a matrix with these singular values, descending, to any matrix of rank `rank`: the
 * root of the sum of the other values' squares (Eckart and Young 1936).
 */
export function eckartYoungError(values: ArrayLike<number>, rank: number): number {
  let sum = 0;
  for (let at = values.length - 1; at >= rank; at--) sum += (values[at] as number) ** 2;
  return Math.sqrt(sum);
}

/** That distance as a share of the matrix's own norm: 1 at rank 0, 0 at full rank; 0 for a matrix of zeros. */
export function relativeError(values: ArrayLike<number>, rank: number): number {
  const norm = eckartYoungError(values, 0);
  return norm === 0 ? 0 : eckartYoungError(values, rank) / norm;
}

/** The least rank whose best approximation misses at most this share. */
export function rankForError(values: ArrayLike<number>, error: number): number {
  let rank = 0;
  while (rank < values.length && relativeError(values, rank) > error) rank++;
  return rank;
}

/** Numbers in A and Bᵀ: R·(rows + columns), which is 2HR for a square matrix. */
export function factorParameters(rows: number, columns: number, rank: number): number {
  return rank * (rows + columns);
}
