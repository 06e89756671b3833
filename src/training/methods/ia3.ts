import { np } from '../engine';
import { type Matrix, matrixName, matrixShape } from '../model/config';
import { linear } from '../model/forward';
import { ones } from './initial';
import type { Method } from './method';

/** (IA)³ scales the outputs of the first two, and what goes into the third. */
const SCALED: readonly Matrix[] = ['k_proj', 'v_proj', 'down_proj'];

/** (IA)³ (Liu et al. 2022): keys, values and the inner width of the feed-forward network times a trained vector of ones. */
export const ia3: Method = {
  id: 'ia3',
  prepare: ({ base, config }) => {
    const trainable: Record<string, ReturnType<typeof ones>> = {};
    for (let layer = 0; layer < config.num_hidden_layers; layer++) {
      for (const matrix of SCALED) {
        const [outputs, inputs] = matrixShape(config, matrix);
        trainable[name(layer, matrix)] = ones([matrix === 'down_proj' ? inputs : outputs]);
      }
    }
    return {
      frozen: base,
      trainable,
      weights: (frozen) => frozen,
      adapt: (vectors) => ({
        linear: ({ layer, matrix }, input, weight) => {
          const vector = vectors[name(layer, matrix)];
          if (!vector) return linear(input, weight);
          if (matrix === 'down_proj') return linear(input.mul(vector.ref), weight);
          return np.multiply(linear(input, weight), vector.ref);
        },
      }),
    };
  },
};

const name = (layer: number, matrix: Matrix) => `${matrixName(layer, matrix)}.ia3_l`;
