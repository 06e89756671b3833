import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors } from '../../../src/training/formats/safetensors';
import { DEFAULT_OPTIONS } from '../../../src/training/methods/defaults';
import type { MethodOptions } from '../../../src/training/methods/method';
import { checkpointShapes, MATRICES, type ModelConfig, sizeOf } from '../../../src/training/model/config';
import { createRandom } from '../../../src/training/random';

/** Where tools/peft-parity/families.py has written. */
export const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'brought');

export const FAMILIES = ['llama-tied', 'llama-scaled', 'llama-biased', 'qwen2-sharded'] as const;

export const file = (name: string, content: string | Uint8Array): File =>
  new File([typeof content === 'string' ? content : Uint8Array.from(content)], name);

/** The files of a fixture, with a tokenizer that is one as far as JSON goes. */
export function familyFiles(name: (typeof FAMILIES)[number]): File[] {
  const folder = join(FIXTURES, name);
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const files = names.map(({ name: each }) => file(each, readFileSync(join(folder, each))));
  return [...files, file('tokenizer.json', '{}')];
}

export const ALL_MATRICES: MethodOptions = { ...DEFAULT_OPTIONS, rank: 4, alpha: 8, targets: MATRICES };

/** The files of a small LLaMA with random weights, with other fields where they are given. */
export function smallFiles(fields: Readonly<Record<string, unknown>> = {}): File[] {
  const config = { ...SMALL, ...fields };
  return [
    file('config.json', JSON.stringify(config)),
    file('tokenizer.json', '{}'),
    file('model.safetensors', writeSafetensors(tensorsOf(SMALL))),
  ];
}

export const SMALL = {
  model_type: 'llama',
  architectures: ['LlamaForCausalLM'],
  hidden_act: 'silu',
  hidden_size: 8,
  intermediate_size: 12,
  max_position_embeddings: 32,
  num_attention_heads: 2,
  num_hidden_layers: 2,
  num_key_value_heads: 1,
  rms_norm_eps: 1e-5,
  rope_theta: 10_000,
  tie_word_embeddings: false,
  vocab_size: 16,
};

type Sizes = ModelConfig & Pick<typeof SMALL, 'model_type' | 'architectures' | 'hidden_act'>;

/** Random tensors in float32 for a configuration as SMALL is one. */
export function tensorsOf({ model_type, architectures, hidden_act, ...config }: Sizes) {
  const random = createRandom(5, 'small');
  return new Map(
    Object.entries(checkpointShapes(config)).map(([name, shape]) => {
      const [middle, spread] = name.includes('norm') ? [1, 0.1] : [0, name.includes('embed') ? 1 : 0.3];
      const data = Float32Array.from({ length: sizeOf(shape) }, () => middle + spread * random.gaussian());
      return [name, { dtype: 'F32' as const, shape, bytes: new Uint8Array(data.buffer) }];
    }),
  );
}
