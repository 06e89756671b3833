import { np, type Tensors } from '../engine';
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
        const { down, downBias, up, upBias } = names(layer, sublayer);
        const part = (name: string) => (trainable[name] as Tensors[string]).ref;
        const narrow = np.maximum(linear(output.ref, part(down)).add(part(downBias)), 0);
        return output.add(linear(narrow, part(up)).add(part(upBias)));
      },
    }),
  }),
};

const SUBLAYERS: readonly Sublayer[] = ['attention', 'feedForward'];

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
