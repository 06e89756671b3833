/**
 * The model layer by layer, as functions to be compiled once for all layers: a layer's tensors come under the names of
 * layer 0. Between layers only the signal [B, T, H] is kept, and a layer is computed again when its gradient is due, as
 * the slides' formula assumes. So weights in 4 bits are in float32 for one layer at a time.
 */
import { type Tensor, valueAndGrad, vjp } from '../engine';
import type { Prepared } from '../methods/method';
import type { ModelConfig } from '../model/config';
import {
  attentionBlock,
  createRoom,
  disposeRoom,
  embed,
  feedForwardBlock,
  outputLayer,
  wanted,
} from '../model/forward';
import { crossEntropy } from '../model/loss';
import type { Batch } from '../step';

export type Adapt = Prepared['adapt'];

type Arrays = Record<string, Tensor>;

/** The signal before the first layer: [B, T, H]. */
export function embedded(outer: Arrays, tokens: Tensor): Tensor {
  const shape = tokens.shape;
  return embed(outer, tokens).reshape([...shape, -1]);
}

/** One layer: [B, T, H] to [B, T, H]. */
export function layerFunction(config: ModelConfig, adapt: Adapt) {
  return (trainable: Arrays, weights: Arrays, x: Tensor): Tensor => {
    const [batch, positions, width] = x.shape as [number, number, number];
    const adaptation = adapt(trainable, weights);
    const room = createRoom(config, batch, positions, x.dtype);
    const middle = attentionBlock(config, weights, 0, x.reshape([-1, width]), room, adaptation);
    disposeRoom(room);
    return feedForwardBlock(config, weights, 0, middle, adaptation).reshape([batch, positions, width]);
  };
}

/** The gradients of a layer's input and of what is trained in it, from that of its output. */
export function layerGradients(config: ModelConfig, adapt: Adapt) {
  const layer = layerFunction(config, adapt);
  return (
    trainable: Arrays,
    weights: Arrays,
    x: Tensor,
    outputGradient: Tensor,
  ): { inputGradient: Tensor; gradients: Arrays } => {
    const [output, pullBack] = vjp(
      (own: Arrays, input: Tensor) => layer(own, weights, input),
      [trainable, x],
    );
    output.dispose();
    const [gradients, inputGradient] = pullBack(outputGradient);
    pullBack.dispose();
    return { inputGradient, gradients };
  };
}

/** The loss of a batch and its gradient with respect to what the last layer made. */
export function lossGradient(config: ModelConfig) {
  const differentiate = valueAndGrad(
    (x: Tensor, outer: Arrays, { places, ...batch }: Omit<Batch, 'tokens'>) => {
      const rows = wanted(x.reshape([-1, x.shape[2] as number]), x.shape[0] as number, 0, places);
      return crossEntropy(outputLayer(config, outer, rows), batch.targets, batch.weights);
    },
  );
  return (outer: Arrays, x: Tensor, batch: Omit<Batch, 'tokens'>): { loss: Tensor; gradient: Tensor } => {
    const [loss, gradient] = differentiate(x, outer, batch) as unknown as [Tensor, Tensor];
    return { loss, gradient };
  };
}

/** Logits [B·A, V] at the places [B, A] of what the last layer made. */
export function logitsAt(config: ModelConfig) {
  return (outer: Arrays, x: Tensor, places: Tensor): Tensor => {
    const rows = wanted(x.reshape([-1, x.shape[2] as number]), x.shape[0] as number, 0, places);
    return outputLayer(config, outer, rows);
  };
}
