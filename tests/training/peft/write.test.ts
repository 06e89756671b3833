import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../../src/training/formats/safetensors';
import type { RunSetup } from '../../../src/training/laboratory/api';
import { DEFAULT_OPTIONS } from '../../../src/training/methods/defaults';
import type { MethodId } from '../../../src/training/methods/method';
import { configText, reductionFactor } from '../../../src/training/peft/adapterConfig';
import { unzip, zip } from '../../../src/training/peft/archive';
import { bundleFiles, RUN_FILE } from '../../../src/training/peft/bundle';
import { readTrained } from '../../../src/training/peft/read';
import { README_FOLDERS, type ReadmeWords, readme } from '../../../src/training/peft/readme';
import { adapterFiles, trainedFiles, utf8 } from '../../../src/training/peft/write';
import { trainedCase } from '../../../tools/peft-parity/cases';
import { tinyModel } from './support';

const model = tinyModel();
const WORDS: ReadmeWords = {
  ...{ title: 'T', about: 'A', load: 'L', install: 'I', folders: 'F', fourBit: '4', back: 'B' },
  folder: Object.fromEntries(README_FOLDERS.map((name) => [name, `of ${name}`])) as ReadmeWords['folder'],
};
const SETUP: RunSetup = {
  ...{
    task: 'own',
    ownPairs: 'a → b',
    methods: ['lora', 'own'],
    ownSource: 'code',
    options: DEFAULT_OPTIONS,
  },
  ...{ learningRates: {}, batch: 2, steps: 9, seed: 1, lossOn: 'answer' },
};
const BASE = { 'config.json': utf8('{}'), 'tokenizer.json': utf8('{}'), 'tokenizer_config.json': utf8('{}') };

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const config = (name: string) =>
  JSON.parse(text(trainedFiles(trainedCase(name, model))['adapter/adapter_config.json']));
const shapes = (name: string) => {
  const bytes = trainedFiles(trainedCase(name, model))['adapter/adapter_model.safetensors'] as Uint8Array;
  const { tensors, metadata } = readSafetensors(bytes);
  expect(metadata.get('format')).toBe('pt');
  for (const { dtype } of tensors.values()) expect(dtype).toBe('F32');
  return new Map([...tensors].map(([key, { shape }]) => [key, [...shape]]));
};
const LAYER = 'base_model.model.model.layers.3';

describe('an adapter as PEFT writes it', () => {
  it('LoRA: A as [rank, in], B as [out, rank], in every layer', () => {
    const found = shapes('lora');
    expect(found.size).toBe(4 * 3 * 2);
    expect(found.get(`${LAYER}.mlp.down_proj.lora_A.weight`)).toEqual([3, 384]);
    expect(found.get(`${LAYER}.mlp.down_proj.lora_B.weight`)).toEqual([128, 3]);
    expect(config('lora')).toMatchObject({
      ...{
        peft_type: 'LORA',
        task_type: 'CAUSAL_LM',
        r: 3,
        lora_alpha: 6,
        use_rslora: false,
        use_dora: false,
      },
      ...{ target_modules: ['q_proj', 'v_proj', 'down_proj'], bias: 'none', fan_in_fan_out: false },
      ...{ base_model_name_or_path: 'base', inference_mode: true },
    });
    expect(config('rslora')).toMatchObject({ use_rslora: true, lora_alpha: 10, r: 4 });
  });

  it('DoRA: the lengths without the .weight of their module', () => {
    const found = shapes('dora');
    expect(found.get(`${LAYER}.mlp.gate_proj.lora_magnitude_vector`)).toEqual([384]);
    expect(config('dora')).toMatchObject({ peft_type: 'LORA', use_dora: true });
  });

  it('(IA)³: a column on outputs, a row on inputs', () => {
    const found = shapes('ia3');
    expect(found.size).toBe(4 * 3);
    expect(found.get(`${LAYER}.self_attn.k_proj.ia3_l`)).toEqual([128, 1]);
    expect(found.get(`${LAYER}.mlp.down_proj.ia3_l`)).toEqual([1, 384]);
    expect(config('ia3')).toMatchObject({ peft_type: 'IA3', feedforward_modules: ['down_proj'] });
  });

  it('prefix and prompt: one table', () => {
    expect(shapes('prefix')).toEqual(new Map([['prompt_embeddings', [5, 1024]]]));
    expect(shapes('prefix-network')).toEqual(new Map([['prompt_embeddings', [3, 1024]]]));
    expect(shapes('prompt')).toEqual(new Map([['prompt_embeddings', [4, 128]]]));
    const virtual = { num_layers: 4, num_attention_heads: 4, token_dim: 128, num_transformer_submodules: 1 };
    expect(config('prefix-network')).toMatchObject({
      ...virtual,
      prefix_projection: false,
      num_virtual_tokens: 3,
    });
    expect(config('prompt')).toMatchObject({ ...virtual, peft_type: 'PROMPT_TUNING', num_virtual_tokens: 4 });
  });

  it('bottleneck adapters: AdapterHub’s, with a scaling that Python reads as a float', () => {
    const files = trainedFiles(trainedCase('adapter', model));
    expect(Object.keys(files).sort()).toEqual(['adapter/adapter.safetensors', 'adapter/adapter_config.json']);
    expect(text(files['adapter/adapter_config.json'])).toMatch(/"scaling": 1\.0,/);
    const { tensors } = readSafetensors(files['adapter/adapter.safetensors'] as Uint8Array);
    const place = 'model.layers.0.attention_adapters.adapters.low-rank';
    expect(tensors.get(`${place}.adapter_down.0.weight`)?.shape).toEqual([5, 128]);
    expect(tensors.get(`${place}.adapter_up.bias`)?.shape).toEqual([128]);
    for (let bottleneck = 1; bottleneck <= 256; bottleneck++) {
      // Python's int(hidden_size // factor), whose remainder is exact as JavaScript's is.
      const factor = reductionFactor(128, bottleneck);
      expect(Math.round((128 - (128 % factor)) / factor), `${bottleneck}`).toBe(bottleneck);
    }
  });

  it('a whole model after full fine-tuning, merged where it can be, QLoRA’s base out of its 4 bits', () => {
    const names = (name: string) => Object.keys(trainedFiles(trainedCase(name, model))).sort();
    expect(names('full')).toEqual(['model/config.json', 'model/model.safetensors']);
    expect(names('dora')).toContain('merged/model.safetensors');
    expect(names('qlora')).toContain('base-dequantized/model.safetensors');
    expect(names('qlora')).not.toContain('merged/model.safetensors');
    expect(names('prompt')).toEqual(['adapter/adapter_config.json', 'adapter/adapter_model.safetensors']);
  });

  it('has its names in order, as Python’s sort_keys', () => {
    expect(configText({ b: { d: 1, c: null }, a: [] })).toBe(
      '{\n  "a": [],\n  "b": {\n    "c": null,\n    "d": 1\n  }\n}\n',
    );
  });

  it('is refused where a tensor is missing or has another shape', () => {
    const { method: _, ...trained } = trainedCase('prompt', model);
    const write = (values: typeof trained.values) => () =>
      adapterFiles({ ...trained, method: 'prompt', values });
    expect(write({})).toThrow('missingTensor: prompt_embeddings');
    const short = { shape: [1, 128], data: new Float32Array(128) };
    expect(write({ prompt_embeddings: short })).toThrow('badShape: prompt_embeddings');
  });
});

