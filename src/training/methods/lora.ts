import type { NamedValues, Tensors } from '../engine';
import { matrixName, matrixShape } from '../model/config';
import { type Adaptation, linear, type Place } from '../model/forward';
import { gaussian, kaimingUniform, zeros } from './initial';
import type { Method, MethodOptions, Start } from './method';

/**
 * Low-rank adaptation (Hu et al. 2022): W stays, and y = x·Wᵀ + s·(x·Aᵀ)·Bᵀ with A [r, in], B [out, r]. Only A and B are
 * trained. B starts at zero, so that the first output is the pretrained one.
 */
export const lora: Method = {
  id: 'lora',
  prepare: (start) => ({
    frozen: start.base,
    trainable: lowRankFactors(start),
    weights: (frozen) => frozen,
    adapt: (trainable) => lowRankUpdate(trainable, start.options),
  }),
};

/** s: α/r in the paper, α/√r in rsLoRA (Kalajdzievski 2023), which keeps its size as the rank grows. */
export function loraScale({ alpha, rank, scaling }: MethodOptions): number {
  return scaling === 'rank' ? alpha / rank : alpha / Math.sqrt(rank);
}

/** The names of a matrix's factors, as PEFT writes them. */
export function factorNames({ layer, matrix }: Place): { a: string; b: string } {
  const name = matrixName(layer, matrix);
  return { a: `${name}.lora_A.weight`, b: `${name}.lora_B.weight` };
}

/** A and B of every target in every layer, at their first values. */
export function lowRankFactors({ config, options, random }: Start): NamedValues {
  const factors: Record<string, NamedValues[string]> = {};
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const matrix of options.targets) {
      const [outputs, inputs] = matrixShape(config, matrix);
      const { a, b } = factorNames({ layer, matrix });
      const shape = [options.rank, inputs];
      // PEFT's default is Kaiming-uniform with a = √5; the paper's text says Gaussian (PEFT's divides by the rank).
      factors[a] =
        options.start === 'kaiming'
          ? kaimingUniform(shape, random)
          : gaussian(shape, 1 / options.rank, random);
      factors[b] = zeros([outputs, options.rank]);
    }
  }
  return factors;
}

export function lowRankUpdate(trainable: Tensors, options: MethodOptions): Adaptation {
  const scale = loraScale(options);
  return {
    linear: (place, input, weight) => {
      const { a, b } = factorNames(place);
      const [down, up] = [trainable[a], trainable[b]];
      if (!down || !up) return linear(input, weight);
      const update = linear(linear(input.ref, down.ref), up.ref.mul(scale));
      return linear(input, weight).add(update);
    },
  };
}
