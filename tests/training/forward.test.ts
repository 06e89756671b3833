import { beforeAll, expect, it } from 'vitest';
import { defaultDevice, init, np, toTensors } from '../../src/training/engine';
import type { ModelConfig } from '../../src/training/model/config';
import { forward } from '../../src/training/model/forward';
import { initialWeights } from '../../src/training/model/initial';
import { createRandom } from '../../src/training/random';
import { referenceLogits } from './reference';

const CONFIG: ModelConfig = {
  vocab_size: 31,
  hidden_size: 16,
  intermediate_size: 20,
  num_hidden_layers: 3,
  num_attention_heads: 2,
  max_position_embeddings: 16,
  rope_theta: 10000,
  rms_norm_eps: 1e-5,
};

beforeAll(async () => {
  await init('wasm');
  defaultDevice('wasm');
});

it('computes what the formulas say, for every row of a batch', async () => {
  const random = createRandom(3, 'forward');
  const weights = initialWeights(CONFIG, random);
  const rows = Array.from({ length: 3 }, () => Array.from({ length: 9 }, () => random.integer(31)));
  const tokens = np.array(Int32Array.from(rows.flat()), { shape: [3, 9] });
  const logits = await forward(CONFIG, toTensors(weights), tokens).data();
  const expected = rows.flatMap((row) => referenceLogits(CONFIG, weights, row)).flat();
  const differences = expected.map((value, at) => Math.abs(value - (logits[at] as number)));
  expect(Math.max(...differences)).toBeLessThan(1e-4);
});
