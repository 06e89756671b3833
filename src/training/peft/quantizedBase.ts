import { dequantizeNf4, doubleDequantize, doubleQuantize, quantizeNf4 } from '../../theory/quantization/nf4';
import type { NamedValues } from '../engine';
import { MATRICES, type ModelConfig, matrixName } from '../model/config';

/**
 * The weights that QLoRA computes with: every matrix of a layer to NF4 with double quantization and back, in float32. What
 * bitsandbytes makes of the same base on a GPU may differ in the last digits of a block's constant.
 */
export function dequantizedBase(config: ModelConfig, base: NamedValues): NamedValues {
  const weights = { ...base };
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const matrix of MATRICES) {
      const name = `${matrixName(layer, matrix)}.weight`;
      const { shape, data } = base[name] as NamedValues[string];
      const nf4 = quantizeNf4(data);
      const absmax = doubleDequantize(doubleQuantize(nf4.absmax));
      weights[name] = { shape, data: dequantizeNf4({ ...nf4, absmax }) };
    }
  }
  return weights;
}
