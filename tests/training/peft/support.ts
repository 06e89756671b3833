import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCheckpoint } from '../../../src/training/formats/checkpoint';
import { readSafetensors, toFloat32 } from '../../../src/training/formats/safetensors';
import type { Pretrained } from '../../../src/training/laboratory/model';
import type { MethodId } from '../../../src/training/methods/method';
import type { Files } from '../../../src/training/peft/write';
import { createTokenizer } from '../../../src/training/tokenizer';

export const FIXTURES = 'tests/fixtures/peft';
const TINY = 'public/models/tiny';

interface Golden {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly methods: Readonly<Record<string, MethodId>>;
}

/** What `tools/peft-parity/golden.py` has written. */
export const GOLDEN = JSON.parse(readFileSync(join(FIXTURES, 'cases.json'), 'utf8')) as Golden;

/** Logits [T · V] by case, from a decoder that shares no code with the engine. */
export function goldenLogits(): ReadonlyMap<string, Float32Array> {
  const { tensors } = readSafetensors(readFileSync(join(FIXTURES, 'logits.safetensors')));
  return new Map([...tensors].map(([name, tensor]) => [name, toFloat32(tensor)]));
}

/** The files of one folder, by their names. */
export function filesOf(folder: string): Files {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, Uint8Array.from(readFileSync(join(folder, name)))]),
  );
}

const json = (name: string) => JSON.parse(readFileSync(join(TINY, name), 'utf8'));

/** The model that is shipped, without a device. */
export function tinyModel(): Pretrained {
  return {
    ...readCheckpoint(json('config.json'), readFileSync(join(TINY, 'model.safetensors'))),
    tokenizer: createTokenizer(json('tokenizer.json'), json('tokenizer_config.json')),
  };
}
