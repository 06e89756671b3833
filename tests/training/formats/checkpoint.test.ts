import { describe, expect, it } from 'vitest';
import type { NamedValues } from '../../../src/training/engine';
import { CheckpointError, readCheckpoint, writeCheckpoint } from '../../../src/training/formats/checkpoint';
import {
  readSafetensors,
  SafetensorsError,
  writeSafetensors,
} from '../../../src/training/formats/safetensors';
import { checkpointShapes, type ModelConfig, sizeOf } from '../../../src/training/model/config';
import { initialWeights } from '../../../src/training/model/initial';
import { createRandom } from '../../../src/training/random';

const CONFIG: ModelConfig = {
  vocab_size: 10,
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  max_position_embeddings: 16,
  rope_theta: 10_000,
  rms_norm_eps: 1e-5,
};

const random = createRandom(3);
const WEIGHTS: NamedValues = Object.fromEntries(
  Object.entries(checkpointShapes(CONFIG)).map(([name, shape]) => [
    name,
    { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => random.gaussian()) },
  ]),
);
const WRITTEN = writeCheckpoint(CONFIG, WEIGHTS, 'F32');

function faultOf(work: () => unknown): [string, string] | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof CheckpointError) return [error.kind, error.subject];
    throw error;
  }
  return undefined;
}

const withField = (field: string, value: unknown) => ({ ...WRITTEN.configJson, [field]: value });

