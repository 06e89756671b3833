import { blockUntilReady, defaultDevice, init, np, toDeviceArrays } from '../../../src/training/engine';
import { METHODS } from '../../../src/training/methods';
import { DEFAULT_OPTIONS } from '../../../src/training/methods/defaults';
import type { MethodId } from '../../../src/training/methods/method';
import { MATRICES, type ModelConfig } from '../../../src/training/model/config';
import { initialWeights } from '../../../src/training/model/initial';
import { createRandom } from '../../../src/training/random';
import { Training } from '../../../src/training/training';

const CONFIG: ModelConfig = {
  vocab_size: 96,
  hidden_size: 32,
  intermediate_size: 96,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  max_position_embeddings: 32,
  rope_theta: 10000,
  rms_norm_eps: 1e-5,
};
const OPTIONS = { ...DEFAULT_OPTIONS, rank: 4, targets: MATRICES, bottleneck: 8, virtualTokens: 4 };
const [ROWS, LENGTH] = [4, 12];

/** Losses of the first steps of a method on one back end, each step on a batch of its own out of four. */
async function losses(backend: 'wasm' | 'webgpu', method: MethodId, steps: number): Promise<number[]> {
  const ready = await init(backend);
  if (!ready.includes(backend)) throw new Error(`no ${backend} here`);
  defaultDevice(backend);
  const base = initialWeights(CONFIG, createRandom(1, 'parity', 'base'));
  const random = createRandom(1, 'parity', method);
  const prepared = METHODS[method].prepare({ config: CONFIG, options: OPTIONS, base, random });
  const training = new Training(CONFIG, prepared, toDeviceArrays(prepared.frozen));
  const result: number[] = [];
  for (let step = 0; step < steps; step++) {
    const draw = createRandom(1, 'parity', 'batch', step % 4);
    const tokens = Int32Array.from({ length: ROWS * LENGTH }, () => draw.integer(CONFIG.vocab_size));
    const targets = tokens.map((token) => (token * 7) % 16);
    const batch = {
      tokens: np.array(tokens, { shape: [ROWS, LENGTH] }),
      targets: np.array(targets),
      weights: np.full([ROWS * LENGTH], 1 / (ROWS * LENGTH)),
    };
    result.push(await training.train(batch, 1e-2));
  }
  await blockUntilReady(training.trainable);
  training.dispose();
  return result;
}

export type Losses = typeof losses;

Object.assign(globalThis, { losses });
