import { dispose, type NamedValues, toDeviceArrays, toTensors } from '../../src/training/engine';
import { type Pretrained, Reader } from '../../src/training/laboratory/model';
import { METHODS } from '../../src/training/methods';
import type { MethodId, MethodOptions } from '../../src/training/methods/method';
import { createRandom } from '../../src/training/random';

/** Logits [T · V] that the site computes for one row of tokens with a method's trained values. */
export async function siteLogits(
  { config, tokenizer, weights }: Pretrained,
  method: MethodId,
  options: MethodOptions,
  values: NamedValues,
  tokens: readonly number[],
): Promise<Float32Array> {
  const prepared = METHODS[method].prepare({
    config,
    options,
    base: weights,
    random: createRandom(1, 'any'),
  });
  const weighted = { frozen: toDeviceArrays(prepared.frozen), trainable: toTensors(values) };
  const reader = new Reader(config, tokenizer, prepared);
  const logits = await reader.logits(weighted, Int32Array.from(tokens));
  reader.dispose();
  dispose(weighted.frozen);
  dispose(weighted.trainable);
  return logits;
}
