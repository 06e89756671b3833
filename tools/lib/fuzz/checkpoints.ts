/** Damaged checkpoints of the families that a reader may bring, against what is read of one before any memory is taken. */
import { fitted } from '../../../src/training/brought/checkpoint.ts';
import { CheckpointError } from '../../../src/training/formats/checkpointConfig.ts';
import { readFamilyConfig } from '../../../src/training/formats/familyConfig.ts';
import { SafetensorsError, writeSafetensors } from '../../../src/training/formats/safetensors.ts';
import { readHeader } from '../../../src/training/formats/safetensorsHeader.ts';
import { checkpointShapes, type ModelConfig, sizeOf } from '../../../src/training/model/config.ts';
import { rotaryRates } from '../../../src/training/model/rotary.ts';
import { createRandom } from '../../../src/training/random.ts';
import { joined, mutateBytes, mutateJson, pick } from './mutate.ts';
import { counted, damaged, type FuzzReport } from './safetensors.ts';

const SIZES = {
  ...{ vocab_size: 4, hidden_size: 8, intermediate_size: 4, num_hidden_layers: 2, num_attention_heads: 2 },
  ...{ num_key_value_heads: 1, max_position_embeddings: 8, rope_theta: 10000, rms_norm_eps: 1e-5 },
};
const LLAMA3 = {
  ...{ rope_type: 'llama3', factor: 8, low_freq_factor: 1, high_freq_factor: 4 },
  original_max_position_embeddings: 8,
};

const CONFIGS = [
  { model_type: 'llama', architectures: ['LlamaForCausalLM'], tie_word_embeddings: true, hidden_act: 'silu' },
  { model_type: 'llama', rope_scaling: LLAMA3, attention_bias: true, mlp_bias: false, head_dim: 6 },
  {
    model_type: 'qwen2',
    tie_word_embeddings: true,
    use_sliding_window: false,
    layer_types: ['full_attention'],
  },
  {
    model_type: 'qwen2',
    rope_parameters: { rope_type: 'linear', factor: 2, rope_theta: 100 },
    quantization_config: null,
  },
].map((fields) => ({ ...SIZES, ...fields }));

const weightsOf = (config: ModelConfig) =>
  writeSafetensors(
    new Map(
      Object.entries(checkpointShapes(config)).map(([name, shape]) => [
        name,
        { dtype: 'BF16' as const, shape, bytes: new Uint8Array(2 * sizeOf(shape)) },
      ]),
    ),
  );

/** config.json and the weights in one, the length of the first in front. */
function packed(config: Uint8Array, weights: Uint8Array): Uint8Array {
  return joined(new Uint8Array(Uint32Array.of(config.length).buffer), config, weights);
}

/** @throws Error where a checkpoint is neither read whole nor refused */
function judged(input: Uint8Array): string {
  const end = 4 + new DataView(input.buffer, input.byteOffset).getUint32(0, true);
  const weights = input.slice(end);
  try {
    const { config } = readFamilyConfig(parsed(input.subarray(4, end)));
    if (!rotaryRates(config).every(Number.isFinite)) throw new Error('rates that are no numbers');
    const tensors = fitted(config, readHeader(weights, weights.length).tensors);
    for (const [name, { begin, end: last, shape }] of tensors) {
      if (begin < 8 || last > weights.length) throw new Error(`${name} lies outside`);
      if (sizeOf(shape) > weights.length) throw new Error(`${name} is larger than the file`);
    }
    return 'read';
  } catch (error) {
    if (!(error instanceof CheckpointError || error instanceof SafetensorsError)) throw error;
    return error.kind;
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new CheckpointError('configNotAnObject', 'config');
  }
}

export function fuzzCheckpoints(inputs: number, seed: number): FuzzReport {
  const random = createRandom(seed, 'checkpoints');
  const whole = CONFIGS.map((json) => ({
    text: JSON.stringify(json),
    weights: weightsOf(readFamilyConfig(json).config),
  }));
  const make = (): Uint8Array => {
    const { text, weights } = pick(whole, random);
    const kind = random.integer(8);
    const config = kind < 5 ? mutateJson(text, random) : text;
    const bytes = new TextEncoder().encode(config);
    return packed(
      kind === 5 ? mutateBytes(bytes, random) : bytes,
      kind > 5 ? damaged(weights, random) : weights,
    );
  };
  return counted(inputs, make, judged);
}
