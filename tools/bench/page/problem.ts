import type { NamedValues } from '../../../src/training/engine';
import { DEFAULT_OPTIONS } from '../../../src/training/methods/defaults';
import type { MethodOptions, Start } from '../../../src/training/methods/method';
import { initialWeights } from '../../../src/training/model/initial';
import { createRandom } from '../../../src/training/random';
import { CONFIG } from '../../pretrain/settings';

/** What every engine trains: one model, one batch, one learning rate. */
export { CONFIG };

export const BATCH = { rows: 16, length: 64 };

export const LEARNING_RATE = 5e-3;

/** Rank 8 on q, k, v and o. */
export const OPTIONS: MethodOptions = DEFAULT_OPTIONS;

/** The words that follow: few, so that a few steps lower the loss by much. */
const FOLLOWING = 32;

/** The same values on every call. */
export function start(): Start {
  const base: NamedValues = initialWeights(CONFIG, createRandom(1, 'bench', 'base'));
  return { config: CONFIG, options: OPTIONS, base, random: createRandom(1, 'bench', 'method') };
}

/** Rows of `BATCH`; every token counts in the loss. */
export function batch() {
  const random = createRandom(1, 'bench', 'batch');
  const count = BATCH.rows * BATCH.length;
  const tokens = Int32Array.from({ length: count }, () => random.integer(CONFIG.vocab_size));
  const targets = Int32Array.from({ length: count }, () => random.integer(FOLLOWING));
  return { tokens, targets, weights: new Float32Array(count).fill(1 / count) };
}
