import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const MODEL = 'public/models/tiny';
const TARGET = 'src/training/laboratory/digests.json';
const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors', 'README.md'];

/** Writes the SHA-256 of each of the model's files, against which the laboratory holds what it has fetched. */
export function writeDigests(): void {
  const digests = FILES.map((name) => {
    const hash = createHash('sha256').update(readFileSync(`${MODEL}/${name}`));
    return [name, hash.digest('hex')] as const;
  });
  writeFileSync(TARGET, `${JSON.stringify(Object.fromEntries(digests), null, 2)}\n`);
}
