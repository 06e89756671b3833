import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultDevice, init } from '../../../src/training/engine';
import { writeCheckpoint } from '../../../src/training/formats/checkpoint';
import {
  type FloatDtype,
  fromFloat32,
  readSafetensors,
  type StoredTensor,
  toFloat32,
  writeSafetensors,
} from '../../../src/training/formats/safetensors';
import { unzip, zip } from '../../../src/training/peft/archive';
import { PeftError } from '../../../src/training/peft/error';
import { prefixTable } from '../../../src/training/peft/prefixTable';
import { readTrained } from '../../../src/training/peft/read';
import { isWanted, LARGEST_FILE } from '../../../src/training/peft/wanted';
import { type Files, utf8 } from '../../../src/training/peft/write';
import { fuzzAdapters, fuzzZips } from '../../../tools/lib/fuzz/adapters';
import { trainedCase } from '../../../tools/peft-parity/cases';
import { siteLogits } from '../../../tools/peft-parity/logits';
import { milliseconds } from '../../support/milliseconds';
import { FIXTURES, filesOf, tinyModel } from './support';

const model = tinyModel();

function thrownBy(work: () => unknown): { kind: string; subject?: string; detail?: string } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof PeftError)) throw error;
    return { kind: error.kind, subject: error.subject, detail: error.detail };
  }
  return { kind: 'none' };
}
const faultOf = (files: Files) => thrownBy(() => readTrained(files, model.config));

/** A fixture with fields of its configuration changed. */
function changed(name: string, fields: Record<string, unknown>): Files {
  const files = filesOf(`${FIXTURES}/${name}`);
  const config = JSON.parse(new TextDecoder().decode(files['adapter_config.json']));
  return { ...files, 'adapter_config.json': utf8(JSON.stringify({ ...config, ...fields })) };
}

/** A fixture with its tensors changed. */
function retensored(name: string, change: (tensors: Map<string, StoredTensor>) => void): Files {
  const files = filesOf(`${FIXTURES}/${name}`);
  const { tensors } = readSafetensors(files['adapter_model.safetensors'] as Uint8Array);
  change(tensors);
  return { ...files, 'adapter_model.safetensors': writeSafetensors(tensors) };
}

const A = 'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight';

describe('what PEFT writes is read', () => {
  it('with all the fields of its newer versions at their defaults', () => {
    const newer = {
      ...{ peft_version: '0.21.2', alora_invocation_tokens: null, arrow_config: null, corda_config: null },
      ...{ ensure_weight_tying: false, eva_config: null, exclude_modules: null, layer_replication: null },
      ...{
        loftq_config: {},
        lora_bias: false,
        lora_ga_config: null,
        megatron_config: null,
        kasa_config: null,
      },
      ...{
        megatron_core: 'megatron.core',
        qalora_group_size: 16,
        target_parameters: null,
        use_qalora: false,
      },
      ...{ trainable_token_indices: null, use_bdlora: null, velora_config: null, lora_dropout: 0.05 },
      ...{ target_modules: 'all-linear', some_future_field: null },
    };
    const { options, method } = readTrained(changed('lora', newer), model.config);
    expect(method).toBe('lora');
    expect(options).toMatchObject({ rank: 3, alpha: 6, targets: ['q_proj', 'v_proj', 'down_proj'] });
  });

  it('in a folder among others, and with DoRA’s lengths under their module’s name', () => {
    const nested = Object.entries(filesOf(`${FIXTURES}/dora`)).map(([name, bytes]) => [`x/y/${name}`, bytes]);
    const around = { 'x/README.md': utf8('# me'), 'base/config.json': utf8('{}') };
    expect(readTrained({ ...Object.fromEntries(nested), ...around }, model.config).method).toBe('dora');
    const renamed = retensored('dora', (tensors) => {
      for (const [name, tensor] of [...tensors]) {
        if (!name.endsWith('lora_magnitude_vector')) continue;
        tensors.delete(name);
        tensors.set(`${name}.weight`, tensor);
      }
    });
    const plain = readTrained(filesOf(`${FIXTURES}/dora`), model.config);
    expect(readTrained(renamed, model.config)).toEqual(plain);
  });

  it.each<FloatDtype>(['F16', 'BF16'])('in %s', (dtype) => {
    const half = retensored('lora', (tensors) => {
      for (const [name, { shape, ...tensor }] of [...tensors]) {
        const bytes = fromFloat32(toFloat32({ shape, ...tensor }), dtype);
        tensors.set(name, { dtype, shape, bytes });
      }
    });
    const read = readTrained(half, model.config).values;
    const exact = readTrained(filesOf(`${FIXTURES}/lora`), model.config).values;
    for (const [name, { data }] of Object.entries(exact)) {
      const found = read[name]?.data as Float32Array;
      for (const [at, value] of data.entries()) {
        expect(Math.abs((found[at] as number) - value)).toBeLessThan(0.01 * Math.abs(value) + 1e-4);
      }
    }
  });

  it('the table that a network made is what the network computes', async () => {
    await init('wasm');
    defaultDevice('wasm');
    const { options, values, method } = trainedCase('prefix-network', model);
    const tokens = [1, 321, 457, 362];
    const through = await siteLogits(model, method, options, values, tokens);
    const direct = { prompt_embeddings: prefixTable(values) };
    const table = await siteLogits(model, method, { ...options, prefixHidden: 0 }, direct, tokens);
    expect(Math.max(...through.map((value, at) => Math.abs(value - (table[at] as number))))).toBeLessThan(
      1e-4,
    );
  });
});

