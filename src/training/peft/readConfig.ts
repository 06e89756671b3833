import { SCALED } from '../methods/ia3';
import { MATRICES, type Matrix, type ModelConfig } from '../model/config';
import { HUB_CONFIG } from './adapterConfig';
import { PeftError } from './error';

/** What an adapter's configuration says of it. The matrices that LoRA adapts are known from its tensors. */
export type AdapterDescription =
  | {
      readonly method: 'lora' | 'dora';
      readonly rank: number;
      readonly alpha: number;
      readonly scaling: 'rank' | 'sqrtRank';
    }
  | { readonly method: 'prefix' | 'prompt'; readonly virtualTokens: number }
  | { readonly method: 'ia3' }
  | { readonly method: 'adapter'; readonly bottleneck: number; readonly hubName: string };

/** Bounds that keep a stranger's numbers from asking for more than a page can hold. */
const MOST = { rank: 4096, virtualTokens: 4096, bottleneck: 4096 } as const;

/** Fields that say where an adapter comes from, or how it was trained: they do not change what it computes. */
const IRRELEVANT = new Set([
  ...['auto_mapping', 'base_model_name_or_path', 'inference_mode', 'peft_type', 'peft_version', 'revision'],
  ...['lora_dropout', 'megatron_core', 'qalora_group_size', 'loftq_config', 'eva_config', 'init_ia3_weights'],
  ...['runtime_config', 'ensure_weight_tying', 'init_weights', 'encoder_hidden_size', 'prefix_projection'],
  ...['prompt_tuning_init', 'prompt_tuning_init_text', 'tokenizer_name_or_path', 'tokenizer_kwargs'],
]);

/** Starts of LoRA that change the base as well: such an adapter belongs to another base than ours. */
const CHANGES_BASE = /^(pissa|olora|loftq|corda|lora_ga)/;

type Fields = ReadonlyMap<string, unknown>;

/**
 * Reads `adapter_config.json` of PEFT (LoRA, DoRA, (IA)³, prefix and prompt tuning) or of AdapterHub's library (bottleneck
 * adapters). A field that it does not know must be empty: it may stand for something else than ours.
 *
 * @throws PeftError naming the field
 */
export function readAdapterConfig(json: unknown, model: ModelConfig): AdapterDescription {
  const fields = fieldsOf(json, 'adapter_config.json');
  const type = fields.get('peft_type');
  if (type === undefined && fields.get('config') !== undefined) return readHubConfig(fields, model);
  if (typeof type !== 'string') throw new PeftError('badField', 'peft_type', type);
  const task = fields.get('task_type') ?? 'CAUSAL_LM';
  if (task !== 'CAUSAL_LM') throw new PeftError('unsupported', 'task_type', task);
  switch (type) {
    case 'LORA':
      return readLora(fields);
    case 'IA3':
      return readIa3(fields);
    case 'PREFIX_TUNING':
    case 'PROMPT_TUNING':
      return readVirtual(fields, model, type === 'PREFIX_TUNING' ? 'prefix' : 'prompt');
    default:
      throw new PeftError('unsupportedMethod', type);
  }
}

function readLora(fields: Fields): AdapterDescription {
  const start = fields.get('init_lora_weights');
  if (typeof start === 'string' && CHANGES_BASE.test(start)) {
    throw new PeftError('unsupported', 'init_lora_weights', start);
  }
  if ((fields.get('bias') ?? 'none') !== 'none')
    throw new PeftError('unsupported', 'bias', fields.get('bias'));
  const rank = whole(fields, 'r', MOST.rank);
  const alpha = fields.get('lora_alpha');
  if (typeof alpha !== 'number' || !(alpha > 0) || !Number.isFinite(alpha)) {
    throw new PeftError('badField', 'lora_alpha', alpha);
  }
  const dora = truth(fields, 'use_dora');
  const scaling = truth(fields, 'use_rslora') ? 'sqrtRank' : 'rank';
  emptyBut(fields, [
    'r',
    'lora_alpha',
    'use_dora',
    'use_rslora',
    'bias',
    'target_modules',
    'init_lora_weights',
  ]);
  return { method: dora ? 'dora' : 'lora', rank, alpha, scaling };
}

