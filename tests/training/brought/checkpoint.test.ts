import { describe, expect, it } from 'vitest';
import { describe as describeCheckpoint, openCheckpoint } from '../../../src/training/brought/checkpoint';
import { troubleOf } from '../../../src/training/brought/trouble';
import { writeSafetensors } from '../../../src/training/formats/safetensors';
import { fuzzCheckpoints } from '../../../tools/lib/fuzz/checkpoints';
import { familyFiles, file, SMALL, smallFiles, tensorsOf } from './support';

async function troubleWith(files: readonly File[]) {
  try {
    await openCheckpoint(files);
  } catch (cause) {
    return troubleOf(cause);
  }
  return undefined;
}

/** SMALL's files with one of them in another's place, or left out. */
const withFile = (name: string, content?: string | Uint8Array): File[] => [
  ...smallFiles().filter((each) => each.name !== name),
  ...(content === undefined ? [] : [file(name, content)]),
];

const withTensors = (change: (tensors: ReturnType<typeof tensorsOf>) => void): File[] => {
  const tensors = tensorsOf(SMALL);
  change(tensors);
  return withFile('model.safetensors', writeSafetensors(tensors));
};

describe('a checkpoint', () => {
  it('is described from its headers alone', async () => {
    const files = familyFiles('qwen2-sharded');
    let read = 0;
    const watched = files.map(({ name, size, slice }, at) => ({
      name,
      size,
      slice: (begin: number, end: number) => {
        if (name.endsWith('.safetensors')) read += end - begin;
        return slice.call(files[at], begin, end);
      },
    }));
    const checkpoint = await openCheckpoint(watched);
    expect(describeCheckpoint(checkpoint)).toEqual({
      ...{ name: 'model', family: 'qwen2', parameters: 10_528, layers: 2, width: 32, heads: 4 },
      ...{ keyValueHeads: 2, vocabulary: 32, tied: true, dtypes: ['BF16', 'F16'] },
      bytes: files.filter(({ name }) => name.endsWith('s')).reduce((sum, { size }) => sum + size, 0),
      largestTensor: 2 * 32 * 32,
    });
    expect(read).toBeLessThan(6000);
  });

  it('is found beside the config.json that lies least deep', async () => {
    const inner = [file('smol/onnx/config.json', '{}'), file('smol/onnx/model.safetensors', 'no')];
    const files = smallFiles().map((each) => new File([each], `smol/${each.name}`));
    expect(describeCheckpoint(await openCheckpoint([...inner, ...files])).name).toBe('smol');
  });

  it('may hold what transformers passes over', async () => {
    const tied = tensorsOf({ ...SMALL, tie_word_embeddings: true });
    const embedding = tied.get('model.embed_tokens.weight');
    if (!embedding) throw new Error('no embedding');
    tied.set('lm_head.weight', embedding);
    const rates = { dtype: 'F32' as const, shape: [2], bytes: new Uint8Array(8) };
    tied.set('model.layers.0.self_attn.rotary_emb.inv_freq', rates);
    const files = smallFiles({ tie_word_embeddings: true }).filter(
      ({ name }) => name !== 'model.safetensors',
    );
    const { tensors } = await openCheckpoint([...files, file('model.safetensors', writeSafetensors(tied))]);
    expect(tensors.has('lm_head.weight')).toBe(false);
  });
});

