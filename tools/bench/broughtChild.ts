/**
 * One reading of a synthetic checkpoint in a process of its own, on WebAssembly, and perhaps steps and tokens after it:
 * `broughtChild.ts FOLDER lora|qlora STEPS`. One JSON on standard output; memory in bytes.
 */
import type { BroughtSetup } from '../../src/training/brought/api';
import { loadBase } from '../../src/training/brought/base';
import { describe, openCheckpoint } from '../../src/training/brought/checkpoint';
import { Decoder } from '../../src/training/brought/decoder';
import { neededBytes } from '../../src/training/brought/need';
import { methodOptions } from '../../src/training/brought/options';
import { defaultDevice, init, np } from '../../src/training/engine';
import { openLedger } from '../../src/training/ledger';
import { createRandom } from '../../src/training/random';
import { filesOnDisk } from '../lib/syntheticCheckpoint';

const [folder = '', method, count = '0'] = process.argv.slice(2);
if (method !== 'lora' && method !== 'qlora') throw new Error('lora or qlora');
const setup: BroughtSetup = {
  ...{ method, rank: 8, alpha: 16, targets: 'all', learningRate: 1e-3, steps: Number(count), batch: 1 },
  ...{ length: 64, seed: 1, backend: 'wasm' },
};
/** Positions of a row at which the loss is asked. */
const ASKED = 16;

/** The most that the process has had so far. */
const peak = (): number => process.resourceUsage().maxRSS * 1024;

await init('wasm');
defaultDevice('wasm');
const ledger = openLedger('wasm');
const empty = process.memoryUsage().rss;
let began = performance.now();
const seconds = (): number => {
  const taken = (performance.now() - began) / 1000;
  began = performance.now();
  return taken;
};
const files = await filesOnDisk(folder, ['config.json', 'tokenizer.json', 'model.safetensors']);
const checkpoint = await openCheckpoint(files);
const opening = seconds();
const base = await loadBase(checkpoint, method, () => {});
const reading = seconds();
const read = { peak: peak(), held: ledger.held };
const { config } = checkpoint;
const { parameters } = describe(checkpoint);
const decoder = new Decoder(config, methodOptions(setup), base, createRandom(setup.seed, 'start'));
const steps: number[] = [];
const losses: number[] = [];
const random = createRandom(setup.seed, 'tokens');
const ids = (length: number) => Int32Array.from({ length }, () => random.integer(config.vocab_size));
ledger.mark();
const heldBefore = ledger.held;
for (let step = 0; step < setup.steps; step++) {
  seconds();
  const batch = {
    tokens: np.array(ids(setup.length), { shape: [1, setup.length] }),
    targets: np.array(ids(ASKED)),
    weights: np.array(new Float32Array(ASKED).fill(1 / ASKED)),
    places: np.array(
      Int32Array.from({ length: ASKED }, (_, at) => setup.length - ASKED + at),
      { shape: [1, ASKED] },
    ),
  };
  losses.push(await decoder.train(batch, setup.learningRate));
  steps.push(seconds());
}
const trained = { peak: peak(), held: ledger.held, arraysPeak: ledger.peak, heldBefore };
const need = neededBytes(config, parameters, setup, 'wasm', { buffer: null, memory: 2 ** 32 });
console.log(JSON.stringify({ empty, parameters, opening, reading, read, steps, losses, trained, need }));
