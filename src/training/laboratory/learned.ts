/** What a method learned, seen as changes ΔW of the model's matrices. */
import type { NamedValues, Values } from '../engine';
import { lengthName, SMALLEST_LENGTH } from '../methods/dora';
import { factorNames, loraScale } from '../methods/lora';
import type { MethodOptions } from '../methods/method';
import { MATRICES, type Matrix, type ModelConfig, matrixName } from '../model/config';
import { productSpectrum, singularValues } from '../spectrum';
import type { Inspection, LabMethod, MatrixValues, Spectrum } from './api';

/** What of a trained method the functions below look at. */
export interface Learned {
  readonly method: LabMethod;
  readonly config: ModelConfig;
  readonly options: MethodOptions;
  /** The pretrained weights, and what was trained. */
  readonly base: NamedValues;
  readonly trained: NamedValues;
}

/** B·A times `scale`: A [r, in], B [out, r] → [out, in]. */
export function product(up: Values, down: Values, scale: number): Values {
  const [outputs, rank] = up.shape as [number, number];
  const inputs = down.shape[1] as number;
  const data = new Float32Array(outputs * inputs);
  for (let row = 0; row < outputs; row++) {
    for (let k = 0; k < rank; k++) {
      const factor = (up.data[row * rank + k] as number) * scale;
      for (let column = 0; column < inputs; column++) {
        (data[row * inputs + column] as number) += factor * (down.data[k * inputs + column] as number);
      }
    }
  }
  return { shape: [outputs, inputs], data };
}

/** A and B of a matrix, where the method has them. */
function factors({ trained }: Learned, layer: number, matrix: Matrix) {
  const { a, b } = factorNames({ layer, matrix });
  const [down, up] = [trained[a], trained[b]];
  return down && up ? { down, up } : undefined;
}

/** The change of one matrix; undefined where the method changes no matrices, or not this one. */
export function update(learned: Learned, layer: number, matrix: Matrix): Values | undefined {
  const { method, base, trained, options } = learned;
  const name = `${matrixName(layer, matrix)}.weight`;
  const before = base[name] as Values;
  if (method === 'full') {
    const after = trained[name] as Values;
    return { shape: before.shape, data: after.data.map((value, at) => value - (before.data[at] as number)) };
  }
  const pair = factors(learned, layer, matrix);
  if (!pair) return undefined;
  const low = product(pair.up, pair.down, loraScale(options));
  const lengths = trained[lengthName({ layer, matrix })];
  if (!lengths) return low;
  // DoRA: the rows of W + ΔW at their trained lengths, less W.
  const [rows, columns] = before.shape as [number, number];
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    let square = 0;
    for (let at = from; at < from + columns; at++) {
      square += ((before.data[at] as number) + (low.data[at] as number)) ** 2;
    }
    const factor = (lengths.data[row] as number) / Math.max(Math.sqrt(square), SMALLEST_LENGTH);
    for (let at = from; at < from + columns; at++) {
      const old = before.data[at] as number;
      data[at] = (old + (low.data[at] as number)) * factor - old;
    }
  }
  return { shape: before.shape, data };
}

/** The singular values of every ΔW of one matrix kind in every layer that the method changes. */
export function spectra(learned: Learned, matrices: readonly Matrix[] = MATRICES): Spectrum[] {
  const result: Spectrum[] = [];
  for (let layer = 0; layer < learned.config.num_hidden_layers; layer++) {
    for (const matrix of matrices) {
      const pair = learned.method === 'dora' ? undefined : factors(learned, layer, matrix);
      const change = pair ? undefined : update(learned, layer, matrix);
      if (!pair && !change) continue;
      const values = pair
        ? productSpectrum(pair.up, pair.down, loraScale(learned.options))
        : singularValues(change as Values);
      result.push({ layer, matrix, values: [...values].slice(0, SHOWN) });
    }
  }
  return result;
}

/** Singular values beyond these are not sent to the page. */
const SHOWN = 64;

const seen = ({ shape, data }: Values): MatrixValues => ({
  rows: shape[0] as number,
  columns: shape[1] as number,
  data,
});

/** W, A, B and ΔW of one matrix. ΔW is zero where the method leaves the matrix alone. */
export function inspect(learned: Learned, layer: number, matrix: Matrix): Inspection {
  const weight = learned.base[`${matrixName(layer, matrix)}.weight`] as Values;
  const change = update(learned, layer, matrix) ?? {
    shape: weight.shape,
    data: new Float32Array(weight.data.length),
  };
  const pair = factors(learned, layer, matrix);
  return {
    weight: seen({ shape: weight.shape, data: weight.data.slice() }),
    ...(pair ? { down: seen(pair.down), up: seen(pair.up) } : {}),
    update: seen(change),
  };
}
