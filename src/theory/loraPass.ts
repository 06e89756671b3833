/**
 * One linear layer with LoRA, forward and backward, in the notation of slide S3: row vectors, y = x·W + s·(x·A)·Bᵀ with
 * W [in, out], A [in, r], B [out, r] and s = α/r. The gradients are those of Hu et al. 2022 for the paper's B·A, transposed.
 */

/** Rows of equal length. */
export type Matrix = readonly (readonly number[])[];

export interface LoraFactors {
  /** A [in, r]. */
  readonly down: Matrix;
  /** B [out, r]. */
  readonly up: Matrix;
}

export interface LoraLayer extends LoraFactors {
  /** W [in, out], frozen. */
  readonly frozen: Matrix;
  /** s = α/r. */
  readonly scale: number;
}

export interface LoraForward {
  /** x·W [tokens, out]. */
  readonly base: Matrix;
  /** x·A [tokens, r]. */
  readonly reduced: Matrix;
  /** s·(x·A)·Bᵀ [tokens, out]. */
  readonly update: Matrix;
  /** y [tokens, out]. */
  readonly output: Matrix;
}

export interface LoraBackward {
  /** ∂ℒ/∂y [tokens, out]. */
  readonly output: Matrix;
  /** (∂ℒ/∂y)·B [tokens, r]: the gradient as it passes B on its way to A. */
  readonly reduced: Matrix;
  /** ∂ℒ/∂A [in, r]. */
  readonly down: Matrix;
  /** ∂ℒ/∂B [out, r]. */
  readonly up: Matrix;
}

export function loraForward(layer: LoraLayer, input: Matrix): LoraForward {
  const base = multiply(input, layer.frozen);
  const reduced = multiply(input, layer.down);
  const update = scaled(multiply(reduced, transposed(layer.up)), layer.scale);
  return { base, reduced, update, output: sum(base, update) };
}

/** ℒ = ½‖y − t‖². */
export function squaredError(output: Matrix, target: Matrix): number {
  return difference(output, target)
    .flat()
    .reduce((total, value) => total + value ** 2 / 2, 0);
}

/** The gradients of `squaredError`. No product here has the shape of W: that of W itself is never formed. */
export function loraBackward(
  layer: LoraLayer,
  input: Matrix,
  { reduced, output }: LoraForward,
  target: Matrix,
): LoraBackward {
  const atOutput = difference(output, target);
  const atReduced = multiply(atOutput, layer.up);
  return {
    output: atOutput,
    reduced: atReduced,
    down: scaled(multiply(transposed(input), atReduced), layer.scale),
    up: scaled(multiply(transposed(atOutput), reduced), layer.scale),
  };
}

/** ∂ℒ/∂W = xᵀ·∂ℒ/∂y [in, out]: what full fine-tuning would form and LoRA does not. */
export function frozenGradient(input: Matrix, gradient: Matrix): Matrix {
  return multiply(transposed(input), gradient);
}

/** One step of plain gradient descent on both factors; W stays. */
export function descend(layer: LoraLayer, gradients: LoraFactors, learningRate: number): LoraLayer {
  return {
    ...layer,
    down: difference(layer.down, scaled(gradients.down, learningRate)),
    up: difference(layer.up, scaled(gradients.up, learningRate)),
  };
}

/** W + s·A·Bᵀ [in, out]: the layer as one matrix. */
export function merged({ frozen, down, up, scale }: LoraLayer): Matrix {
  return sum(frozen, scaled(multiply(down, transposed(up)), scale));
}

/** Root of the sum of squares (Frobenius). */
export function norm(matrix: Matrix): number {
  return Math.sqrt(matrix.flat().reduce((total, value) => total + value ** 2, 0));
}

export function multiply(left: Matrix, right: Matrix): Matrix {
  const columns = transposed(right);
  if (left[0]?.length !== right.length) throw new RangeError('the inner sizes of a product differ');
  return left.map((row) =>
    columns.map((column) => row.reduce((total, value, at) => total + value * (column[at] as number), 0)),
  );
}

export function transposed(matrix: Matrix): Matrix {
  return (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] as number));
}

export function scaled(matrix: Matrix, factor: number): Matrix {
  return matrix.map((row) => row.map((value) => value * factor));
}

function sum(left: Matrix, right: Matrix): Matrix {
  return left.map((row, at) => row.map((value, column) => value + (right[at]?.[column] as number)));
}

function difference(left: Matrix, right: Matrix): Matrix {
  return sum(left, scaled(right, -1));
}