describe('what is not supported is said by name', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ['lora', { peft_type: 'ADALORA' }, 'unsupportedMethod', 'ADALORA'],
    ['lora', { peft_type: '__proto__' }, 'unsupportedMethod', '__proto__'],
    ['lora', { peft_type: 3 }, 'badField', 'peft_type'],
    ['lora', { task_type: 'SEQ_CLS' }, 'unsupported', 'task_type'],
    ['lora', { bias: 'all' }, 'unsupported', 'bias'],
    ['lora', { fan_in_fan_out: true }, 'unsupported', 'fan_in_fan_out'],
    ['lora', { rank_pattern: { q_proj: 4 } }, 'unsupported', 'rank_pattern'],
    ['lora', { alpha_pattern: { q_proj: 4 } }, 'unsupported', 'alpha_pattern'],
    ['lora', { modules_to_save: ['lm_head'] }, 'unsupported', 'modules_to_save'],
    ['lora', { layers_to_transform: [0, 1] }, 'unsupported', 'layers_to_transform'],
    ['lora', { layer_replication: [[0, 4]] }, 'unsupported', 'layer_replication'],
    ['lora', { lora_bias: true }, 'unsupported', 'lora_bias'],
    ['lora', { use_qalora: true }, 'unsupported', 'use_qalora'],
    ['lora', { arrow_config: { top_k: 3 } }, 'unsupported', 'arrow_config'],
    ['lora', { some_future_field: 'on' }, 'unsupported', 'some_future_field'],
    ['lora', { init_lora_weights: 'pissa_niter_16' }, 'unsupported', 'init_lora_weights'],
    ['lora', { r: 0 }, 'badField', 'r'],
    ['lora', { r: 1e9 }, 'badField', 'r'],
    ['lora', { r: '3' }, 'badField', 'r'],
    ['lora', { lora_alpha: -1 }, 'badField', 'lora_alpha'],
    ['lora', { use_rslora: 'yes' }, 'badField', 'use_rslora'],
    ['lora', { r: 4 }, 'badShape', A],
    ['ia3', { target_modules: ['q_proj'] }, 'unsupported', 'target_modules'],
    ['prefix', { num_layers: 12 }, 'otherModel', 'num_layers'],
    ['prefix', { num_virtual_tokens: 6 }, 'badShape', 'prompt_embeddings'],
    ['prefix', { num_transformer_submodules: 2 }, 'unsupported', 'num_transformer_submodules'],
    ['prompt', { token_dim: 64 }, 'otherModel', 'token_dim'],
    ['prompt', { peft_type: 'P_TUNING' }, 'unsupportedMethod', 'P_TUNING'],
    ['adapter', { hidden_size: 64 }, 'otherModel', 'hidden_size'],
    ['adapter', { config: { mh_adapter: true } }, 'unsupportedMethod', 'output_adapter'],
    ['adapter', { config: { architecture: 'lora' } }, 'unsupportedMethod', 'lora'],
    ['adapter', { name: '' }, 'badField', 'name'],
  ])('%s with %o: %s %s', (name, fields, kind, subject) => {
    expect(faultOf(changed(name, fields))).toMatchObject({ kind, subject });
  });

  it.each<[string, string]>([
    ['non_linearity', 'swish'],
    ['is_parallel', 'true'],
    ['scaling', '2.0'],
    ['phm_layer', 'true'],
    ['ln_after', 'true'],
  ])('AdapterHub’s %s at %s', (field, value) => {
    const files = filesOf(`${FIXTURES}/adapter`);
    const config = JSON.parse(new TextDecoder().decode(files['adapter_config.json']));
    const parsed = value === 'swish' ? value : JSON.parse(value);
    const inner = { ...config.config, [field]: parsed };
    expect(faultOf(changed('adapter', { config: inner }))).toMatchObject({
      kind: 'unsupported',
      subject: field,
    });
  });

  it('in the tensors', () => {
    const of = (change: (tensors: Map<string, StoredTensor>) => void) => faultOf(retensored('lora', change));
    const first = (tensors: Map<string, StoredTensor>) => tensors.get(A) as StoredTensor;
    expect(of((tensors) => tensors.delete(A))).toMatchObject({ kind: 'missingTensor', subject: A });
    expect(of((tensors) => tensors.set('lm_head.weight', first(tensors))).kind).toBe('unknownTensor');
    expect(of((tensors) => tensors.set(A, { ...first(tensors), dtype: 'I32' }))).toEqual({
      ...{ kind: 'badDtype', subject: A, detail: 'I32' },
    });
    expect(of((tensors) => tensors.set(A, { ...first(tensors), shape: [128, 3] })).kind).toBe('badShape');
    const bytes = fromFloat32(new Float32Array(3 * 128).fill(Number.NaN), 'F32');
    expect(of((tensors) => tensors.set(A, { ...first(tensors), bytes })).kind).toBe('notFinite');
    expect(of((tensors) => tensors.clear()).kind).toBe('missingTensor');
  });

  it('in the files', () => {
    const { 'adapter_config.json': config, ...rest } = filesOf(`${FIXTURES}/lora`);
    const files = { 'adapter_config.json': config as Uint8Array };
    expect(faultOf({})).toMatchObject({ kind: 'noAdapter', subject: 'adapter_config.json' });
    expect(faultOf(files)).toMatchObject({ kind: 'noAdapter', subject: 'adapter_model.safetensors' });
    expect(faultOf({ ...files, 'adapter_model.bin': utf8('x') }).kind).toBe('pickle');
    expect(faultOf({ 'pytorch_model.bin': utf8('x') }).kind).toBe('pickle');
    expect(faultOf({ ...files, ...rest, 'a/adapter_config.json': utf8('{}') }).kind).toBe('severalAdapters');
    expect(faultOf({ ...rest, 'adapter_config.json': utf8('{') }).kind).toBe('configNotJson');
    expect(faultOf({ ...rest, 'adapter_config.json': Uint8Array.of(0xff) }).kind).toBe('configNotJson');
    expect(faultOf({ ...rest, 'adapter_config.json': utf8('['.repeat(1e6)) }).kind).toBe('configNotJson');
    expect(faultOf({ ...rest, 'adapter_config.json': utf8('[]') }).kind).toBe('badField');
    const cut = (rest['adapter_model.safetensors'] as Uint8Array).slice(0, 99);
    expect(faultOf({ ...files, 'adapter_model.safetensors': cut })).toMatchObject({ kind: 'weights' });
    const large = new Uint8Array(LARGEST_FILE + 1);
    expect(faultOf({ ...files, 'adapter_model.safetensors': large }).kind).toBe('fileTooLarge');
  });

  it('in a whole model', () => {
    const { configJson, bytes } = writeCheckpoint(model.config, model.weights, 'F16');
    const files = (config: object) => ({
      ...{ 'config.json': utf8(JSON.stringify(config)), 'model.safetensors': bytes },
    });
    expect(readTrained(files(configJson), model.config)).toMatchObject({ method: 'full' });
    expect(faultOf(files({ ...configJson, model_type: 'gpt2' }))).toMatchObject({
      ...{ kind: 'unsupported', subject: 'model_type' },
    });
    expect(faultOf(files({ ...configJson, num_hidden_layers: 3 })).kind).toBe('unknownTensor');
    expect(faultOf(files({ ...configJson, rope_theta: 500000 }))).toMatchObject({
      ...{ kind: 'otherModel', subject: 'rope_theta' },
    });
    expect(faultOf({ ...files(configJson), 'model.safetensors.index.json': utf8('{}') }).kind).toBe('shards');
  });
});

