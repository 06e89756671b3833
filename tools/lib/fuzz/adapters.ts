/** Damaged adapters, and zips of them, against the import: each is read whole or refused with the typed error. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCheckpoint } from '../../../src/training/formats/checkpoint.ts';
import { sizeOf } from '../../../src/training/model/config.ts';
import { unzip, zip } from '../../../src/training/peft/archive.ts';
import { PeftError } from '../../../src/training/peft/error.ts';
import { readTrained } from '../../../src/training/peft/read.ts';
import type { Files } from '../../../src/training/peft/write.ts';
import { createRandom } from '../../../src/training/random.ts';
import { mutateBytes, mutateJson, pick } from './mutate.ts';
import { counted, damaged, type FuzzReport } from './safetensors.ts';

const FOLDER = 'tests/fixtures/peft';
const TINY = 'public/models/tiny';

function load() {
  const config = JSON.parse(readFileSync(join(TINY, 'config.json'), 'utf8'));
  const model = readCheckpoint(config, readFileSync(join(TINY, 'model.safetensors'))).config;
  const adapters = readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const files = readdirSync(join(FOLDER, name)).map((file) => [
        file,
        Uint8Array.from(readFileSync(join(FOLDER, name, file))),
      ]);
      return Object.fromEntries(files) as Files;
    });
  return { model, adapters };
}

/** @throws Error where an adapter is neither read whole nor refused */
function judged(read: () => ReturnType<typeof readTrained>): string {
  try {
    const { values, options } = read();
    for (const [name, { shape, data }] of Object.entries(values)) {
      if (data.length !== sizeOf(shape)) throw new Error(`${name} has ${data.length} numbers for ${shape}`);
      if (!data.every(Number.isFinite)) throw new Error(`${name} is not finite`);
    }
    if (!(options.alpha > 0) || !(options.rank >= 1)) throw new Error('options out of their range');
    return 'read';
  } catch (error) {
    if (!(error instanceof PeftError)) throw error;
    if (error.message.length > 1000) throw new Error('an error of more than a thousand letters');
    return error.kind;
  }
}

/** Adapters whose configuration is damaged, and now and then their weights. */
export function fuzzAdapters(inputs: number, seed: number): FuzzReport {
  const { model, adapters } = load();
  const random = createRandom(seed, 'adapters');
  let files: Files = {};
  const make = (): Uint8Array => {
    files = { ...pick(adapters, random) };
    const name = pick(Object.keys(files), random);
    const bytes = files[name] as Uint8Array;
    let mutated: Uint8Array;
    if (!name.endsWith('.json')) mutated = damaged(bytes, random);
    else if (random.integer(4) === 0) mutated = mutateBytes(bytes, random);
    else mutated = new TextEncoder().encode(mutateJson(new TextDecoder().decode(bytes), random));
    files = { ...files, [name]: mutated };
    return mutated;
  };
  return counted(inputs, make, () => judged(() => readTrained(files, model)));
}

/** Zips with bytes changed, most of them where their lists are. */
export function fuzzZips(inputs: number, seed: number): FuzzReport {
  const { model, adapters } = load();
  const random = createRandom(seed, 'zips');
  const small = adapters
    .filter((files) => Object.values(files).every(({ length }) => length < 20_000))
    .map(zip);
  const make = (): Uint8Array => {
    const whole = pick(small, random);
    if (random.integer(3) === 0) return mutateBytes(whole, random);
    // The list and the last record are the last few hundred bytes.
    const mutated = whole.slice();
    for (let change = random.integer(3); change >= 0; change--) {
      const at = whole.length - 1 - random.integer(260);
      mutated[at] = pick([0, 1, 255, 127, random.integer(256)], random);
    }
    return mutated;
  };
  return counted(inputs, make, (bytes) => judged(() => readTrained(unzip(bytes), model)));
}
