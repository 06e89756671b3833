import { beforeAll, describe, expect, it } from 'vitest';
import {
  defaultDevice,
  init,
  type NamedValues,
  np,
  references,
  type Tensors,
  toDeviceArrays,
  toTensors,
} from '../../src/training/engine';
import { isMergeable, mergedWeights } from '../../src/training/laboratory/merging';
import { BASE, Reader } from '../../src/training/laboratory/model';
import { openLedger } from '../../src/training/ledger';
import { METHODS } from '../../src/training/methods';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';
import { METHOD_IDS, type MethodId, type MethodOptions } from '../../src/training/methods/method';
import { MATRICES, type ModelConfig } from '../../src/training/model/config';
import { initialWeights } from '../../src/training/model/initial';
import { adamScalars } from '../../src/training/optimizer';
import { createRandom } from '../../src/training/random';
import { noMoments, trainingStep } from '../../src/training/step';
import type { Tokenizer } from '../../src/training/tokenizer';

const CONFIG: ModelConfig = {
  vocab_size: 300,
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  max_position_embeddings: 32,
  rope_theta: 10000,
  rms_norm_eps: 1e-5,
};
const OPTIONS: MethodOptions = {
  ...DEFAULT_OPTIONS,
  rank: 3,
  alpha: 6,
  targets: MATRICES,
  bottleneck: 5,
  virtualTokens: 4,
};
const [ROWS, LENGTH] = [2, 6];
const BASE_WEIGHTS = initialWeights(CONFIG, createRandom(1, 'weights'));
const TOKENS = Int32Array.from({ length: ROWS * LENGTH }, (_, i) => (i * 37) % 300);

beforeAll(async () => {
  await init('wasm');
  defaultDevice('wasm');
});

function prepare(id: MethodId, options = OPTIONS) {
  const random = createRandom(2, id);
  return METHODS[id].prepare({ config: CONFIG, options, base: BASE_WEIGHTS, random });
}

/** Logits of the first row, before training or with given values. */
async function logits(
  prepared: Pick<ReturnType<typeof prepare>, 'weights' | 'adapt'>,
  frozen: Tensors,
  trainable: NamedValues,
): Promise<Float32Array> {
  const reader = new Reader(CONFIG, {} as Tokenizer, prepared);
  return reader.logits({ frozen, trainable: toTensors(trainable) }, TOKENS.slice(0, LENGTH));
}
const largest = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, at) => Math.abs(value - (b[at] as number))));

/** Trains some steps on one batch. */
async function train(id: MethodId, steps: number, places?: readonly number[]) {
  const prepared = prepare(id);
  const step = trainingStep(CONFIG, prepared);
  const frozen = toDeviceArrays(prepared.frozen);
  let trainable = toTensors(prepared.trainable);
  let moments = noMoments(trainable);
  const losses: number[] = [];
  const asked = places ?? Array.from({ length: LENGTH }, (_, at) => at);
  const targets = Array.from({ length: ROWS }, (_, row) =>
    asked.map((at) => TOKENS[(row * LENGTH + at + 1) % TOKENS.length] as number),
  ).flat();
  for (let n = 1; n <= steps; n++) {
    const result = step(
      trainable,
      moments,
      references(frozen),
      {
        tokens: np.array(TOKENS, { shape: [ROWS, LENGTH] }),
        targets: np.array(Int32Array.from(targets)),
        weights: np.full([targets.length], 1 / targets.length),
        ...(places
          ? { places: np.array(Int32Array.from([...asked, ...asked]), { shape: [ROWS, asked.length] }) }
          : {}),
      },
      np.array(adamScalars(n, 1e-2)),
    );
    ({ trainable, moments } = result);
    losses.push((await result.loss.data())[0] as number);
  }
  const values: Record<string, NamedValues[string]> = {};
  for (const [name, tensor] of Object.entries(trainable)) {
    values[name] = { shape: tensor.shape, data: Float32Array.from(await tensor.ref.data()) };
  }
  return { losses, prepared, frozen, values };
}

describe('before the first step', () => {
  it.each(['lora', 'ia3', 'full'] as const)('%s computes what the base computes, to rounding', async (id) => {
    const base = await logits(BASE, toTensors(BASE_WEIGHTS), {});
    const prepared = prepare(id);
    const own = await logits(prepared, toDeviceArrays(prepared.frozen), prepared.trainable);
    expect(largest(own, base)).toBeLessThan(1e-6);
  });

  it.each([
    ['dora', 1e-5],
    ['adapter', 0.05],
  ] as const)('%s is within %f of it', async (id, bound) => {
    const base = await logits(BASE, toTensors(BASE_WEIGHTS), {});
    const prepared = prepare(id);
    const own = await logits(prepared, toDeviceArrays(prepared.frozen), prepared.trainable);
    expect(largest(own, base)).toBeLessThan(bound);
  });

  it('qlora computes what its 4-bit weights say, which is near', async () => {
    const base = await logits(BASE, toTensors(BASE_WEIGHTS), {});
    const prepared = prepare('qlora');
    const own = await logits(prepared, toDeviceArrays(prepared.frozen), prepared.trainable);
    expect(largest(own, base)).toBeGreaterThan(0);
    expect(largest(own, base)).toBeLessThan(1);
  });
});

