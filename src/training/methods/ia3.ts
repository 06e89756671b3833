import { np } from '../engine';
import { type Matrix, matrixName, matrixShape } from '../model/config';
import { linear, type Place } from '../model/forward';
import { ones } from './initial';
import type { Method } from './method';

/** (IA)³ scales the outputs of the first two, and what goes into the third. */
export const SCALED: readonly Matrix[] = ['k_proj', 'v_proj', 'down_proj'];

/** (IA)³ (Liu et al. 2022): keys, values and the inner width of the feed-forward network times a trained vector of ones. */
export const ia3: Method = {
  id: 'ia3',
  prepare: ({ base, config }) => {
    const trainable: Record<string, ReturnType<typeof ones>> = {};
    for (let layer = 0; layer < config.num_hidden_layers; layer++) {
      for (const matrix of SCALED) {
        const [outputs, inputs] = matrixShape(config, matrix);
        trainable[vectorName({ layer, matrix })] = ones([matrix === 'down_proj' ? inputs : outputs]);
      }
    }
    return {
      frozen: base,
      trainable,
      weights: (frozen) => frozen,
      adapt: (vectors) => ({
        linear: (place, input, weight) => {
          const vector = vectors[vectorName(place)];
          if (!vector) return linear(input, weight);
          if (place.matrix === 'down_proj') return linear(input.mul(vector.ref), weight);
          return np.multiply(linear(input, weight), vector.ref);
        },
      }),
    };
  },
};

/** The name of a matrix's trained vector, as PEFT writes it. */
export const vectorName = ({ layer, matrix }: Place): string => `${matrixName(layer, matrix)}.ia3_l`;
