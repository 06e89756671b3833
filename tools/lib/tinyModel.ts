import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultDevice, init, toDeviceArrays } from '../../src/training/engine';
import { readCheckpoint } from '../../src/training/formats/checkpoint';
import type { RunSetup } from '../../src/training/laboratory/api';
import { type Source, trainingBatch } from '../../src/training/laboratory/data';
import { type Pretrained, Reader } from '../../src/training/laboratory/model';
import { METHODS } from '../../src/training/methods';
import type { MethodId } from '../../src/training/methods/method';
import { createRandom } from '../../src/training/random';
import { toDevice } from '../../src/training/rows';
import { learningRate } from '../../src/training/schedule';
import { createTokenizer } from '../../src/training/tokenizer';
import { Training } from '../../src/training/training';
import { ROOT } from './npm.mjs';

/** The folder of the model that is shipped. */
export const TINY = join(ROOT, 'public', 'models', 'tiny');

/** Readies WebAssembly in Node, and reads a model's folder. */
export async function openTinyModel(folder = TINY): Promise<Pretrained> {
  await init('wasm');
  defaultDevice('wasm');
  const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  return {
    ...readCheckpoint(json('config.json'), readFileSync(join(folder, 'model.safetensors'))),
    tokenizer: createTokenizer(json('tokenizer.json'), json('tokenizer_config.json')),
  };
}

/** Trains one method from the set-up's seed to its last step, as the laboratory does. Whoever calls disposes of both. */
export async function fineTune(
  { config, tokenizer, weights }: Pretrained,
  method: MethodId,
  rate: number,
  setup: RunSetup,
  source: Source,
  told: (step: number, loss: number) => void = () => {},
): Promise<{ training: Training; reader: Reader; loss: number }> {
  const prepared = METHODS[method].prepare({
    ...{ config, options: setup.options, base: weights },
    random: createRandom(setup.seed, 'start', method),
  });
  const training = new Training(config, prepared, toDeviceArrays(prepared.frozen));
  let loss = Number.NaN;
  for (let step = 1; step <= setup.steps; step++) {
    const batch = trainingBatch(source, setup, step, tokenizer);
    loss = await training.train(toDevice(batch), learningRate(rate, step, setup.steps));
    told(step, loss);
  }
  return { training, reader: new Reader(config, tokenizer, prepared), loss };
}

export const share = (matches: readonly boolean[]): number => matches.filter(Boolean).length / matches.length;

/** For output: more places would say nothing. */
export const fourPlaces = (value: number): number => Number(value.toFixed(4));
