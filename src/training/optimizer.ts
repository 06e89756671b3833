import { np, type Tensor, type Tensors } from './engine';

/** Adam's constants, as in PyTorch; AdamW's decay is left at 0, as PEFT's examples do. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** What pretraining changes of it; fine-tuning takes Adam as it is. */
export interface OptimizerOptions {
  readonly beta2?: number;
  /** The gradient of everything that is trained, as one vector, is shortened to this length where it is longer. */
  readonly clip?: number;
}

/** First and second moments by the names of what is trained. */
export interface Moments {
  readonly first: Tensors;
  readonly second: Tensors;
}

/**
 * What Adam needs to know of step `step` (from 1): the learning rate with the first moment's bias correction in it, and
 * the second moment's correction. On the JavaScript side, in float64.
 */
export function adamScalars(step: number, learningRate: number, beta2 = ADAM.beta2): [number, number] {
  return [learningRate / (1 - ADAM.beta1 ** step), 1 / (1 - beta2 ** step)];
}

/**
 * One step of Adam for one tensor. Uses up `value`, `gradient` and the moments, and of the scalars a reference.
 *
 * @returns the new value and moments
 */
export function adam(
  value: Tensor,
  gradient: Tensor,
  first: Tensor,
  second: Tensor,
  rate: Tensor,
  correction: Tensor,
  beta2 = ADAM.beta2,
): { value: Tensor; first: Tensor; second: Tensor } {
  const { beta1, epsilon } = ADAM;
  const newFirst = first.mul(beta1).add(gradient.ref.mul(1 - beta1));
  const newSecond = second.mul(beta2).add(gradient.ref.mul(gradient).mul(1 - beta2));
  const size = np.sqrt(newSecond.ref.mul(correction.ref)).add(epsilon);
  const newValue = value.sub(newFirst.ref.mul(rate.ref).mul(np.reciprocal(size)));
  return { value: newValue, first: newFirst, second: newSecond };
}

/** The factor that shortens the gradients, as one vector, to length `most`: a scalar, at most 1. */
export function clipFactor(gradients: Tensors, most: number): Tensor {
  const squares = Object.values(gradients).map((gradient) => gradient.ref.mul(gradient.ref).sum());
  const length = np.sqrt(squares.reduce((sum, square) => sum.add(square)));
  return np.minimum(np.reciprocal(length.add(1e-9)).mul(most), 1);
}
