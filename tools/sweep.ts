/**
 * `npm run sweep`: trains methods on tasks at several learning rates, in Node on WebAssembly, exactly as the laboratory
 * does, and prints what each reached as a line of JSON. The defaults in src/training/methods/defaults.ts come from it.
 *
 *     npm run sweep -- --tasks questions --methods lora,dora --rates 2e-3,5e-3 --steps 200 --seeds 1,2
 *
 * `--control` asks the questions after another example's story as well: accuracy must fall to a guess.
 */
import { parseArgs } from 'node:util';
import { toTensors } from '../src/training/engine';
import type { RunSetup } from '../src/training/laboratory/api';
import { BASE, Reader } from '../src/training/laboratory/model';
import { sourceOf } from '../src/training/laboratory/sources';
import { DEFAULT_OPTIONS, DEFAULTS, TASK_DEFAULTS } from '../src/training/methods/defaults';
import { METHOD_IDS, type MethodId } from '../src/training/methods/method';
import { exchangeStories } from '../src/training/tasks/questions';
import type { TaskId } from '../src/training/tasks/types';
import { runAsCommand } from './lib/command.mjs';
import { fineTune, openTinyModel, fourPlaces as round, share, TINY } from './lib/tinyModel';

const ITEMS = 512;

const list = (text: string) => text.split(',').filter(Boolean);

await runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({
    options: {
      tasks: { type: 'string', default: 'questions' },
      methods: { type: 'string', default: METHOD_IDS.join() },
      rates: { type: 'string' },
      steps: { type: 'string' },
      seeds: { type: 'string', default: '1' },
      model: { type: 'string', default: TINY },
      control: { type: 'boolean', default: false },
    },
  });
  const model = await openTinyModel(values.model);
  const { config, tokenizer, weights } = model;
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
          const began = performance.now();
          const { training, reader, loss } = await fineTune(model, method, rate, setup(seed), source);
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
