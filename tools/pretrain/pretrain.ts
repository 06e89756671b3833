/**
 * Pretrains the tiny model on the stories, in the project's own engine, reproducibly from a seed:
 *
 *     npm run pretrain
 *
 * writes public/models/tiny/{config.json, model.safetensors, README.md, training.json}. Takes about a quarter of an hour on one core.
 * A run that is cut short goes on from its last checkpoint in .pretrain/.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import {
  countNumbers,
  defaultDevice,
  init,
  jit,
  np,
  references,
  type Tensor,
} from '../../src/training/engine';
import { writeCheckpoint } from '../../src/training/formats/checkpoint';
import { METHODS } from '../../src/training/methods';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';
import { forward } from '../../src/training/model/forward';
import { initialWeights } from '../../src/training/model/initial';
import { crossEntropy, hits } from '../../src/training/model/loss';
import { createRandom } from '../../src/training/random';
import { createTokenizer } from '../../src/training/tokenizer';
import { Training } from '../../src/training/training';
import { baselines } from './baselines';
import { batchOf, lossWeights } from './batches';
import { modelCard } from './card';
import { CONFIG, learningRate, SETTINGS, type Stage, stageOf, totalSteps, totalTokens } from './settings';

const TARGET = 'public/models/tiny';
const CHECKPOINT = '.pretrain';
const CHECKPOINT_EVERY = 500;
const LOG_EVERY = 50;

const settings = SETTINGS;
const steps = totalSteps(settings);

await init('wasm');
defaultDevice('wasm');

const json = (name: string) => JSON.parse(readFileSync(`${TARGET}/${name}`, 'utf8'));
const tokenizer = createTokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
if (tokenizer.size !== CONFIG.vocab_size) {
  throw new Error(`the tokenizer has ${tokenizer.size} words and the model ${CONFIG.vocab_size}`);
}

interface Progress {
  step: number;
  seconds: number;
  curve: [step: number, loss: number][];
}

/** Goes on from the checkpoint of a run that was cut short, where there is one. */
function restore(training: Training): Progress {
  try {
    const saved: Progress = JSON.parse(readFileSync(`${CHECKPOINT}/progress.json`, 'utf8'));
    training.load(readFileSync(`${CHECKPOINT}/state.safetensors`), saved.step);
    return saved;
  } catch {
    return { step: 0, seconds: 0, curve: [] };
  }
}

const start = initialWeights(CONFIG, createRandom(settings.seed, 'weights'));
const prepared = METHODS.full.prepare({
  config: CONFIG,
  options: DEFAULT_OPTIONS,
  base: start,
  random: createRandom(settings.seed, 'full'),
});
const training = new Training(CONFIG, prepared, {});
const progress = restore(training);

async function checkpoint(): Promise<void> {
  mkdirSync(CHECKPOINT, { recursive: true });
  writeFileSync(`${CHECKPOINT}/state.safetensors`, await training.save());
  writeFileSync(`${CHECKPOINT}/progress.json`, JSON.stringify(progress));
}

let sum = 0;
let counted = 0;
let began = performance.now();
while (progress.step < steps) {
  progress.step++;
  const stage = stageOf(progress.step, settings);
  const { rows, length } = stage;
  const { tokens, targets, marks } = batchOf(stage, tokenizer, settings.seed, 'training', progress.step);
  const batch = {
    tokens: np.array(tokens, { shape: [rows, length] }),
    targets: np.array(targets),
    weights: np.array(lossWeights(marks, settings.lookUpWeight)),
  };
  sum += await training.train(batch, learningRate(progress.step, settings));
  counted++;
  if (progress.step % LOG_EVERY === 0) {
    const now = performance.now();
    progress.seconds += (now - began) / 1000;
    began = now;
    progress.curve.push([progress.step, Number((sum / counted).toFixed(4))]);
    console.log(
      `step ${progress.step} of ${steps}: loss ${(sum / counted).toFixed(4)}, ${progress.seconds.toFixed(0)} s`,
    );
    sum = 0;
    counted = 0;
    if (progress.step % CHECKPOINT_EVERY === 0) await checkpoint();
  }
}

const weights = await training.trainedValues();
const { configJson, bytes } = writeCheckpoint(CONFIG, weights, 'F16');
writeFileSync(`${TARGET}/config.json`, `${JSON.stringify(configJson, null, 2)}\n`);
writeFileSync(`${TARGET}/model.safetensors`, bytes);

/** Mean loss on held-out stories, in nats a token, and which of their tokens the model guesses. */
const measure = jit((all: Record<string, Tensor>, batch: Record<string, Tensor>) => {
  const logits = forward(CONFIG, all, batch.tokens as Tensor);
  const targets = batch.targets as Tensor;
  return {
    loss: crossEntropy(logits.ref, targets.ref, batch.weights as Tensor),
    hit: hits(logits, targets),
  };
});
const last = settings.stages.at(-1) as Stage;
const { rows, length } = last;
const heldOutStage = { ...last, shares: { story: 1 } };
const plain = Array.from({ length: settings.heldOutRows / rows }, (_, index) =>
  batchOf(heldOutStage, tokenizer, settings.seed, 'heldOut', index),
);
let heldOut = 0;
let found = 0;
let sought = 0;
for (const { tokens, targets, marks } of plain) {
  const { loss, hit } = measure(references(training.trainable), {
    tokens: np.array(tokens, { shape: [rows, length] }),
    targets: np.array(targets),
    weights: np.array(lossWeights(marks, 1)),
  });
  heldOut += ((await loss.data())[0] as number) / plain.length;
  const right = await hit.data();
  for (const [at, mark] of marks.entries()) {
    if (!mark) continue;
    sought++;
    found += right[at] as number;
  }
}
const report = {
  settings,
  parameters: countNumbers(weights),
  tokens: totalTokens(settings),
  seconds: Math.round(progress.seconds),
  machine: cpus()[0]?.model ?? 'unknown',
  heldOut: { loss: heldOut, perplexity: Math.exp(heldOut), lookUps: found / sought },
  baselines: baselines(
    (step) => batchOf(heldOutStage, tokenizer, settings.seed, 'training', step),
    plain,
    tokenizer.size,
  ),
  curve: progress.curve,
};
writeFileSync(`${TARGET}/training.json`, `${JSON.stringify(report, null, 1)}\n`);
writeFileSync(`${TARGET}/README.md`, modelCard(report));
rmSync(CHECKPOINT, { recursive: true, force: true });
console.log(report.heldOut, report.baselines);
