import { MATRICES, type Matrix, type ModelConfig, type RopeScaling } from '../model/config';
import { CheckpointError } from './checkpointConfig';

/** Families whose dense models are computed here. */
export type Family = 'llama' | 'qwen2';

/** What transformers takes where a `config.json` leaves it out, and how its class is called. */
const FAMILIES: ReadonlyMap<
  unknown,
  { family: Family; model: string; positions: number; keyValueHeads?: number }
> = new Map([
  ['llama', { family: 'llama', model: 'LlamaForCausalLM', positions: 2048 }],
  ['qwen2', { family: 'qwen2', model: 'Qwen2ForCausalLM', positions: 32_768, keyValueHeads: 32 }],
]);

/** Far beyond any model; products of two stay exact. */
const LARGEST = { layers: 10_000, width: 10_000_000, positions: 100_000_000 } as const;

/** A stranger's words in a sentence. */
const LONGEST = 60;

/**
 * Reads the `config.json` of a dense model of the LLaMA or Qwen2 family, as transformers 4 and 5 write it. Fields that
 * say how a model was trained or runs, and not what it computes, are not looked at.
 *
 * @throws CheckpointError naming the field, with its value where that says more
 */
export function readFamilyConfig(json: unknown): { readonly family: Family; readonly config: ModelConfig } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new CheckpointError('configNotAnObject', 'config');
  }
  const fields = new Fields(json);
  const { family, model, positions, keyValueHeads } = familyOf(fields);
  const width = fields.whole('hidden_size', LARGEST.width);
  const heads = fields.whole('num_attention_heads', LARGEST.width);
  // Absent it is a number of the family's; null means as many as heads.
  const absent = fields.raw('num_key_value_heads') === null ? heads : (keyValueHeads ?? heads);
  const sharing = fields.whole('num_key_value_heads', heads, absent);
  const depth = fields.whole('head_dim', LARGEST.width, width / heads);
  // Rotary positions turn pairs of a head's numbers.
  if (!Number.isInteger(depth) || depth % 2 !== 0 || heads % sharing !== 0) {
    throw new CheckpointError(
      'badHeads',
      heads % sharing === 0 ? 'num_attention_heads' : 'num_key_value_heads',
    );
  }
  const maximum = fields.whole('max_position_embeddings', LARGEST.positions, positions);
  const { theta, scaling } = readRotary(fields);
  const biases = biasesOf(fields, family);
  refuseOthers(fields, model);
  const config: ModelConfig = {
    vocab_size: fields.whole('vocab_size', LARGEST.width),
    hidden_size: width,
    intermediate_size: fields.whole('intermediate_size', LARGEST.width),
    num_hidden_layers: fields.whole('num_hidden_layers', LARGEST.layers),
    num_attention_heads: heads,
    max_position_embeddings: maximum,
    rope_theta: theta,
    rms_norm_eps: fields.positive('rms_norm_eps', 1, 1e-6),
    ...(sharing === heads ? {} : { num_key_value_heads: sharing }),
    ...(depth === width / heads ? {} : { head_dim: depth }),
    ...(fields.flag('tie_word_embeddings', false) ? {} : { tie_word_embeddings: false }),
    ...(biases.length > 0 ? { biases } : {}),
    ...(scaling ? { rope_scaling: scaling } : {}),
  };
  return { family, config };
}

function familyOf(fields: Fields) {
  const type = fields.value('model_type');
  const found = FAMILIES.get(type);
  if (!found) throw new CheckpointError('architecture', type === undefined ? 'model_type' : brief(type));
  const architectures = fields.value('architectures');
  if (architectures !== undefined) {
    if (!Array.isArray(architectures)) throw new CheckpointError('badField', 'architectures');
    if (!architectures.includes(found.model))
      throw new CheckpointError('architecture', brief(architectures[0]));
  }
  const quantization = fields.inner('quantization_config');
  if (quantization) {
    const method = quantization.value('quant_method');
    throw new CheckpointError('quantized', method === undefined ? 'quantization_config' : brief(method));
  }
  return found;
}

/** Qwen2 has biases on queries, keys and values whatever its file says; LLaMA's files say which. */
function biasesOf(fields: Fields, family: Family): readonly Matrix[] {
  if (family === 'qwen2') return ['q_proj', 'k_proj', 'v_proj'];
  const attention = fields.flag('attention_bias', false);
  const feedForward = fields.flag('mlp_bias', false);
  return MATRICES.filter((_, at) => (at < 4 ? attention : feedForward));
}

