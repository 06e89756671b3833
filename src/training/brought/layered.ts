/**
 * The model layer by layer, as functions to be compiled once for all layers: a layer's tensors come under the names of
 * layer 0. Between layers only the signal [B, T, H] is kept, and a layer is computed again when its gradient is due, as
 * the slides' formula assumes. So weights in 4 bits are in float32 for one layer at a time.
 */
import { dispose, np, type Tensor, valueAndGrad, vjp } from '../engine';
import type { Prepared } from '../methods/method';
import type { ModelConfig } from '../model/config';
import {
  attentionBlock,
  createRoom,
  disposeRoom,
  embed,
  feedForwardBlock,
  lastNorm,
  outputLayer,
  outputWeight,
  wanted,
} from '../model/forward';
import { crossEntropy } from '../model/loss';

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
    // The weights are an argument too, whose gradient nobody asks for and the compiler leaves out: for what a function
    // takes from outside the engine would hold zeros of the same size.
    const [output, pullBack] = vjp(layer, [trainable, weights, x]);
    output.dispose();
    const [gradients, unasked, inputGradient] = pullBack(outputGradient);
    pullBack.dispose();
    dispose(unasked);
    return { inputGradient, gradients };
  };
}

/** Logits [B·A, V] at the places [B, A] of what the last layer made; at all of them without. */
export function logitsAt(config: ModelConfig) {
  return (outer: Arrays, x: Tensor, places?: Tensor): Tensor => outputLayer(config, outer, asked(x, places));
}

const asked = (x: Tensor, places: Tensor | undefined): Tensor => {
  const [batch, , width] = x.shape as [number, number, number];
  return wanted(x.reshape([-1, width]), batch, 0, places);
};

/** The loss and its gradient with respect to the logits. */
export function lossGradient(
  logits: Tensor,
  targets: Tensor,
  weights: Tensor,
): { loss: Tensor; gradient: Tensor } {
  const [loss, gradient] = valueAndGrad((each: Tensor) => crossEntropy(each, targets, weights))(
    logits,
  ) as unknown as [Tensor, Tensor];
  return { loss, gradient };
}

/**
 * The gradient of what the last layer made, from that of the logits. Apart from the logits, since the engine copies a
 * matrix that one compiled function uses twice, and the output layer's is the largest of all.
 */
export function outputGradient(config: ModelConfig) {
  return (outer: Arrays, x: Tensor, logitsGradient: Tensor, places?: Tensor): Tensor => {
    const hidden = np.matmul(logitsGradient, outputWeight(config, outer));
    const [output, pullBack] = vjp((signal: Tensor) => lastNorm(config, outer, asked(signal, places)), [x]);
    output.dispose();
    const [gradient] = pullBack(hidden);
    pullBack.dispose();
    return gradient;
  };
}