describe('a checkpoint that is not read is refused by name', () => {
  it.each([
    [withFile('config.json'), 'noConfig', 'config.json'],
    [withFile('tokenizer.json'), 'noTokenizer', 'tokenizer.json'],
    [withFile('model.safetensors'), 'noWeights', 'model.safetensors'],
    [[file('smollm2-q4_k_m.gguf', 'GGUF')], 'noWeights', 'smollm2-q4_k_m.gguf'],
    [[...withFile('model.safetensors'), file('pytorch_model.bin', 'PK')], 'noWeights', 'pytorch_model.bin'],
    [[], 'noConfig', 'config.json'],
    [withFile('config.json', '{'), 'badConfig', 'config.json'],
    [withFile('config.json', '[]'), 'badConfig', 'config'],
    [withFile('model.safetensors', ''), 'file', /truncated/],
    [withFile('model.safetensors', 'too short to be one'), 'file', /model\.safetensors: /],
    [withFile('model.safetensors', writeSafetensors(tensorsOf(SMALL)).slice(0, -4)), 'file', /truncated/],
    [withFile('model.safetensors.index.json', '{"weight_map":{"a":"../b.safetensors"}}'), 'file', /index/],
    [
      withFile('model.safetensors.index.json', '{"weight_map":{"a":"b.safetensors"}}'),
      'file',
      'b.safetensors',
    ],
    [
      withFile('model.safetensors.index.json', '{"weight_map":{"a":"model.safetensors"}}'),
      'tensor',
      /\(model\.safetensors\)/,
    ],
  ] as const)('by its files, %#: %s %s', async (files, kind, subject) => {
    expect(await troubleWith(files)).toEqual({
      kind,
      subject: typeof subject === 'string' ? subject : expect.stringMatching(subject),
    });
  });

  it.each([
    [{ model_type: 'mixtral' }, 'architecture', 'mixtral'],
    [{ model_type: undefined }, 'architecture', 'model_type'],
    [{ architectures: ['LlamaForSequenceClassification'] }, 'architecture', 'LlamaForSequenceClassification'],
    [{ quantization_config: { quant_method: 'gptq', bits: 4 } }, 'quantized', 'gptq'],
    [{ quantization_config: {} }, 'quantized', 'quantization_config'],
    [{ hidden_act: 'gelu' }, 'unsupported', 'hidden_act: gelu'],
    [{ rope_scaling: { rope_type: 'yarn', factor: 4 } }, 'unsupported', 'rope_scaling.rope_type: yarn'],
    [{ rope_scaling: { type: 'dynamic', factor: 4 } }, 'unsupported', 'rope_scaling.rope_type: dynamic'],
    [{ rope_scaling: { factor: 4 } }, 'badConfig', 'rope_scaling.rope_type'],
    [{ rope_parameters: { rope_type: 'linear' } }, 'badConfig', 'rope_parameters.factor'],
    [{ rope_scaling: { rope_type: 'llama3', factor: 8 } }, 'badConfig', 'rope_scaling.low_freq_factor'],
    [{ partial_rotary_factor: 0.5 }, 'unsupported', 'partial_rotary_factor'],
    [{ num_key_value_heads: 3 }, 'badConfig', 'num_key_value_heads'],
    [{ num_attention_heads: 3, num_key_value_heads: 3 }, 'badConfig', 'num_attention_heads'],
    [{ head_dim: 3 }, 'badConfig', 'num_attention_heads'],
    [{ attention_bias: 'yes' }, 'badConfig', 'attention_bias'],
    [{ attention_bias: true }, 'tensor', 'model.layers.0.self_attn.q_proj.bias'],
    [{ vocab_size: 17 }, 'tensor', 'model.embed_tokens.weight: [16, 8] ≠ [17, 8]'],
    [{ vocab_size: 1e9 }, 'badConfig', 'vocab_size'],
    [{ num_hidden_layers: 10_000 }, 'tensor', 'model.layers.9999'],
    [{ num_hidden_layers: 1e6 }, 'badConfig', 'num_hidden_layers'],
    [{ num_hidden_layers: 1 }, 'tensor', 'model.layers.1.input_layernorm.weight'],
    [{ tie_word_embeddings: null, rms_norm_eps: 0 }, 'badConfig', 'rms_norm_eps'],
  ])('by its config.json: %j', async (fields, kind, subject) => {
    expect(await troubleWith(smallFiles(fields))).toEqual({ kind, subject });
  });

  it.each([
    [{ use_sliding_window: true }, 'unsupported', 'use_sliding_window'],
    [
      { layer_types: ['full_attention', 'sliding_attention'] },
      'unsupported',
      'layer_types: sliding_attention',
    ],
    [{ num_key_value_heads: undefined }, 'badConfig', 'num_key_value_heads'],
  ])('of Qwen2, by its config.json: %j', async (fields, kind, subject) => {
    const config = { ...SMALL, model_type: 'qwen2', architectures: ['Qwen2ForCausalLM'], ...fields };
    expect(await troubleWith(withFile('config.json', JSON.stringify(config)))).toEqual({ kind, subject });
  });

  it('by its tensors', async () => {
    const name = 'model.layers.1.mlp.up_proj.weight';
    expect(await troubleWith(withTensors((tensors) => tensors.delete(name)))).toEqual({
      kind: 'tensor',
      subject: name,
    });
    const other = { dtype: 'F32' as const, shape: [1], bytes: new Uint8Array(4) };
    expect(await troubleWith(withTensors((tensors) => tensors.set('visual.patch.weight', other)))).toEqual({
      kind: 'tensor',
      subject: 'visual.patch.weight',
    });
    const whole = { dtype: 'I8' as const, shape: [12, 8], bytes: new Uint8Array(96) };
    const files = withTensors((tensors) => tensors.set(name, whole as unknown as typeof other));
    expect(await troubleWith(files)).toEqual({ kind: 'dtype', subject: `${name}: I8` });
    const bytes = writeSafetensors(new Map([[name, whole]]));
    const text = new TextDecoder('latin1').decode(bytes).replace('"I8"', '"F8"');
    const eight = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    expect(await troubleWith(withFile('model.safetensors', eight))).toEqual({
      kind: 'dtype',
      subject: `${name}: F8`,
    });
  });
});

it('is read whole or refused, whatever is in config.json and header', () => {
  const { read, refused } = fuzzCheckpoints(3000, 5);
  expect(read).toBeGreaterThan(100);
  expect(Object.keys(refused).length).toBeGreaterThan(15);
});