/** What would be computed otherwise than here. */
function refuseOthers(fields: Fields, model: string): void {
  const activation = fields.value('hidden_act') ?? 'silu';
  if (activation !== 'silu' && activation !== 'swish') {
    throw new CheckpointError('unsupported', `hidden_act: ${brief(activation)}`);
  }
  if (model !== 'Qwen2ForCausalLM') return;
  if (fields.flag('use_sliding_window', false))
    throw new CheckpointError('unsupported', 'use_sliding_window');
  const kinds = fields.value('layer_types') ?? [];
  if (!Array.isArray(kinds)) throw new CheckpointError('badField', 'layer_types');
  const other = kinds.find((kind) => kind !== 'full_attention');
  if (other !== undefined) throw new CheckpointError('unsupported', `layer_types: ${brief(other)}`);
}

/** `rope_theta` and `rope_scaling`, or `rope_parameters`, in which transformers 5 writes both. */
function readRotary(fields: Fields): { theta: number; scaling?: RopeScaling } {
  const name = fields.value('rope_scaling') === undefined ? 'rope_parameters' : 'rope_scaling';
  const inner = fields.inner(name);
  const theta = (inner?.value('rope_theta') === undefined ? fields : inner).positive(
    'rope_theta',
    Number.MAX_VALUE,
    10_000,
  );
  if (fields.positive('partial_rotary_factor', 1, 1) !== 1) {
    throw new CheckpointError('unsupported', 'partial_rotary_factor');
  }
  if (!inner) return { theta };
  if (inner.positive('partial_rotary_factor', 1, 1) !== 1) {
    throw new CheckpointError('unsupported', `${name}.partial_rotary_factor`);
  }
  // The first versions called it `type`.
  const type = inner.value('rope_type') ?? inner.value('type');
  const most = Number.MAX_VALUE;
  switch (type) {
    case 'default':
      return { theta };
    case 'linear':
      return { theta, scaling: { rope_type: type, factor: inner.positive('factor', most) } };
    case 'llama3': {
      const low = inner.positive('low_freq_factor', most);
      const high = inner.positive('high_freq_factor', most);
      if (!(low < high)) throw new CheckpointError('badField', `${name}.high_freq_factor`);
      const scaling = {
        rope_type: type,
        factor: inner.positive('factor', most),
        low_freq_factor: low,
        high_freq_factor: high,
        original_max_position_embeddings: inner.whole('original_max_position_embeddings', LARGEST.positions),
      } as const;
      return { theta, scaling };
    }
    default:
      throw new CheckpointError(
        type === undefined ? 'badField' : 'unsupported',
        `${name}.rope_type${type === undefined ? '' : `: ${brief(type)}`}`,
      );
  }
}

/** A value as far as a sentence can hold it: nested ones may be deeper than any stack. */
function brief(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? '{…}' : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Own fields of an object out of JSON; null reads as absent. */
class Fields {
  readonly #source: object;
  readonly #path: string;

  constructor(source: object, path = '') {
    this.#source = source;
    this.#path = path;
  }

  value(name: string): unknown {
    return this.raw(name) ?? undefined;
  }

  /** Null told from absence. */
  raw(name: string): unknown {
    return Object.hasOwn(this.#source, name) ? Reflect.get(this.#source, name) : undefined;
  }

  inner(name: string): Fields | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) this.refuse(name);
    return new Fields(value as object, `${this.#path}${name}.`);
  }

  whole(name: string, most: number, otherwise?: number): number {
    const value = this.value(name);
    if (value === undefined && otherwise !== undefined) return otherwise;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1 || value > most)
      this.refuse(name);
    return value as number;
  }

  positive(name: string, most: number, otherwise?: number): number {
    const value = this.value(name);
    if (value === undefined && otherwise !== undefined) return otherwise;
    if (typeof value !== 'number' || !(value > 0 && value <= most)) this.refuse(name);
    return value as number;
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.value(name) ?? otherwise;
    if (typeof value !== 'boolean') this.refuse(name);
    return value as boolean;
  }

  refuse(name: string): never {
    throw new CheckpointError('badField', this.#path + name);
  }
}
