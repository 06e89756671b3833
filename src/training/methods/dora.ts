import { lax, np, type Tensors } from '../engine';
import { matrixName } from '../model/config';
import { type Adaptation, linear, type Place } from '../model/forward';
import { factorNames, loraScale, lowRankFactors } from './lora';
import type { Method, Prepared, Start } from './method';

/**
 * Weight-decomposed low-rank adaptation (Liu et al. 2024): the matrix W + s·B·A keeps its direction from LoRA, and the
 * length of each of its rows is a trained number m, which starts at the length that the row of W has.
 */
export const dora: Method = { id: 'dora', prepare: (start) => prepare(start, true) };

/** DoRA with the whole gradient: what its gradients are checked on, since differences see what the paper leaves out. */
export const doraWithWholeGradient: Method = { id: 'dora', prepare: (start) => prepare(start, false) };

/** Keeps the division by a row's length finite. */
export const SMALLEST_LENGTH = 1e-12;

function prepare(start: Start, normIsConstant: boolean): Prepared {
  return {
    frozen: start.base,
    trainable: { ...lowRankFactors(start), ...rowLengths(start) },
    weights: (frozen) => frozen,
    adapt: (trainable) => decomposed(trainable, start, normIsConstant),
  };
}

/** The name of the trained lengths of a matrix's rows, as PEFT writes it. */
export const lengthName = ({ layer, matrix }: Place): string =>
  `${matrixName(layer, matrix)}.lora_magnitude_vector.weight`;

function rowLengths({ base, config, options }: Start) {
  const lengths: Record<string, { shape: number[]; data: Float32Array<ArrayBuffer> }> = {};
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const matrix of options.targets) {
      const { shape, data } = base[`${matrixName(layer, matrix)}.weight`] as (typeof base)[string];
      const [rows, columns] = shape as [number, number];
      const norms = Float32Array.from({ length: rows }, (_, row) =>
        Math.hypot(...data.subarray(row * columns, (row + 1) * columns)),
      );
      lengths[lengthName({ layer, matrix })] = { shape: [rows], data: norms };
    }
  }
  return lengths;
}

function decomposed(trainable: Tensors, { options }: Start, normIsConstant: boolean): Adaptation {
  const scale = loraScale(options);
  return {
    linear: (place, input, weight) => {
      const { a, b } = factorNames(place);
      const [down, up] = [trainable[a], trainable[b]];
      const length = trainable[lengthName(place)];
      if (!down || !up || !length) return linear(input, weight);
      const scaled = up.ref.mul(scale);
      const direction = weight.ref.add(np.matmul(scaled.ref, down.ref));
      // The paper treats the norm as a constant in the backward pass (its §4.3): less memory, same accuracy.
      const rows = np.sqrt(direction.ref.mul(direction).sum(-1));
      // A row of zeros has the length 0, and stays one: 0 times its direction, whatever that is.
      const norm = np.maximum(normIsConstant ? lax.stopGradient(rows) : rows, SMALLEST_LENGTH);
      const update = linear(linear(input.ref, down.ref), scaled);
      return linear(input, weight)
        .add(update)
        .mul(length.ref.mul(np.reciprocal(norm)));
    },
  };
}
