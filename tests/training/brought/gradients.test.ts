import { beforeAll, describe, expect, it } from 'vitest';
import { loadBase } from '../../../src/training/brought/base';
import { openCheckpoint, readTensor } from '../../../src/training/brought/checkpoint';
import { Decoder } from '../../../src/training/brought/decoder';
import { defaultDevice, init, type NamedValues, np, toDeviceArrays } from '../../../src/training/engine';
import { checkGradients } from '../../../src/training/gradientCheck';
import { METHODS } from '../../../src/training/methods';
import { type ModelConfig, sizeOf } from '../../../src/training/model/config';
import { createRandom } from '../../../src/training/random';
import { Training } from '../../../src/training/training';
import { ALL_MATRICES, FAMILIES, familyFiles } from './support';

/** Everything in which a brought model may differ from the tiny one. */
const GENERAL: ModelConfig = {
  vocab_size: 11,
  hidden_size: 4,
  intermediate_size: 6,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 2,
  max_position_embeddings: 8,
  rope_theta: 10000,
  rms_norm_eps: 1e-5,
  tie_word_embeddings: false,
  biases: ['q_proj', 'k_proj', 'v_proj', 'up_proj'],
  rope_scaling: { rope_type: 'linear', factor: 2 },
};

describe('gradients against central differences in float64', () => {
  it.each(['lora', 'full'] as const)(
    '%s',
    async (method) => {
      const { rows, worst } = await checkGradients(method, ALL_MATRICES, '', GENERAL);
      expect(rows.some(({ backward }) => Math.abs(backward) > 1e-4)).toBe(true);
      expect(worst).toBeLessThan(1e-7);
    },
    60_000,
  );
});

describe('training layer by layer', () => {
  beforeAll(async () => {
    await init('wasm');
    defaultDevice('wasm');
  });

  const [rows, length, places] = [2, 8, 3] as const;

  function batch(step: number) {
    const random = createRandom(step, 'batch');
    const ids = (count: number, below: number) =>
      Int32Array.from({ length: count }, () => random.integer(below));
    return {
      tokens: np.array(ids(rows * length, 32), { shape: [rows, length] }),
      places: np.array(ids(rows * places, length), { shape: [rows, places] }),
      targets: np.array(ids(rows * places, 32)),
      weights: np.array(new Float32Array(rows * places).fill(1 / (rows * places))),
    };
  }

  it.each(FAMILIES.flatMap((name) => (['lora', 'qlora'] as const).map((method) => [name, method] as const)))(
    'goes where training in one piece goes: %s, %s',
    async (name, method) => {
      const checkpoint = await openCheckpoint(familyFiles(name));
      const base: Record<string, NamedValues[string]> = {};
      for (const [tensor, { shape }] of checkpoint.tensors) {
        base[tensor] = { shape, data: await readTensor(checkpoint, tensor, new Float32Array(sizeOf(shape))) };
      }
      const { config } = checkpoint;
      const prepared = METHODS[method].prepare({
        ...{ config, base, options: ALL_MATRICES },
        random: createRandom(2, 'start'),
      });
      const whole = new Training(config, prepared, toDeviceArrays(prepared.frozen));
      const held = await loadBase(checkpoint, method, () => {});
      const layered = new Decoder(config, ALL_MATRICES, held, createRandom(2, 'start'));
      for (let step = 1; step <= 3; step++) {
        const expected = await whole.train(batch(step), 0.01);
        expect(await layered.train(batch(step), 0.01)).toBeCloseTo(expected, 4);
      }
      const expected = await whole.trainedValues();
      const values = await layered.values();
      expect(Object.keys(values)).toEqual(Object.keys(expected));
      for (const [tensor, { shape, data }] of Object.entries(expected)) {
        expect(values[tensor]?.shape).toEqual(shape);
        const furthest = Math.max(
          ...data.map((value, at) => Math.abs(value - (values[tensor]?.data[at] ?? 9))),
        );
        // Three steps of Adam move a number by about 0.03: a wrong sign would show.
        expect(furthest, tensor).toBeLessThan(2e-3);
      }
      whole.dispose();
      layered.dispose();
    },
  );
});
