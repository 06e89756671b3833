import type { ModelConfig } from '../model/config';

/** What is wrong with a model's files, in a word. */
export type CheckpointFault =
  /** The configuration is no object. */
  | 'configNotAnObject'
  /** A field that is missing, of a wrong type, or out of its range. */
  | 'badField'
  /** A field whose value is not computed here, or in the tiny model not to be had: biases, scaled positions. */
  | 'unsupported'
  /** A model type of another family. */
  | 'architecture'
  /** Weights that were stored quantized. */
  | 'quantized'
  /** The number of heads does not divide the width, or leaves an odd width for each. */
  | 'badHeads'
  | 'missingTensor'
  | 'unknownTensor'
  | 'badShape'
  /** A tensor of whole numbers or truth values. */
  | 'badDtype'
  /** A weight that is infinite or no number. */
  | 'notFinite';

/** A checkpoint that cannot be read here. */
export class CheckpointError extends Error {
  readonly kind: CheckpointFault;
  /** The configuration's field, or the tensor. */
  readonly subject: string;

  constructor(kind: CheckpointFault, subject: string) {
    super(`${kind}: ${subject}`);
    this.name = 'CheckpointError';
    this.kind = kind;
    this.subject = subject;
  }
}

/** Fields of Hugging Face's `LlamaConfig` that our forward pass takes for granted, with the value it needs. */
const FIXED = {
  hidden_act: 'silu',
  attention_bias: false,
  mlp_bias: false,
  rope_scaling: null,
} as const;

/**
 * Reads a Hugging Face `config.json` of a LLaMA model whose output layer is its embedding.
 *
 * @throws CheckpointError naming the field
 */
export function readConfig(json: unknown): ModelConfig {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new CheckpointError('configNotAnObject', 'config');
  }
  const fields = new Map<string, unknown>(Object.entries(json));
  if (fields.get('model_type') !== 'llama') throw new CheckpointError('unsupported', 'model_type');
  if (fields.get('tie_word_embeddings') !== true) {
    throw new CheckpointError('unsupported', 'tie_word_embeddings');
  }
  for (const [field, value] of Object.entries(FIXED)) {
    if ((fields.get(field) ?? value) !== value) throw new CheckpointError('unsupported', field);
  }
  readRotary(fields);
  const whole = (field: string) => {
    const value = fields.get(field);
    if (!Number.isSafeInteger(value) || (value as number) < 1) throw new CheckpointError('badField', field);
    return value as number;
  };
  const positive = (field: string, most: number) => {
    const value = fields.get(field);
    if (typeof value !== 'number' || !(value > 0 && value <= most)) {
      throw new CheckpointError('badField', field);
    }
    return value;
  };
  const config = {
    vocab_size: whole('vocab_size'),
    hidden_size: whole('hidden_size'),
    intermediate_size: whole('intermediate_size'),
    num_hidden_layers: whole('num_hidden_layers'),
    num_attention_heads: whole('num_attention_heads'),
    max_position_embeddings: whole('max_position_embeddings'),
    rope_theta: positive('rope_theta', Number.MAX_VALUE),
    rms_norm_eps: positive('rms_norm_eps', 1),
  };
  const headWidth = config.hidden_size / config.num_attention_heads;
  // Rotary positions turn pairs of a head's numbers.
  if (!Number.isInteger(headWidth) || headWidth % 2 !== 0) {
    throw new CheckpointError('badHeads', 'num_attention_heads');
  }
  if ((fields.get('num_key_value_heads') ?? config.num_attention_heads) !== config.num_attention_heads) {
    throw new CheckpointError('unsupported', 'num_key_value_heads');
  }
  if ((fields.get('head_dim') ?? headWidth) !== headWidth) {
    throw new CheckpointError('unsupported', 'head_dim');
  }
  return config;
}

/** Takes the base of the rotary positions out of `rope_parameters`, where transformers 5 writes it. */
function readRotary(fields: Map<string, unknown>): void {
  const rotary = fields.get('rope_parameters');
  if (typeof rotary !== 'object' || rotary === null) return;
  const inner = new Map<string, unknown>(Object.entries(rotary));
  for (const [field, plain] of [
    ['rope_type', 'default'],
    ['partial_rotary_factor', 1],
  ] as const) {
    if ((inner.get(field) ?? plain) !== plain)
      throw new CheckpointError('unsupported', `rope_parameters.${field}`);
  }
  if (inner.has('rope_theta')) fields.set('rope_theta', inner.get('rope_theta'));
}

/** The ids of the special tokens, as the tokenizer's files number them. */
export interface SpecialIds {
  readonly bos: number;
  readonly eos: number;
  readonly pad: number;
}

/** The whole `config.json` with which transformers opens the model as a `LlamaForCausalLM`. */
export function configJson(config: ModelConfig, dtype: 'F32' | 'F16' | 'BF16', ids: SpecialIds) {
  return {
    architectures: ['LlamaForCausalLM'],
    attention_bias: FIXED.attention_bias,
    attention_dropout: 0,
    bos_token_id: ids.bos,
    eos_token_id: ids.eos,
    head_dim: config.hidden_size / config.num_attention_heads,
    hidden_act: FIXED.hidden_act,
    hidden_size: config.hidden_size,
    initializer_range: 0.02,
    intermediate_size: config.intermediate_size,
    max_position_embeddings: config.max_position_embeddings,
    mlp_bias: FIXED.mlp_bias,
    model_type: 'llama',
    num_attention_heads: config.num_attention_heads,
    num_hidden_layers: config.num_hidden_layers,
    num_key_value_heads: config.num_attention_heads,
    pad_token_id: ids.pad,
    pretraining_tp: 1,
    rms_norm_eps: config.rms_norm_eps,
    rope_scaling: FIXED.rope_scaling,
    rope_theta: config.rope_theta,
    tie_word_embeddings: true,
    torch_dtype: { F32: 'float32', F16: 'float16', BF16: 'bfloat16' }[dtype],
    use_cache: true,
    vocab_size: config.vocab_size,
  };
}
