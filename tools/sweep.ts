/**
 * `npm run sweep`: trains methods on tasks at several learning rates, in Node on WebAssembly, exactly as the laboratory
 * does, and prints what each reached as a line of JSON. The defaults in src/training/methods/defaults.ts come from it.
 *
 *     npm run sweep -- --tasks questions --methods lora,dora --rates 2e-3,5e-3 --steps 200 --seeds 1,2
 *
 * `--control` asks the questions after another example's story as well: accuracy must fall to a guess.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDevice, init, toDeviceArrays, toTensors } from '../src/training/engine';
import { readCheckpoint } from '../src/training/formats/checkpoint';
import type { RunSetup } from '../src/training/laboratory/api';
import { toDevice, trainingBatch } from '../src/training/laboratory/data';
import { learningRate } from '../src/training/laboratory/laboratory';
import { BASE, Reader } from '../src/training/laboratory/model';
import { sourceOf } from '../src/training/laboratory/sources';
import { METHODS } from '../src/training/methods';
import { DEFAULT_OPTIONS, DEFAULTS, TASK_DEFAULTS } from '../src/training/methods/defaults';
import { METHOD_IDS, type MethodId } from '../src/training/methods/method';
import { createRandom } from '../src/training/random';
import { exchangeStories } from '../src/training/tasks/questions';
import type { TaskId } from '../src/training/tasks/types';
import { createTokenizer } from '../src/training/tokenizer';
import { Training } from '../src/training/training';
import { runAsCommand } from './lib/command.mjs';
import { ROOT } from './lib/npm.mjs';

const ITEMS = 512;

const list = (text: string) => text.split(',').filter(Boolean);
const round = (value: number) => Number(value.toFixed(4));
const share = (matches: readonly boolean[]) => matches.filter(Boolean).length / matches.length;

await runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({
    options: {
      tasks: { type: 'string', default: 'questions' },
      methods: { type: 'string', default: METHOD_IDS.join() },
      rates: { type: 'string' },
      steps: { type: 'string' },
      seeds: { type: 'string', default: '1' },
      model: { type: 'string', default: join(ROOT, 'public', 'models', 'tiny') },
      control: { type: 'boolean', default: false },
    },
  });
  await init('wasm');
  defaultDevice('wasm');
  const json = (name: string) => JSON.parse(readFileSync(join(values.model, name), 'utf8'));
  const tokenizer = createTokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
  const { config, weights } = readCheckpoint(
    json('config.json'),
    readFileSync(join(values.model, 'model.safetensors')),
  );
  const base = { frozen: toTensors(weights), trainable: {} };
  const baseReader = new Reader(config, tokenizer, BASE);
  const lossBefore = await baseReader.pretrainingLoss(base);

  for (const task of list(values.tasks) as TaskId[]) {
    const { batch, steps: usual } = TASK_DEFAULTS[task];
    const steps = Number(values.steps ?? usual);
    const setup = (seed: number): RunSetup => ({
      ...{ task, methods: [], options: DEFAULT_OPTIONS, learningRates: {}, batch, steps, seed },
      lossOn: 'answer',
    });
    const source = sourceOf(setup(1), tokenizer);
    const items = source.heldOut(ITEMS);
    console.log(
      JSON.stringify({
        task,
        base: round(share(await baseReader.exactMatches(base, items, source))),
        pretrainingLoss: round(lossBefore),
      }),
    );
    for (const method of list(values.methods) as MethodId[]) {
      const rates = values.rates ? list(values.rates).map(Number) : [DEFAULTS[method].learningRate];
      for (const rate of rates) {
        for (const seed of list(values.seeds).map(Number)) {
          const prepared = METHODS[method].prepare({
            ...{ config, options: DEFAULT_OPTIONS, base: weights },
            random: createRandom(seed, 'start', method),
          });
          const training = new Training(config, prepared, toDeviceArrays(prepared.frozen));
          const reader = new Reader(config, tokenizer, prepared);
          const began = performance.now();
          let loss = Number.NaN;
          for (let step = 1; step <= steps; step++) {
            const plain = trainingBatch(source, setup(seed), step, tokenizer);
            loss = await training.train(toDevice(plain), learningRate(rate, step, steps));
          }
          const seconds = (performance.now() - began) / 1000;
          const accuracy = share(await reader.exactMatches(training, items, source));
          const exchanged =
            values.control && task === 'questions'
              ? share(await reader.exactMatches(training, exchangeStories(items), source))
              : undefined;
          const forgetting = (await reader.pretrainingLoss(training)) - lossBefore;
          console.log(
            JSON.stringify({
              ...{ task, method, rate, seed, steps, seconds: Math.round(seconds), loss: round(loss) },
              ...{ accuracy: round(accuracy), exchanged, forgetting: round(forgetting) },
            }),
          );
          training.dispose();
          reader.dispose();
        }
      }
    }
  }
});
