import type { NamedValues, Values } from '../engine';
import { PeftError } from './error';

/**
 * The table [P, 2·L·H] of a prefix: as it was trained, or as the network makes it that trained it. PEFT too keeps the
 * network's output alone. Sums in float64.
 */
export function prefixTable(values: NamedValues): Values {
  const direct = values['prompt_embeddings'];
  if (direct) return direct;
  const part = (name: string): Values => {
    const value = values[name];
    if (!value) throw new PeftError('missingTensor', name);
    return value;
  };
  const hidden = layer(part('embedding.weight'), part('transform.0.weight'), part('transform.0.bias'));
  const active = { ...hidden, data: hidden.data.map(Math.tanh) };
  return layer(active, part('transform.2.weight'), part('transform.2.bias'));
}

/** x·Wᵀ + b for x [N, in], W [out, in] and b [out]. */
function layer(input: Values, weight: Values, bias: Values): Values {
  const [rows, inputs] = input.shape as [number, number];
  const outputs = weight.shape[0] as number;
  const data = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    for (let output = 0; output < outputs; output++) {
      let sum = bias.data[output] as number;
      for (let at = 0; at < inputs; at++) {
        sum += (input.data[row * inputs + at] as number) * (weight.data[output * inputs + at] as number);
      }
      data[row * outputs + output] = sum;
    }
  }
  return { shape: [rows, outputs], data };
}
