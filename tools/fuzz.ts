/**
 * `npm run fuzz`: damaged files against everything that reads what a stranger gives: `--inputs 100000`, `--seed 1`.
 * The same is one of the audits.
 */
import { parseArgs } from 'node:util';
import { runAsCommand } from './lib/command.mjs';
import { FUZZERS } from './lib/fuzz/all.ts';

await runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
  if (!Number.isSafeInteger(inputs) || inputs < 1) throw new Error('--inputs is a whole number from 1.');
  if (!Number.isSafeInteger(seed)) throw new Error('--seed is a whole number.');
  for (const [name, fuzz] of Object.entries(FUZZERS)) {
    const { read, refused, slowest } = fuzz(inputs, seed);
    console.log(`${name}: ${inputs} inputs, ${read} read, slowest ${slowest.toFixed(1)} ms`);
    const counts = Object.entries(refused).sort(([, a], [, b]) => b - a);
    console.log(`  refused: ${counts.map(([word, count]) => `${word} ${count}`).join(', ')}`);
  }
});
