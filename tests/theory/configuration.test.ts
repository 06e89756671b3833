import { describe, expect, it } from 'vitest';
import { MAX_CONFIGURATION_LENGTH, MODEL_TYPES, readConfiguration } from '../../src/theory/configuration';
import { countTrainable } from '../../src/theory/methods';
import { countLora, countParameters } from '../../src/theory/parameters';
import { architectureOf } from './architectures';
import { architectureFrom, changed, PUBLISHED, problemOf, published } from './configurations';

/** Facts §2 and §3; SmolLM2 and Phi-3 by hand: 2VH or VH + L(4H² …) + H. File, total, row of the facts. */
const FILES: readonly (readonly [file: string, total: number, row: string | null])[] = [
  ['llama-3.1-8b', 8_030_261_248, 'llama-3.1-8b'],
  ['smollm2-135m', 134_515_008, null],
  ['mistral-7b-v0.1', 7_241_732_096, 'mistral-7b'],
  ['mixtral-8x7b-v0.1', 46_702_792_704, 'mixtral-8x7b'],
  ['phi-3-mini-4k-instruct', 3_821_079_552, null],
  ['qwen2.5-0.5b-instruct', 494_032_768, 'qwen2.5-0.5b'],
  ['qwen2.5-7b', 7_615_616_512, 'qwen2.5-7b'],
  ['qwen3-0.6b', 596_049_920, 'qwen3-0.6b'],
  ['qwen3-30b-a3b', 30_532_122_624, 'qwen3-30b-a3b'],
  ['gemma-2-9b', 9_241_705_984, 'gemma-2-9b'],
  ['gemma-3-4b-it', 3_880_263_168, null],
  ['gpt2', 124_439_808, 'gpt2'],
  ['opt-350m', 331_196_416, 'opt-350m'],
  ['bloom-560m', 559_214_592, 'bloom-560m'],
];

describe('a published configuration', () => {
  it.each(FILES)('%s has %i parameters', (file, total) => {
    expect(countParameters(architectureFrom(published(file))).total).toBe(total);
  });

  it.each(FILES.filter(([, , row]) => row !== null))(
    '%s is read as the facts have it',
    (file, _total, row) => {
      expect(architectureFrom(published(file))).toEqual(architectureOf(row ?? ''));
    },
  );

  it('stands in the table, one row a file', () => {
    expect(FILES.map(([file]) => file).toSorted()).toEqual([...PUBLISHED.keys()].toSorted());
  });

  it('has its active parameters where it is a mixture of experts', () => {
    expect(countParameters(architectureFrom(published('mixtral-8x7b-v0.1'))).active).toBe(12_879_925_248);
    expect(countParameters(architectureFrom(published('qwen3-30b-a3b'))).active).toBe(3_353_032_704);
  });

  it('of Phi-3 has its fused matrices adapted by their true shapes', () => {
    const phi = architectureFrom(published('phi-3-mini-4k-instruct'));
    expect(countLora(phi, 1, ['v'])).toBe(32 * (3072 + 3 * 3072));
    expect(countLora(phi, 1, ['gate', 'up'])).toBe(32 * (3072 + 2 * 8192));
  });

  it('is read with warnings only where there is something to say', () => {
    for (const [file] of FILES) {
      const read = readConfiguration(published(file));
      const expected = file === 'gemma-3-4b-it' ? ['textConfig', 'defaults'] : [];
      expect('warnings' in read && read.warnings, file).toEqual(expected);
    }
  });
});

