/**
 * `npm run bench`: the calculator's work per movement, a reader's run in the laboratory, its training step, the wall's lag behind
 * the speaker view, and a checkpoint that the reader brings, as one JSON on standard output. `npm run bench -- --only training` (or another name of `PARTS`) measures one part,
 * and `--only dawn` the step on a real GPU.
 */
import { parseArgs } from 'node:util';
import { benchBrought } from './bench/brought.ts';
import { benchCalculator } from './bench/calculator.ts';
import { benchDawn } from './bench/dawn.ts';
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

/** Measured only where it is asked for by name, since it needs what this project does not bring. */
const BY_NAME = { dawn: benchDawn };

await runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const { only } = values;
  const all: Readonly<Record<string, () => Promise<unknown>>> = { ...PARTS, ...BY_NAME };
  if (only !== undefined && !Object.hasOwn(all, only)) {
    throw new Error(`--only takes ${Object.keys(all).join(' or ')}, not "${only}".`);
  }
  const figures: Record<string, unknown> = {};
  for (const name of only === undefined ? Object.keys(PARTS) : [only]) figures[name] = await all[name]?.();
  console.log(JSON.stringify(figures, null, 2));
});