function readIa3(fields: Fields): AdapterDescription {
  const targets = fields.get('target_modules');
  if (Array.isArray(targets) && !sameSet(targets, SCALED)) {
    throw new PeftError('unsupported', 'target_modules', targets);
  }
  emptyBut(fields, ['target_modules', 'feedforward_modules']);
  return { method: 'ia3' };
}

function readVirtual(fields: Fields, model: ModelConfig, method: 'prefix' | 'prompt'): AdapterDescription {
  const virtualTokens = whole(fields, 'num_virtual_tokens', MOST.virtualTokens);
  const sizes = {
    token_dim: model.hidden_size,
    num_layers: model.num_hidden_layers,
    num_attention_heads: model.num_attention_heads,
  };
  for (const [field, size] of Object.entries(sizes)) {
    const given = fields.get(field) ?? size;
    if (given !== size) throw new PeftError('otherModel', field, given);
  }
  const submodules = fields.get('num_transformer_submodules') ?? 1;
  if (submodules !== 1) throw new PeftError('unsupported', 'num_transformer_submodules', submodules);
  emptyBut(fields, [...Object.keys(sizes), 'num_virtual_tokens', 'num_transformer_submodules']);
  return { method, virtualTokens };
}

/** Fields of AdapterHub's configuration that matter in training alone. */
const HUB_IRRELEVANT = new Set(['init_weights', 'dropout', 'reduction_factor', 'stochastic_depth']);
/** Of layers that are not there, since `phm_layer` is false. */
const HUB_PHM = /phm|^factorized_|^shared_|^hypercomplex/;

function readHubConfig(fields: Fields, model: ModelConfig): AdapterDescription {
  const config = fieldsOf(fields.get('config'), 'config');
  const name = fields.get('name');
  if (typeof name !== 'string' || name === '' || name.length > 200)
    throw new PeftError('badField', 'name', name);
  const size = fields.get('hidden_size') ?? model.hidden_size;
  if (size !== model.hidden_size) throw new PeftError('otherModel', 'hidden_size', size);
  const ours = new Map<string, unknown>(Object.entries(HUB_CONFIG));
  for (const field of ['mh_adapter', 'output_adapter', 'non_linearity']) {
    if (!config.has(field))
      throw new PeftError('unsupportedMethod', String(config.get('architecture') ?? field));
  }
  for (const [field, value] of config) {
    if (HUB_IRRELEVANT.has(field) || (field !== 'phm_layer' && HUB_PHM.test(field))) continue;
    const expected = ours.get(field);
    const same = isEmpty(expected) ? isEmpty(value) : expected === value;
    if (!same) throw new PeftError('unsupported', field, value);
  }
  const factor = config.get('reduction_factor');
  if (typeof factor !== 'number' || !(factor > 0))
    throw new PeftError('badField', 'reduction_factor', factor);
  const bottleneck = Math.max(1, Math.floor(model.hidden_size / factor));
  if (bottleneck > MOST.bottleneck) throw new PeftError('badField', 'reduction_factor', factor);
  return { method: 'adapter', bottleneck, hubName: name };
}

/** The matrices that LoRA's tensors adapt, in the order of a layer. */
export function adaptedMatrices(names: Iterable<string>): readonly Matrix[] {
  const found = new Set<string>();
  for (const name of names) found.add(/\.(\w+)\.lora_A\.weight$/.exec(name)?.[1] ?? '');
  return MATRICES.filter((matrix) => found.has(matrix));
}

export function fieldsOf(json: unknown, subject: string): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new PeftError('badField', subject, json);
  }
  return new Map<string, unknown>(Object.entries(json));
}

function whole(fields: Fields, field: string, most: number): number {
  const value = fields.get(field);
  if (!Number.isSafeInteger(value) || (value as number) < 1 || (value as number) > most) {
    throw new PeftError('badField', field, value);
  }
  return value as number;
}

function truth(fields: Fields, field: string): boolean {
  const value = fields.get(field) ?? false;
  if (typeof value !== 'boolean') throw new PeftError('badField', field, value);
  return value;
}

function emptyBut(fields: Fields, known: readonly string[]): void {
  for (const [field, value] of fields) {
    if (known.includes(field) || IRRELEVANT.has(field) || field === 'task_type' || isEmpty(value)) continue;
    throw new PeftError('unsupported', field, value);
  }
}

/** Nothing, in any of the forms in which a configuration says so. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function sameSet(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && b.every((each) => a.includes(each));
}
