/**
 * `npm run learned-update`: fine-tunes all of the tiny model on questions, in Node on WebAssembly, exactly as the
 * laboratory does with its defaults, and writes by how much one attention matrix changed: what the figure
 * `rank-decomposition` takes apart. To be run again whenever the model in public/models/tiny is another.
 *
 *     npm run learned-update
 *     npm run learned-update -- --steps 100 --layer 2 --matrix v_proj
 *
 * `--layer` counts from 1. The matrix is written as float16, row by row, with the story of its making beside it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toTensors } from '../src/training/engine';
import { fromFloat32 } from '../src/training/formats/safetensors';
import type { RunSetup } from '../src/training/laboratory/api';
import { update } from '../src/training/laboratory/learned';
import { BASE, Reader } from '../src/training/laboratory/model';
import { sourceOf } from '../src/training/laboratory/sources';
import { DEFAULT_OPTIONS, DEFAULTS, TASK_DEFAULTS } from '../src/training/methods/defaults';
import { MATRICES, type Matrix, matrixName } from '../src/training/model/config';
import { effectiveRank, singularValues } from '../src/training/spectrum';
import { runAsCommand } from './lib/command.mjs';
import { ROOT } from './lib/npm.mjs';
import { fineTune, openTinyModel, fourPlaces as round, share, TINY } from './lib/tinyModel';

const ITEMS = 256;
const SEED = 1;
const FOLDER = join(ROOT, 'src', 'widgets', 'rank-decomposition');

await runAsCommand(import.meta.url, async () => {
  const task = 'questions';
  const usual = TASK_DEFAULTS[task];
  const { values } = parseArgs({
    options: {
      steps: { type: 'string', default: String(usual.steps) },
      layer: { type: 'string', default: '2' },
      matrix: { type: 'string', default: 'v_proj' },
      model: { type: 'string', default: TINY },
    },
  });
  const [steps, layer] = [Number(values.steps), Number(values.layer)];
  const matrix = values.matrix as Matrix;
  if (!MATRICES.includes(matrix)) throw new Error(`--matrix takes one of ${MATRICES.join(', ')}.`);
  const model = await openTinyModel(values.model);
  const { config, tokenizer, weights } = model;
  if (!(layer >= 1 && layer <= config.num_hidden_layers)) {
    throw new Error(`--layer counts from 1 to ${config.num_hidden_layers}.`);
  }
  const rate = DEFAULTS.full.learningRate;
  const setup: RunSetup = {
    ...{ task, methods: ['full'], options: DEFAULT_OPTIONS, learningRates: {}, batch: usual.batch, steps },
    ...{ seed: SEED, lossOn: 'answer' },
  };
  const source = sourceOf(setup, tokenizer);
  const items = source.heldOut(ITEMS);
  const base = { frozen: toTensors(weights), trainable: {} };
  const before = share(await new Reader(config, tokenizer, BASE).exactMatches(base, items, source));

  const { training, reader, loss } = await fineTune(model, 'full', rate, setup, source, (step, now) => {
    if (step % 50 === 0) console.error(`step ${step}: loss ${round(now)}`);
  });
  const after = share(await reader.exactMatches(training, items, source));
  const trained = await training.trainedValues();
  const learned = { method: 'full', config, options: DEFAULT_OPTIONS, base: weights, trained } as const;
  // Every matrix's, to see how the chosen one compares.
  for (let at = 0; at < config.num_hidden_layers; at++) {
    for (const each of MATRICES.slice(0, 4)) {
      const change = update(learned, at, each);
      if (!change) continue;
      const spectrum = singularValues(change);
      console.error(`layer ${at + 1} ${each}: 90 % of the squares in ${effectiveRank(spectrum, 0.9)} values`);
    }
  }
  const change = update(learned, layer - 1, matrix);
  if (!change) throw new Error(`Full fine-tuning left no ${matrixName(layer - 1, matrix)}.`);
  const [rows, columns] = change.shape as [number, number];
  writeFileSync(join(FOLDER, 'learned-update.bin'), fromFloat32(change.data, 'F16'));
  const made = {
    ...{ matrix, layer, rows, columns, task, steps, batch: usual.batch, learningRate: rate, seed: SEED },
    ...{ loss: round(loss), items: ITEMS, accuracyBefore: round(before), accuracyAfter: round(after) },
  };
  writeFileSync(join(FOLDER, 'learned-update.json'), `${JSON.stringify(made, null, 2)}\n`);
  console.log(JSON.stringify(made));
});
