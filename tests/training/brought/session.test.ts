import { beforeAll, describe, expect, it } from 'vitest';
import type { BroughtProgress, BroughtSetup, Pair } from '../../../src/training/brought/api';
import { WorkingModel } from '../../../src/training/brought/session';
import { init } from '../../../src/training/engine';
import { readSafetensors, writeSafetensors } from '../../../src/training/formats/safetensors';
import { unzip } from '../../../src/training/peft/archive';
import { file, SMALL, tensorsOf } from './support';
import { smolTokenizer } from './tokenizers';

const { json, config: tokenizerConfig } = smolTokenizer();
const CONFIG = {
  ...{
    ...SMALL,
    hidden_size: 32,
    intermediate_size: 40,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    vocab_size: 320,
  },
  tie_word_embeddings: true,
};
const FILES = [
  file('config.json', JSON.stringify(CONFIG)),
  file('tokenizer.json', JSON.stringify(json)),
  file('tokenizer_config.json', JSON.stringify(tokenizerConfig)),
  file('model.safetensors', writeSafetensors(tensorsOf(CONFIG))),
];

const SETUP: BroughtSetup = {
  method: 'lora',
  rank: 8,
  alpha: 16,
  targets: 'all',
  learningRate: 0.03,
  steps: 60,
  batch: 2,
  length: 16,
  seed: 3,
  backend: 'wasm',
};

const PAIRS: readonly Pair[] = [
  { prompt: 'the cat', answer: 'sat' },
  { prompt: 'red', answer: 'blue' },
  { prompt: '你好', answer: '世界' },
];

const silent = () => {};

beforeAll(async () => {
  await init('wasm');
});

async function loaded(setup: Partial<BroughtSetup> = {}): Promise<WorkingModel> {
  const model = new WorkingModel();
  expect(await model.open(FILES)).toMatchObject({ ok: true });
  expect(await model.load({ ...SETUP, ...setup }, silent)).toEqual({ ok: true, value: null });
  return model;
}

async function losses(model: WorkingModel, stopAfter?: number): Promise<number[]> {
  const told: BroughtProgress[] = [];
  const answer = await model.train(PAIRS, (progress) => {
    told.push(progress);
    if (progress.done === stopAfter) model.stop();
  });
  expect(answer).toEqual({ ok: true, value: { steps: stopAfter ?? SETUP.steps } });
  expect(told[0]?.phase).toBe('compile');
  return told.slice(1).map(({ loss }) => loss as number);
}

const ask = async (model: WorkingModel, prompt: string, adapted: boolean) => {
  const answer = await model.generate(prompt, { tokens: 4, adapted }, silent);
  if (!answer.ok) throw new Error(JSON.stringify(answer.trouble));
  return answer.value.trim();
};

describe('a brought model', () => {
  it.each(['lora', 'qlora'] as const)('learns pairs by %s and answers them', async (method) => {
    const model = await loaded({ method });
    const before = await ask(model, 'the cat', true);
    expect(before).toBe(await ask(model, 'the cat', false));
    const told = await losses(model);
    expect(told.every(Number.isFinite)).toBe(true);
    expect(told.at(-1)).toBeLessThan(0.2);
    for (const { prompt, answer } of PAIRS) expect(await ask(model, prompt, true)).toBe(answer);
    // The base under the adapter has not moved.
    expect(await ask(model, 'the cat', false)).toBe(before);
    await model.close();
  });

  it('has the same losses from the same seed, and others from another', async () => {
    const runs: number[][] = [];
    for (const seed of [3, 3, 4]) {
      const model = await loaded({ seed });
      runs.push(await losses(model, 5));
      await model.close();
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).not.toEqual(runs[0]);
    expect(runs[0]).toHaveLength(5);
  });

  it('gives its adapter in PEFT’s files', async () => {
    const model = await loaded({ targets: 'attention' });
    await losses(model, 2);
    const answer = await model.adapter();
    if (!answer.ok) throw new Error(answer.trouble.kind);
    const files = unzip(answer.value);
    const adapter = JSON.parse(new TextDecoder().decode(files['adapter/adapter_config.json']));
    expect(adapter).toMatchObject({
      ...{ peft_type: 'LORA', r: 8, lora_alpha: 16, target_modules: ['q_proj', 'v_proj'] },
      base_model_name_or_path: 'model',
    });
    const { tensors } = readSafetensors(files['adapter/adapter_model.safetensors'] as Uint8Array);
    expect(tensors.size).toBe(2 * 2 * 2);
    const name = 'base_model.model.model.layers.1.self_attn.v_proj.lora_B.weight';
    expect(tensors.get(name)?.shape).toEqual([16, 8]);
    await model.close();
  });

  it('answers for what cannot be done', async () => {
    const model = new WorkingModel();
    expect(await model.load(SETUP, silent)).toMatchObject({ ok: false, trouble: { kind: 'device' } });
    await model.open(FILES);
    expect(await model.load({ ...SETUP, length: 33 }, silent)).toEqual({
      ok: false,
      trouble: { kind: 'tooLong', subject: '33 > 32' },
    });
    await model.load(SETUP, silent);
    const long = { prompt: 'the cat '.repeat(10), answer: 'sat' };
    expect(await model.train([long], silent)).toMatchObject({ ok: false, trouble: { kind: 'tooLong' } });
    expect(await model.generate('red', { tokens: 40, adapted: false }, silent)).toMatchObject({
      ok: false,
      trouble: { kind: 'tooLong' },
    });
    await model.close();
  });
});
