/**
 * `npm run peft-parity`: writes what the site exports of every case, with the logits that the site computes, into
 * .cache/peft-parity (or the folder that is named). `parity.py` and `golden.py` beside this file read it.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromFloat32, type StoredTensor, writeSafetensors } from '../../src/training/formats/safetensors';
import { trainedFiles, within } from '../../src/training/peft/write';
import { runAsCommand } from '../lib/command.mjs';
import { ROOT } from '../lib/npm.mjs';
import { openTinyModel, TINY } from '../lib/tinyModel';
import { CASES, TEXT, trainedCase } from './cases';
import { siteLogits } from './logits';

await runAsCommand(import.meta.url, async () => {
  const folder = process.argv[2] ?? join(ROOT, '.cache', 'peft-parity');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(TINY, join(folder, 'base'), { recursive: true });
  const model = await openTinyModel();
  const tokens = [model.tokenizer.bos, ...model.tokenizer.encode(TEXT)];
  const logits = new Map<string, StoredTensor>();
  for (const name of Object.keys(CASES)) {
    const trained = trainedCase(name, model);
    const files = within(name, trainedFiles(trained));
    for (const [path, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const { method, options, values } = trained;
    const data = await siteLogits(model, method, options, values, tokens);
    const shape = [tokens.length, model.config.vocab_size];
    logits.set(name, { dtype: 'F32', shape, bytes: fromFloat32(Float32Array.from(data), 'F32') });
    console.log(`${name}: ${Object.keys(files).length} files`);
  }
  writeFileSync(join(folder, 'site-logits.safetensors'), writeSafetensors(logits));
  const methods = Object.fromEntries(Object.entries(CASES).map(([name, { method }]) => [name, method]));
  writeFileSync(join(folder, 'cases.json'), `${JSON.stringify({ text: TEXT, tokens, methods }, null, 2)}\n`);
  console.log(
    `${folder}\nNow, with torch, transformers and peft: python3 tools/peft-parity/parity.py ${folder}`,
  );
});