describe('what a file leaves out', () => {
  const read = (name: string, fields: Record<string, unknown>) => architectureFrom(changed(name, fields));

  it('is as many key-value heads as heads, and the hidden size over the heads, in LLaMA', () => {
    const llama = read('llama-3.1-8b', { num_key_value_heads: undefined, head_dim: undefined });
    expect(llama.numKeyValueHeads).toBe(32);
    expect(llama.headDim).toBe(128);
  });

  it('is as many key-value heads as heads wherever the file says null', () => {
    for (const file of ['mistral-7b-v0.1', 'qwen3-0.6b', 'phi-3-mini-4k-instruct']) {
      const { numKeyValueHeads, numAttentionHeads } = read(file, { num_key_value_heads: null });
      expect(numKeyValueHeads, file).toBe(numAttentionHeads);
    }
  });

  it('is the constant of transformers for other kinds, with a warning, or missing where that does not fit', () => {
    const text = changed('mistral-7b-v0.1', { num_key_value_heads: undefined });
    expect(architectureFrom(text).numKeyValueHeads).toBe(8);
    expect(readConfiguration(text)).toMatchObject({ warnings: ['defaults'] });
    expect(problemOf(changed('qwen2.5-0.5b-instruct', { num_key_value_heads: undefined }))).toEqual({
      kind: 'missing',
      field: 'num_key_value_heads',
    });
  });

  const TIED: readonly (readonly [string, boolean])[] = [
    ['llama-3.1-8b', false],
    ['mistral-7b-v0.1', false],
    ['mixtral-8x7b-v0.1', false],
    ['phi-3-mini-4k-instruct', false],
    ['qwen2.5-0.5b-instruct', false],
    ['qwen3-0.6b', false],
    ['qwen3-30b-a3b', false],
    ['gemma-2-9b', true],
    ['gemma-3-4b-it', true],
    ['gpt2', true],
    ['opt-350m', true],
    ['bloom-560m', true],
  ];
  it.each(TIED)('is tied embeddings in %s: %s', (file, tied) => {
    expect(read(file, { tie_word_embeddings: undefined }).tiedEmbeddings).toBe(tied);
    expect(read(file, { tie_word_embeddings: !tied }).tiedEmbeddings).toBe(!tied);
  });

  it('is a feed-forward width of 4H in GPT-2, and in BLOOM always', () => {
    expect(read('gpt2', { n_inner: 2048 }).intermediateSize).toBe(2048);
    expect(read('gpt2', { n_inner: null }).intermediateSize).toBe(3072);
    expect(read('bloom-560m', { n_inner: 2048 }).intermediateSize).toBe(4096);
  });

  it('is an embedding of the hidden size and a last norm in OPT', () => {
    const opt = read('opt-350m', { word_embed_proj_dim: undefined, do_layer_norm_before: undefined });
    expect(opt.embeddingSize).toBeUndefined();
    expect(opt.finalNorm).toBeUndefined();
  });
});

describe('what a file adds', () => {
  const biases = (name: string, fields: Record<string, unknown>) => {
    const { attentionBias, feedForwardBias } = architectureFrom(changed(name, fields));
    return [attentionBias.qkv, attentionBias.output, feedForwardBias];
  };

  it('is biases, where that kind of model reads them', () => {
    expect(biases('llama-3.1-8b', { attention_bias: true, mlp_bias: true })).toEqual([true, true, true]);
    expect(biases('qwen3-0.6b', { attention_bias: true, mlp_bias: true })).toEqual([true, true, false]);
    expect(biases('mistral-7b-v0.1', { attention_bias: true })).toEqual([false, false, false]);
    expect(biases('qwen2.5-7b', { attention_bias: false })).toEqual([true, false, false]);
    expect(biases('opt-350m', { enable_bias: false })).toEqual([false, false, false]);
  });

  it('is a quantization, which is warned of and changes no count', () => {
    const text = changed('llama-3.1-8b', { quantization_config: { quant_method: 'bitsandbytes' } });
    expect(readConfiguration(text)).toMatchObject({ warnings: ['quantized'] });
    expect(architectureFrom(text)).toEqual(architectureOf('llama-3.1-8b'));
  });

  it('is an outer tie_word_embeddings, unless the text model has its own', () => {
    const untied = changed('gemma-3-4b-it', { tie_word_embeddings: false });
    expect(architectureFrom(untied).tiedEmbeddings).toBe(false);
    const inner = JSON.parse(published('gemma-3-4b-it')) as { text_config: object };
    const own = { ...inner.text_config, tie_word_embeddings: true };
    expect(
      architectureFrom(changed('gemma-3-4b-it', { tie_word_embeddings: false, text_config: own })),
    ).toEqual(architectureFrom(published('gemma-3-4b-it')));
  });

  it('is a byte order mark, which is passed over', () => {
    expect(architectureFrom(`\uFEFF${published('gpt2')}`)).toEqual(architectureOf('gpt2'));
  });
});