describe('a zip', () => {
  const files = filesOf(`${FIXTURES}/lora`);
  const packed = zip(files);
  const kind = (bytes: Uint8Array) => thrownBy(() => unzip(bytes)).kind;
  const at = (bytes: Uint8Array, signature: number): number => {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let place = bytes.length - 4; place >= 0; place--) {
      if (view.getUint32(place, true) === signature) return place;
    }
    throw new Error('no such record');
  };
  const patched = (signature: number, offset: number, value: number, wide = false): Uint8Array => {
    const copy = packed.slice();
    const view = new DataView(copy.buffer);
    const place = at(copy, signature) + offset;
    if (wide) view.setUint32(place, value, true);
    else view.setUint16(place, value, true);
    return copy;
  };
  const [END, MEMBER] = [0x06054b50, 0x02014b50];

  it('comes back, compressed or not, whatever else is in it', () => {
    expect(unzip(packed)).toEqual(files);
    const other = zipSync({ 'notes.txt': utf8('x'), '__MACOSX/config.json': utf8('x'), d: files as never });
    expect(Object.keys(unzip(other)).sort()).toEqual(
      Object.keys(files)
        .map((name) => `d/${name}`)
        .sort(),
    );
    expect(isWanted('.git/config.json')).toBe(false);
  });

  it('is refused where it is damaged, and never unpacked beyond what it says', () => {
    expect(kind(utf8('no zip'))).toBe('zip');
    expect(kind(new Uint8Array(0))).toBe('zip');
    expect(kind(patched(END, 10, 9))).toBe('zip');
    expect(kind(patched(END, 16, 2 ** 31, true))).toBe('zip');
    expect(kind(patched(MEMBER, 8, 1))).toBe('zip');
    expect(kind(patched(MEMBER, 10, 12))).toBe('zip');
    expect(kind(patched(MEMBER, 16, 1, true))).toBe('zip');
    expect(kind(patched(MEMBER, 24, 2 ** 32 - 1, true))).toBe('fileTooLarge');
    expect(kind(patched(MEMBER, 42, 2 ** 31, true))).toBe('zip');
    // A bomb: a gigabyte that says it were ten bytes.
    const bomb = zipSync({ 'config.json': new Uint8Array(5e7) }, { level: 9 });
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(at(bomb, MEMBER) + 24, 10, true);
    expect(kind(bomb)).toBe('zip');
    expect(milliseconds(() => kind(bomb), 5000)).toBeLessThan(5000);
    const twice = zipSync({ 'config.json': utf8('1'), 'config.jsoN': utf8('2') });
    for (let place = 0; place < twice.length; place++) if (twice[place] === 0x4e) twice[place] = 0x6e;
    expect(kind(twice)).toBe('zip');
  });
});

describe('damaged adapters are read or refused, never anything else', () => {
  beforeAll(() => {
    // Named here so that the fuzz of the tools and the tests read the same folders.
    expect(Object.keys(filesOf(`${FIXTURES}/lora`)).length).toBe(2);
  });

  it('in their folders', () => {
    const { read, refused } = fuzzAdapters(1500, 3);
    expect(read).toBeGreaterThan(20);
    for (const word of ['configNotJson', 'badField', 'unsupported', 'badShape', 'weights']) {
      expect(refused[word], word).toBeGreaterThan(0);
    }
  });

  it('in a zip', () => {
    const { refused, read } = fuzzZips(400, 3);
    expect(refused['zip']).toBeGreaterThan(20);
    expect(read).toBeGreaterThan(0);
  });
});
