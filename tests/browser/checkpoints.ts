import { writeSafetensors } from '../../src/training/formats/safetensors';
import { checkpointShapes, type ModelConfig, sizeOf } from '../../src/training/model/config';
import { createRandom } from '../../src/training/random';
import { llamaTokenizer, qwenTokenizer } from '../training/brought/tokenizers';

/** A file as Playwright gives it to an input. */
export interface GivenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export const given = (name: string, content: object | Uint8Array): GivenFile => ({
  ...{ name, mimeType: 'application/octet-stream' },
  buffer: Buffer.from(content instanceof Uint8Array ? content : JSON.stringify(content)),
});

const COMMON = {
  hidden_act: 'silu',
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 128,
  rms_norm_eps: 1e-5,
  rope_theta: 10_000,
};

/** What config.json says of the two, and how their tensors are laid out. */
const FAMILIES = {
  llama: {
    tokenizer: llamaTokenizer,
    said: { model_type: 'llama', architectures: ['LlamaForCausalLM'], tie_word_embeddings: false },
    layout: { tie_word_embeddings: false },
  },
  qwen2: {
    tokenizer: qwenTokenizer,
    said: { model_type: 'qwen2', architectures: ['Qwen2ForCausalLM'], tie_word_embeddings: true },
    layout: { biases: ['q_proj', 'k_proj', 'v_proj'] },
  },
} as const;

/** The files of a tiny checkpoint with random weights in float32, what is in them, and its parameters. */
export function tinyCheckpoint(family: keyof typeof FAMILIES, sizes: Partial<typeof COMMON> = {}) {
  const { tokenizer, said, layout } = FAMILIES[family];
  const { json, config } = tokenizer();
  const ids = Object.values(json.model['vocab'] as Record<string, number>);
  const added = json['added_tokens'] as readonly { id: number }[];
  const fields = {
    ...{ ...COMMON, ...sizes },
    vocab_size: Math.max(...ids, ...added.map(({ id }) => id)) + 1,
  };
  const shapes = Object.entries(checkpointShapes({ ...fields, ...layout } satisfies ModelConfig));
  const random = createRandom(11, family);
  const tensors = shapes.map(([name, shape]) => {
    const [middle, spread] = name.includes('norm') ? [1, 0.1] : [0, 0.2];
    const data = Float32Array.from({ length: sizeOf(shape) }, () => middle + spread * random.gaussian());
    return [name, { dtype: 'F32' as const, shape, bytes: new Uint8Array(data.buffer) }] as const;
  });
  return {
    parameters: shapes.reduce((sum, [, shape]) => sum + sizeOf(shape), 0),
    config: { ...fields, ...said },
    tensors: new Map(tensors),
    files: [
      given('config.json', { ...fields, ...said }),
      given('tokenizer.json', json),
      given('tokenizer_config.json', config),
      given('model.safetensors', writeSafetensors(new Map(tensors))),
    ],
  };
}