describe('a problem', () => {
  const llama = (fields: Record<string, unknown>) => problemOf(changed('llama-3.1-8b', fields));

  it('of the whole text names the file', () => {
    const field = 'config.json';
    expect(problemOf(' '.repeat(MAX_CONFIGURATION_LENGTH + 1))).toEqual({
      kind: 'size',
      field,
      given: '1000001',
    });
    for (const text of ['', '{', '{"a": NaN}', 'null null', '{"a": 1,}', '[1', '\u0000']) {
      expect(problemOf(text), text).toEqual({ kind: 'json', field });
    }
    for (const [text, given] of [
      ['null', 'null'],
      ['[]', '[…]'],
      ['3', '3'],
      ['"config"', 'config'],
      ['true', 'true'],
    ] as const) {
      expect(problemOf(text), text).toEqual({ kind: 'object', field, given });
    }
  });

  it('of the kind of model names model_type', () => {
    const field = 'model_type';
    expect(problemOf('{}')).toEqual({ kind: 'modelType', field });
    for (const given of ['bert', 'constructor', '__proto__', 'toString', '', 'Llama']) {
      expect(llama({ model_type: given })).toEqual({ kind: 'modelType', field, given });
    }
    expect(llama({ model_type: ['llama'] })).toEqual({ kind: 'type', field, given: '[…]' });
    expect(llama({ model_type: null })).toEqual({ kind: 'modelType', field });
  });

  it('of a missing field names it', () => {
    const needed = [
      'hidden_size',
      'num_hidden_layers',
      'num_attention_heads',
      'intermediate_size',
      'vocab_size',
    ];
    for (const field of needed) {
      expect(llama({ [field]: undefined })).toEqual({ kind: 'missing', field });
      expect(llama({ [field]: null })).toEqual({ kind: 'missing', field });
    }
    expect(problemOf('{"model_type": "gpt2"}')).toEqual({ kind: 'missing', field: 'n_embd' });
  });

  it('of a wrong type names the field and shows the value, cut short', () => {
    expect(llama({ hidden_size: '4096' })).toEqual({ kind: 'type', field: 'hidden_size', given: '4096' });
    expect(llama({ vocab_size: [1] })).toEqual({ kind: 'type', field: 'vocab_size', given: '[…]' });
    expect(llama({ vocab_size: { n: 1 } })).toEqual({ kind: 'type', field: 'vocab_size', given: '{…}' });
    expect(llama({ num_hidden_layers: true })).toMatchObject({ kind: 'type', given: 'true' });
    expect(llama({ attention_bias: 1 })).toEqual({ kind: 'type', field: 'attention_bias', given: '1' });
    expect(llama({ tie_word_embeddings: 'no' })).toMatchObject({
      kind: 'type',
      field: 'tie_word_embeddings',
    });
    expect(llama({ text_config: [] })).toEqual({ kind: 'type', field: 'text_config', given: '[…]' });
    expect(llama({ hidden_size: 'x'.repeat(500) }).given).toBe('x'.repeat(40));
    expect(llama({ hidden_size: `${'x'.repeat(39)}😀` }).given).toBe('x'.repeat(39));
  });

  it('of a number outside its limits names the field', () => {
    for (const value of [0, -1, 1.5, 2 ** 53, -0, 1_000_001]) {
      expect(llama({ hidden_size: value }), String(value)).toMatchObject({
        kind: 'range',
        field: 'hidden_size',
      });
    }
    const infinite = published('llama-3.1-8b').replace('"vocab_size": 128256', '"vocab_size": 1e999');
    expect(problemOf(infinite)).toEqual({ kind: 'range', field: 'vocab_size', given: 'Infinity' });
    expect(llama({ num_hidden_layers: 10_001 })).toMatchObject({ kind: 'range', field: 'num_hidden_layers' });
    expect(llama({ vocab_size: 10_000_001 })).toMatchObject({ kind: 'range', field: 'vocab_size' });
  });

  it('of sizes whose products are beyond counting names their parameters', () => {
    const wide = { num_hidden_layers: 10_000, num_attention_heads: 100_000, num_key_value_heads: 100_000 };
    expect(llama({ ...wide, head_dim: 1, hidden_size: 8 })).toMatchObject({
      kind: 'range',
      field: 'parameters',
    });
    expect(llama({ hidden_size: 1_000_000, head_dim: 8000, num_hidden_layers: 10_000 })).toMatchObject({
      kind: 'range',
      field: 'parameters',
    });
  });

  it('of two fields that contradict each other names the later one', () => {
    expect(llama({ num_key_value_heads: 5 })).toMatchObject({ kind: 'range', field: 'num_key_value_heads' });
    expect(llama({ num_attention_heads: 24, num_key_value_heads: 24 })).toMatchObject({
      kind: 'range',
      field: 'num_attention_heads',
    });
    expect(problemOf(changed('gpt2', { n_head: 7 }))).toMatchObject({ kind: 'range', field: 'n_head' });
    expect(problemOf(changed('mixtral-8x7b-v0.1', { num_experts_per_tok: 9 }))).toMatchObject({
      kind: 'range',
      field: 'num_experts_per_tok',
    });
  });

  it('of layers that are not all alike names what makes them differ', () => {
    expect(problemOf(changed('qwen3-30b-a3b', { decoder_sparse_step: 2 }))).toMatchObject({
      kind: 'range',
      field: 'decoder_sparse_step',
    });
    expect(problemOf(changed('qwen3-30b-a3b', { mlp_only_layers: [0] }))).toMatchObject({
      kind: 'range',
      field: 'mlp_only_layers',
    });
    expect(problemOf(changed('opt-350m', { layer_norm_elementwise_affine: false }))).toMatchObject({
      kind: 'range',
      field: 'layer_norm_elementwise_affine',
    });
  });

  it('inside text_config names both', () => {
    const text = { ...(JSON.parse(published('llama-3.1-8b')) as object), hidden_size: 'wide' };
    expect(problemOf(JSON.stringify({ model_type: 'llava', text_config: text }))).toEqual({
      kind: 'type',
      field: 'text_config.hidden_size',
      given: 'wide',
    });
    expect(problemOf('{"model_type": "llava", "text_config": {}}').field).toBe('text_config.model_type');
  });

  it('of sizes that are each allowed and together beyond exact numbers names the parameters', () => {
    const huge = { num_hidden_layers: 10_000, hidden_size: 1_000_000, intermediate_size: 10_000_000 };
    expect(llama({ ...huge, num_attention_heads: 8, num_key_value_heads: 8 })).toEqual({
      kind: 'range',
      field: 'parameters',
    });
  });

  it('is not made by names that every object has', () => {
    const text = published('gpt2').replace(
      '{',
      '{"__proto__": {"n_embd": 1}, "constructor": 3, "toString": [],',
    );
    expect(architectureFrom(text)).toEqual(architectureOf('gpt2'));
    const inherited = '{"model_type": "gpt2", "__proto__": {"n_embd": 768}}';
    expect(problemOf(inherited)).toEqual({ kind: 'missing', field: 'n_embd' });
  });

  it('does not come of deep nesting that JSON.parse can take', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(problemOf(deep).kind).toMatch(/^(json|object)$/);
    const inside = published('gpt2').replace('"n_embd": 768', `"n_embd": ${deep}`);
    expect(problemOf(inside).field).toMatch(/^(n_embd|config\.json)$/);
  });
});

describe('every kind of model that can be read', () => {
  it('is among the fixtures, Gemma 1 apart', () => {
    const read = new Set(
      [...PUBLISHED.values()].map((text) => {
        const file = JSON.parse(text) as { model_type: string; text_config?: { model_type: string } };
        return file.text_config?.model_type ?? file.model_type;
      }),
    );
    expect(MODEL_TYPES.filter((name) => !read.has(name))).toEqual(['gemma']);
  });

  it('has two norms a layer in Gemma 1, and is else read as Gemma 2', () => {
    const second = architectureFrom(published('gemma-2-9b'));
    expect(architectureFrom(changed('gemma-2-9b', { model_type: 'gemma' }))).toEqual({
      ...second,
      normsPerLayer: 2,
    });
  });

  it('can be counted with every method', () => {
    for (const [name, text] of PUBLISHED) {
      const setup = { method: 'prefix', rank: 8, targets: [], bottleneck: 8, tokens: 8 } as const;
      expect(countTrainable(architectureFrom(text), setup), name).toBeGreaterThan(0);
    }
  });
});
