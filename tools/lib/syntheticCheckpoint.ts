import {
  closeSync,
  mkdirSync,
  openAsBlob,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { SlicedFile } from '../../src/training/brought/folder';
import { float32ToBrains } from '../../src/training/formats/halves';
import { checkpointShapes, type ModelConfig, sizeOf } from '../../src/training/model/config';
import { createRandom } from '../../src/training/random';

/** SmolLM2-135M's config.json, as far as it is read. */
export const SMOL = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_act: 'silu',
  hidden_size: 576,
  intermediate_size: 1536,
  max_position_embeddings: 8192,
  num_attention_heads: 9,
  num_hidden_layers: 30,
  num_key_value_heads: 3,
  rms_norm_eps: 1e-5,
  rope_theta: 100_000,
  tie_word_embeddings: true,
  vocab_size: 49_152,
};

/** Random numbers that are written over and over: what matters is their number. */
const BLOCK = 2 ** 20;

/** Writes the files of a model of these shapes with random weights in BF16, in place of what the folder held. */
export function writeSyntheticCheckpoint(folder: string, json: typeof SMOL): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(json));
  writeFileSync(join(folder, 'tokenizer.json'), '{}');
  const { architectures: _a, model_type: _m, hidden_act: _h, ...config } = json;
  const shapes = checkpointShapes(config satisfies ModelConfig);
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const begin = end;
      end += 2 * sizeOf(shape);
      return [name, { dtype: 'BF16', shape, data_offsets: [begin, end] }];
    }),
  );
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  const random = createRandom(1, 'synthetic');
  const noise = (middle: number) =>
    new Uint8Array(
      float32ToBrains(Float32Array.from({ length: BLOCK }, () => middle + 0.02 * random.gaussian())).buffer,
    );
  const [weights, gains] = [noise(0), noise(1)];
  const file = openSync(join(folder, 'model.safetensors'), 'w');
  writeSync(file, length);
  writeSync(file, text);
  for (const [name, shape] of Object.entries(shapes)) {
    const block = name.includes('norm') ? gains : weights;
    for (let left = 2 * sizeOf(shape); left > 0; left -= block.length) {
      writeSync(file, block.subarray(0, Math.min(left, block.length)));
    }
  }
  closeSync(file);
}

/** A folder's files as a browser hands them over: read from the disk when they are sliced. */
export async function filesOnDisk(folder: string, names: readonly string[]): Promise<SlicedFile[]> {
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const blob = await openAsBlob(path);
      return {
        name,
        size: statSync(path).size,
        slice: (begin: number, end: number) => blob.slice(begin, end),
      };
    }),
  );
}
