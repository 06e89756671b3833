import { np, type Tensor, type Tensors } from '../engine';
import { linear, type Sublayer } from '../model/forward';
import { gaussian, zeros } from './initial';
import type { Method, Start } from './method';

/** The standard deviation of the first values. Small, so that an adapter starts close to the identity. */
const DEVIATION = 0.01;

/**
 * Bottleneck adapters (Houlsby et al. 2019): behind each of the two sublayers, before its residual sum,
 * h ← h + σ(h·Wd + bd)·Wu + bu with a narrow middle. They are further layers, and cannot be merged into the weights.
 */
export const adapter: Method = {
  id: 'adapter',
  prepare: (start) => ({
    frozen: start.base,
    trainable: bottlenecks(start),
    weights: (frozen) => frozen,
    adapt: (trainable) => ({
      afterSublayer: (layer, sublayer, output) => {
        const narrow = narrowed(trainable, layer, sublayer, output.ref);
        return output.add(widened(trainable, layer, sublayer, narrow));
      },
    }),
  }),
};

export const SUBLAYERS: readonly Sublayer[] = ['attention', 'feedForward'];

/** σ(h·Wd + bd): a sublayer's output [N, H] in the narrow middle of its adapter, [N, R]. Uses up `output`. */
export function narrowed(trainable: Tensors, layer: number, sublayer: Sublayer, output: Tensor): Tensor {
  const { down, downBias } = names(layer, sublayer);
  return np.maximum(linear(output, part(trainable, down)).add(part(trainable, downBias)), 0);
}

/** What the adapter adds to h: its narrow middle [N, R] times Wu, plus bu, [N, H]. Uses up `narrow`. */
export function widened(trainable: Tensors, layer: number, sublayer: Sublayer, narrow: Tensor): Tensor {
  const { up, upBias } = names(layer, sublayer);
  return linear(narrow, part(trainable, up)).add(part(trainable, upBias));
}

const part = (trainable: Tensors, name: string): Tensor => (trainable[name] as Tensor).ref;

function names(layer: number, sublayer: Sublayer) {
  const name = `model.layers.${layer}.adapter_${sublayer === 'attention' ? 'attention' : 'mlp'}`;
  return {
    down: `${name}.down.weight`,
    downBias: `${name}.down.bias`,
    up: `${name}.up.weight`,
    upBias: `${name}.up.bias`,
  };
}

function bottlenecks({ config, options, random }: Start) {
  const { hidden_size: width, num_hidden_layers: layers } = config;
  const values: Record<string, ReturnType<typeof zeros>> = {};
  for (let layer = 0; layer < layers; layer++) {
    for (const sublayer of SUBLAYERS) {
      const { down, downBias, up, upBias } = names(layer, sublayer);
      values[down] = gaussian([options.bottleneck, width], DEVIATION, random);
      values[downBias] = zeros([options.bottleneck]);
      values[up] = gaussian([width, options.bottleneck], DEVIATION, random);
      values[upBias] = zeros([width]);
    }
  }
  return values;
}
