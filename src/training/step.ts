import { jit, np, references, sameNames, type Tensor, type Tensors, valueAndGrad } from './engine';
import type { Prepared } from './methods/method';
import type { ModelConfig } from './model/config';
import { forward } from './model/forward';
import { crossEntropy } from './model/loss';
import { adam, clipFactor, type Moments, type OptimizerOptions } from './optimizer';

/**
 * One batch on the device: tokens [B, T], targets [B·T] (int32), weights [B·T], whose sum is 1. Where the loss is asked at
 * A places of each row only, these are `places` [B, A], and targets and weights are [B·A].
 */
export type Batch = {
  readonly tokens: Tensor;
  readonly targets: Tensor;
  readonly weights: Tensor;
  readonly places?: Tensor;
};

/** The loss of one batch as a function of what is trained. */
export function lossFunction(config: ModelConfig, prepared: Pick<Prepared, 'weights' | 'adapt'>) {
  return (trainable: Tensors, frozen: Tensors, batch: Batch): Tensor => {
    const weights = prepared.weights(frozen, trainable);
    const { tokens, places } = batch;
    const logits = forward(config, weights, tokens, prepared.adapt(trainable, frozen), places);
    return crossEntropy(logits, batch.targets, batch.weights);
  };
}

/**
 * The training step of a method, compiled for the shapes of its first call: loss, gradients of what is trained, and
 * Adam. Uses up all its arguments but `frozen`, of which pass references.
 */
export function trainingStep(
  config: ModelConfig,
  prepared: Pick<Prepared, 'weights' | 'adapt'>,
  { beta2, clip }: OptimizerOptions = {},
) {
  const differentiate = valueAndGrad(lossFunction(config, prepared));
  return jit(
    (
      trainable: Record<string, Tensor>,
      moments: { first: Record<string, Tensor>; second: Record<string, Tensor> },
      frozen: Record<string, Tensor>,
      batch: Batch,
      scalars: Tensor,
    ) => {
      const [loss, gradients] = differentiate(references(trainable), frozen, batch) as unknown as [
        Tensor,
        Tensors,
      ];
      sameNames(trainable, gradients);
      const rate = scalars.ref.slice(0);
      const correction = scalars.slice(1);
      const next = { value: {}, first: {}, second: {} } as Record<
        'value' | 'first' | 'second',
        Record<string, Tensor>
      >;
      const factor = clip === undefined ? undefined : clipFactor(gradients, clip);
      for (const [name, value] of Object.entries(trainable)) {
        const gradient = gradients[name] as Tensor;
        const updated = adam(
          value,
          factor ? gradient.mul(factor.ref) : gradient,
          moments.first[name] as Tensor,
          moments.second[name] as Tensor,
          rate,
          correction,
          beta2,
        );
        next.value[name] = updated.value;
        next.first[name] = updated.first;
        next.second[name] = updated.second;
      }
      return {
        loss,
        trainable: next.value,
        moments: { first: next.first, second: next.second } satisfies Moments,
      };
    },
  );
}

/** Moments of zero for tensors of these shapes. */
export function noMoments(trainable: Tensors): {
  first: Record<string, Tensor>;
  second: Record<string, Tensor>;
} {
  const zeros = () =>
    Object.fromEntries(
      Object.entries(trainable).map(([name, { shape, dtype }]) => [name, np.zeros(shape, { dtype })]),
    );
  return { first: zeros(), second: zeros() };
}