describe('the zip', () => {
  const files = (name: string, prompt = 'Who?') =>
    bundleFiles(trainedCase(name, model), {
      ...{ setup: SETUP, step: 7, base: BASE, words: WORDS, prompt, longest: 3 },
    });

  it.each(['lora', 'qlora', 'prefix', 'adapter', 'full'])('%s needs nothing else, and comes back', (name) => {
    const packed = files(name);
    const whole = name === 'full';
    expect('base/tokenizer.json' in packed).toBe(!whole);
    expect('model/tokenizer.json' in packed).toBe(whole);
    // Every folder that the lines of Python open is there.
    const lines = text(packed['README.md']);
    for (const [, folder] of lines.matchAll(/(?:from_pretrained|load_adapter)\((?:model, )?"([\w-]+)"/g)) {
      expect(
        Object.keys(packed).some((path) => path.startsWith(`${folder}/`)),
        folder,
      ).toBe(true);
    }
    const back = unzip(zip(packed));
    const { values, method } = readTrained(back, model.config);
    const trained = trainedCase(name, model);
    expect(method).toBe(name === 'qlora' ? 'lora' : trained.method);
    expect(Object.keys(values)).toEqual(Object.keys(trained.values));
    expect(values).toEqual(trained.values);
    expect(JSON.parse(text(back[RUN_FILE]))).toMatchObject({ step: 7, setup: { methods: [trained.method] } });
  });

  it('keeps no code of the reader’s, and is the same from the same training', () => {
    expect(text(files('lora')[RUN_FILE])).not.toContain('code');
    expect(zip(files('prompt'))).toEqual(zip(files('prompt')));
  });

  it('has a README that no prompt can break out of', () => {
    const lines = readme('lora', WORDS, ['adapter/x', 'base/x'], 'a "quoted"\n```\n\\ text', 3);
    expect(lines).toContain('prompt = "a \\"quoted\\"\\n```\\n\\\\ text"');
    expect(lines).toContain('````python');
    expect(lines).toContain('- `adapter/`: of adapter\n- `base/`: of base\n');
    expect(lines).not.toContain('of merged');
    expect(lines).toContain('max_new_tokens=24');
    expect(readme('lora', WORDS, ['adapter/x'], '', 40)).toContain('max_new_tokens=40');
    expect(readme('adapter', WORDS, ['adapter/x'], '', 40)).toContain('- `adapter/`: of hub');
  });
});

it('the lines of Python are Python', async () => {
  const { spawnSync } = await import('node:child_process');
  const { pythonLines, PYTHON_4_BIT } = await import('../../../src/training/peft/python');
  if (spawnSync('python3', ['--version']).status !== 0) {
    console.warn('python3 is missing: the lines of the README were not compiled.');
    return;
  }
  const methods: MethodId[] = ['full', 'lora', 'dora', 'qlora', 'adapter', 'prefix', 'prompt', 'ia3'];
  const prompt = '故事 \\ " \u2028 {} %s';
  const sources = [...methods.map((method) => pythonLines(method, prompt, 24)), PYTHON_4_BIT];
  const check = [
    'import ast, json, sys',
    'sources = json.load(sys.stdin)',
    'for source in sources:',
    '    for node in ast.walk(ast.parse(source)):',
    '        if isinstance(node, ast.Assign) and node.targets[0].id == "prompt":',
    '            print(json.dumps(node.value.value))',
  ].join('\n');
  const ran = spawnSync('python3', ['-c', check], { input: JSON.stringify(sources), encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  const prompts = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(prompts).toEqual(methods.map(() => prompt));
});