describe('a checkpoint', () => {
  it('comes back as it was written', () => {
    const read = readCheckpoint(JSON.parse(JSON.stringify(WRITTEN.configJson)), WRITTEN.bytes);
    expect(read).toEqual({ config: CONFIG, weights: WEIGHTS });
    expect(Object.keys(read.weights)).toEqual(Object.keys(checkpointShapes(CONFIG)));
  });

  it.each(['F16', 'BF16'] as const)('comes back rounded from %s', (dtype) => {
    const { configJson, bytes } = writeCheckpoint(CONFIG, WEIGHTS, dtype);
    expect(configJson.torch_dtype).toBe(dtype === 'F16' ? 'float16' : 'bfloat16');
    const { weights } = readCheckpoint(configJson, bytes);
    const precision = dtype === 'F16' ? 2 ** -11 : 2 ** -8;
    for (const [name, { data }] of Object.entries(WEIGHTS)) {
      data.forEach((value, at) => {
        const read = weights[name]?.data[at] as number;
        expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * precision, 2 ** -25));
      });
    }
    expect(writeCheckpoint(CONFIG, weights, dtype).bytes).toEqual(bytes);
  });

  it.each(['F32', 'F16', 'BF16'] as const)('keeps a new model’s gains exactly in %s', (dtype) => {
    const initial = initialWeights(CONFIG, createRandom(1));
    const { configJson, bytes } = writeCheckpoint(CONFIG, initial, dtype);
    const { weights } = readCheckpoint(configJson, bytes);
    expect(Object.keys(weights)).toEqual(Object.keys(initial));
    expect(weights['model.norm.weight']).toEqual(initial['model.norm.weight']);
    if (dtype === 'F32') expect(weights).toEqual(initial);
  });

  it('says all that transformers needs', () => {
    expect(WRITTEN.configJson).toMatchObject({
      architectures: ['LlamaForCausalLM'],
      model_type: 'llama',
      hidden_act: 'silu',
      num_key_value_heads: 2,
      head_dim: 4,
      tie_word_embeddings: true,
      torch_dtype: 'float32',
      pad_token_id: 0,
      bos_token_id: 1,
      eos_token_id: 2,
    });
    expect([...readSafetensors(WRITTEN.bytes).metadata]).toEqual([['format', 'pt']]);
  });

  it.each<[string, unknown]>([
    ['model_type', 'gpt2'],
    ['model_type', undefined],
    ['tie_word_embeddings', false],
    ['hidden_act', 'gelu'],
    ['attention_bias', true],
    ['rope_scaling', { factor: 2 }],
    ['num_key_value_heads', 1],
    ['head_dim', 8],
  ])('of another architecture is refused: %s %j', (field, value) => {
    expect(faultOf(() => readCheckpoint(withField(field, value), WRITTEN.bytes))).toEqual([
      'unsupported',
      field,
    ]);
  });

  it('may have its rotary positions as transformers 5 writes them, unless they are scaled', () => {
    const { rope_theta, rope_scaling, ...rest } = WRITTEN.configJson;
    const with5 = (more: object) => ({
      ...rest,
      rope_parameters: { rope_theta, rope_type: 'default', ...more },
    });
    expect(readCheckpoint(with5({}), WRITTEN.bytes).config).toEqual(CONFIG);
    for (const [field, value] of [
      ['rope_type', 'llama3'],
      ['partial_rotary_factor', 0.5],
    ] as const)
      expect(faultOf(() => readCheckpoint(with5({ [field]: value }), WRITTEN.bytes))).toEqual([
        'unsupported',
        `rope_parameters.${field}`,
      ]);
  });

  it('may leave out what follows from the rest', () => {
    const { head_dim, num_key_value_heads, rope_scaling, attention_bias, ...rest } = WRITTEN.configJson;
    expect(readCheckpoint(rest, WRITTEN.bytes).config).toEqual(CONFIG);
  });

  it.each(Object.keys(CONFIG))('is refused with a wrong %s', (field) => {
    for (const value of [0, -1, '8', null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(faultOf(() => readCheckpoint(withField(field, value), WRITTEN.bytes))).toEqual([
        'badField',
        field,
      ]);
    }
  });

  it('is refused where heads and width do not fit', () => {
    for (const heads of [3, 8, 16]) {
      const config = { ...withField('num_attention_heads', heads), num_key_value_heads: heads };
      expect(faultOf(() => readCheckpoint(config, WRITTEN.bytes))).toEqual([
        'badHeads',
        'num_attention_heads',
      ]);
    }
    expect(faultOf(() => writeCheckpoint({ ...CONFIG, num_attention_heads: 3 }, WEIGHTS, 'F32'))?.[0]).toBe(
      'badHeads',
    );
  });

  it.each([null, undefined, 3, 'config', []])('is refused with %j for a configuration', (json) => {
    expect(faultOf(() => readCheckpoint(json, WRITTEN.bytes))?.[0]).toBe('configNotAnObject');
  });

  it('is refused with other tensors than its own', () => {
    const { tensors } = readSafetensors(WRITTEN.bytes);
    const read = () => faultOf(() => readCheckpoint(WRITTEN.configJson, writeSafetensors(tensors)));
    const name = 'model.norm.weight';
    const norm = tensors.get(name) as NonNullable<ReturnType<typeof tensors.get>>;
    tensors.delete(name);
    expect(read()).toEqual(['missingTensor', name]);
    tensors.set(name, { ...norm, shape: [2, 4] });
    expect(read()).toEqual(['badShape', name]);
    tensors.set(name, { ...norm, dtype: 'I32' });
    expect(read()).toEqual(['badDtype', name]);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const bytes = norm.bytes.slice();
      new DataView(bytes.buffer).setFloat32(12, value, true);
      tensors.set(name, { ...norm, bytes });
      expect(read()).toEqual(['notFinite', name]);
    }
    tensors.set(name, norm);
    expect(read()).toBeUndefined();
    tensors.set('lm_head.weight', norm);
    expect(read()).toEqual(['unknownTensor', 'lm_head.weight']);
  });

  it('is refused for more layers than it has, however many, and for fewer', () => {
    for (const layers of [3, Number.MAX_SAFE_INTEGER]) {
      expect(faultOf(() => readCheckpoint(withField('num_hidden_layers', layers), WRITTEN.bytes))?.[0]).toBe(
        'missingTensor',
      );
    }
    expect(faultOf(() => readCheckpoint(withField('num_hidden_layers', 1), WRITTEN.bytes))?.[0]).toBe(
      'unknownTensor',
    );
  });

  it('is refused when its file is none', () => {
    expect(() => readCheckpoint(WRITTEN.configJson, WRITTEN.bytes.subarray(1))).toThrow(SafetensorsError);
  });

  it('is not written with weights that are not the model’s, or beyond the type', () => {
    const name = 'model.norm.weight';
    const { [name]: norm, ...others } = WEIGHTS;
    expect(faultOf(() => writeCheckpoint(CONFIG, others, 'F32'))).toEqual(['missingTensor', name]);
    expect(norm).toBeDefined();
    const large = { shape: [8], data: new Float32Array(8).fill(70_000) };
    expect(faultOf(() => writeCheckpoint(CONFIG, { ...others, [name]: large }, 'F32'))).toBeUndefined();
    expect(faultOf(() => writeCheckpoint(CONFIG, { ...others, [name]: large }, 'F16'))).toEqual([
      'notFinite',
      name,
    ]);
    const short = { shape: [8], data: new Float32Array(7) };
    expect(faultOf(() => writeCheckpoint(CONFIG, { ...others, [name]: short }, 'F32'))).toEqual([
      'badShape',
      name,
    ]);
    expect(faultOf(() => writeCheckpoint(CONFIG, { ...WEIGHTS, extra: large }, 'F32'))).toEqual([
      'unknownTensor',
      'extra',
    ]);
  });
});
