/**
 * `npm run bench`: the calculator's work per movement, a reader's run in the laboratory, its training step, the wall's lag behind
 * the speaker view, and a checkpoint that the reader brings, as one JSON on standard output. `npm run bench -- --only training` (or another name of `PARTS`) measures one part.
 */
import { parseArgs } from 'node:util';
import { benchBrought } from './bench/brought.ts';
import { benchCalculator } from './bench/calculator.ts';
import { benchLaboratory } from './bench/laboratory.ts';
import { benchPresenting } from './bench/presenting.ts';
import { benchTraining } from './bench/training.ts';
import { runAsCommand } from './lib/command.mjs';

const PARTS = {
  calculator: benchCalculator,
  laboratory: benchLaboratory,
  training: benchTraining,
  presenting: benchPresenting,
  brought: benchBrought,
};

await runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const { only } = values;
  if (only !== undefined && !Object.hasOwn(PARTS, only)) {
    throw new Error(`--only takes ${Object.keys(PARTS).join(' or ')}, not "${only}".`);
  }
  const figures: Record<string, unknown> = {};
  for (const [name, measure] of Object.entries(PARTS)) {
    if (only === undefined || only === name) figures[name] = await measure();
  }
  console.log(JSON.stringify(figures, null, 2));
});
