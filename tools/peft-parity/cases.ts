/** What is compared: one small adapter of every kind on the model that is shipped, and the whole model. */
import type { NamedValues } from '../../src/training/engine';
import type { Pretrained } from '../../src/training/laboratory/model';
import { METHODS } from '../../src/training/methods';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';
import type { MethodId, MethodOptions } from '../../src/training/methods/method';
import { MATRICES } from '../../src/training/model/config';
import type { Trained } from '../../src/training/peft/write';
import { createRandom } from '../../src/training/random';

interface Case {
  readonly method: MethodId;
  readonly options: Partial<MethodOptions>;
}

export const CASES: Readonly<Record<string, Case>> = {
  lora: { method: 'lora', options: { rank: 3, alpha: 6, targets: ['q_proj', 'v_proj', 'down_proj'] } },
  rslora: {
    method: 'lora',
    options: { rank: 4, alpha: 10, scaling: 'sqrtRank', targets: ['k_proj', 'o_proj', 'up_proj'] },
  },
  dora: { method: 'dora', options: { rank: 2, alpha: 3, targets: MATRICES } },
  qlora: { method: 'qlora', options: { rank: 2, alpha: 4, targets: ['q_proj', 'v_proj', 'gate_proj'] } },
  prefix: { method: 'prefix', options: { virtualTokens: 5 } },
  'prefix-network': { method: 'prefix', options: { virtualTokens: 3, prefixHidden: 8 } },
  prompt: { method: 'prompt', options: { virtualTokens: 4 } },
  ia3: { method: 'ia3', options: {} },
  // A width that does not divide the model's.
  adapter: { method: 'adapter', options: { bottleneck: 5 } },
  full: { method: 'full', options: {} },
};

/** What the models read. */
export const TEXT = 'Mara has a red lamp. The lamp is';

/**
 * A method with values as training leaves them: none of them at its start, so that every factor, bias and scale shows in
 * the logits.
 */
export function trainedCase(name: string, { config, weights }: Pretrained): Trained {
  const { method, options } = CASES[name] as Case;
  const all = { ...DEFAULT_OPTIONS, ...options };
  const base = { config, options: all, base: weights };
  if (method === 'full') return { ...base, method, values: changedWeights(weights) };
  const { trainable } = METHODS[method].prepare({ ...base, random: createRandom(5, name, 'start') });
  const random = createRandom(5, name, 'noise');
  const values = Object.entries(trainable).map(([tensor, { shape, data }]) => {
    const changed = data.map(
      (value) => value * (1 + 0.2 * random.uniform()) + 0.2 * (random.uniform() - 0.5),
    );
    return [tensor, { shape, data: changed }] as const;
  });
  return { ...base, method, values: Object.fromEntries(values) };
}

/** Every weight a few hundredths larger or smaller, in a pattern: no file of four megabytes need be kept for it. */
export function changedWeights(weights: NamedValues): NamedValues {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((value, at) => value * (1 + ((at % 7) - 3) / 64)) },
    ]),
  );
}