describe('parameters', () => {
  const count = (values: NamedValues) =>
    Object.values(values).reduce((total, { data }) => total + data.length, 0);
  const [width, inner, layers] = [16, 24, 2];
  const inOut = layers * (4 * (width + width) + 3 * (width + inner));
  it.each([
    ['full', count(BASE_WEIGHTS)],
    ['lora', 3 * inOut],
    ['qlora', 3 * inOut],
    ['dora', 3 * inOut + layers * (5 * width + 2 * inner)],
    ['adapter', layers * 2 * (2 * 5 * width + 5 + width)],
    ['prefix', 4 * 2 * layers * width],
    ['prompt', 4 * width],
    ['ia3', layers * (2 * width + inner)],
  ] as const)('%s trains %i', (id, expected) => {
    expect(count(prepare(id).trainable)).toBe(expected);
  });

  it('holds QLoRA’s matrices in 4 bits and their constants in 8', () => {
    const { frozen } = prepare('qlora');
    const bytes = Object.entries(frozen)
      .filter(([name]) => /proj/.test(name))
      .reduce((total, [, { data }]) => total + data.byteLength, 0);
    const numbers = layers * (4 * width * width + 3 * width * inner);
    // Blocks of 64 are filled up, and each matrix has a scale and an offset of its own.
    expect(bytes / numbers).toBeGreaterThan(0.5);
    expect(bytes / numbers).toBeLessThan(0.6);
  });
});

describe('training', () => {
  it.each(METHOD_IDS)('%s lowers the loss on its batch', async (id) => {
    const { losses } = await train(id, 12);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)).toBeLessThan(losses[0] as number);
  });

  it('gives the same losses to the bit from the same seed', async () => {
    expect((await train('lora', 5)).losses).toEqual((await train('lora', 5)).losses);
  });

  it.each(METHOD_IDS)('%s asks at some places what it asks among all', async (id) => {
    const places = [2, 5];
    const some = await train(id, 1, places);
    const prepared = prepare(id);
    const rows: number[] = [];
    const reader = new Reader(CONFIG, {} as Tokenizer, prepared);
    for (let row = 0; row < ROWS; row++) {
      const all = await reader.logits(
        { frozen: toDeviceArrays(prepared.frozen), trainable: toTensors(prepared.trainable) },
        TOKENS.slice(row * LENGTH, (row + 1) * LENGTH),
      );
      for (const place of places) {
        const line = all.subarray(place * 300, (place + 1) * 300);
        const top = Math.max(...line);
        const total = line.reduce((sum, value) => sum + Math.exp(value - top), 0);
        const target = TOKENS[(row * LENGTH + place + 1) % TOKENS.length] as number;
        rows.push(Math.log(total) + top - (line[target] as number));
      }
    }
    const mean = rows.reduce((sum, each) => sum + each, 0) / rows.length;
    expect(some.losses[0]).toBeCloseTo(mean, 4);
  });

  it.each(METHOD_IDS.filter(isMergeable))('%s merged computes what it computes beside', async (id) => {
    const { prepared, frozen, values } = await train(id, 6);
    const learned = { method: id, config: CONFIG, options: OPTIONS, base: BASE_WEIGHTS, trained: values };
    const merged = await logits(BASE, toTensors(mergedWeights(learned)), {});
    expect(largest(await logits(prepared, frozen, values), merged)).toBeLessThan(1e-4);
  });

  it('keeps no bytes from one step to the next', async () => {
    const ledger = openLedger('wasm');
    const prepared = prepare('lora');
    const step = trainingStep(CONFIG, prepared);
    const frozen = toDeviceArrays(prepared.frozen);
    let trainable = toTensors(prepared.trainable);
    let moments = noMoments(trainable);
    const held: number[] = [];
    for (let n = 1; n <= 12; n++) {
      const result = step(
        trainable,
        moments,
        references(frozen),
        {
          tokens: np.array(TOKENS, { shape: [ROWS, LENGTH] }),
          targets: np.array(TOKENS),
          weights: np.full([TOKENS.length], 1 / TOKENS.length),
        },
        np.array(adamScalars(n, 1e-2)),
      );
      ({ trainable, moments } = result);
      await result.loss.data();
      held.push(ledger.held);
    }
    expect(new Set(held.slice(2)).size).toBe(1);
    expect(ledger.peak).toBeGreaterThan(held.at(-1) as number);
  });
});
