/**
 * Pretrains the tiny model on the stories, in the project's own engine, reproducibly from a seed:
 *
 *     npm run pretrain
 *
 * writes public/models/tiny/{config.json, model.safetensors, README.md, training.json}. Takes about an hour on one core.
 * A run that is cut short goes on from its last checkpoint in .pretrain/.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import {
  blockUntilReady,
  defaultDevice,
  dispose,
  init,
  jit,
  type NamedValues,
  np,
  type Tensor,
  toTensors,
  toValues,
} from '../../src/training/engine';
import {
  fromFloat32,
  readSafetensors,
  toFloat32,
  writeSafetensors,
} from '../../src/training/formats/safetensors';
import { METHODS } from '../../src/training/methods';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';
import { forward } from '../../src/training/model/forward';
import { initialWeights } from '../../src/training/model/initial';
import { crossEntropy, hits } from '../../src/training/model/loss';
import { adamScalars } from '../../src/training/optimizer';
import { createRandom } from '../../src/training/random';
import { noMoments, trainingStep } from '../../src/training/step';
import { createTokenizer } from '../../src/training/tokenizer';
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

/** The checkpoint of a run that was cut short. */
function restore(): { progress: Progress; tensors: NamedValues } | undefined {
  try {
    const progress = JSON.parse(readFileSync(`${CHECKPOINT}/progress.json`, 'utf8'));
    const { tensors } = readSafetensors(readFileSync(`${CHECKPOINT}/state.safetensors`));
    const named = [...tensors].map(([name, tensor]) => [
      name,
      { shape: tensor.shape, data: toFloat32(tensor) },
    ]);
    return { progress, tensors: Object.fromEntries(named) };
  } catch {
    return undefined;
  }
}

/** Of tensors under prefixed names those of one prefix, in the order of `names`. */
function part(tensors: NamedValues, prefix: string, names: readonly string[]): NamedValues {
  return Object.fromEntries(names.map((name) => [name, tensors[prefix + name] as NamedValues[string]]));
}

const start = initialWeights(CONFIG, createRandom(settings.seed, 'weights'));
const names = Object.keys(start);
const prepared = METHODS.full.prepare({
  config: CONFIG,
  options: DEFAULT_OPTIONS,
  base: start,
  random: createRandom(settings.seed, 'full'),
});
const step = trainingStep(CONFIG, prepared);
const saved = restore();
const progress: Progress = saved?.progress ?? { step: 0, seconds: 0, curve: [] };
let trainable = toTensors(saved ? part(saved.tensors, 'value.', names) : start);
let moments = saved
  ? {
      first: toTensors(part(saved.tensors, 'first.', names)),
      second: toTensors(part(saved.tensors, 'second.', names)),
    }
  : noMoments(trainable);

async function checkpoint(): Promise<void> {
  const all: [string, NamedValues[string]][] = [];
  for (const [prefix, tensors] of [
    ['value.', trainable],
    ['first.', moments.first],
    ['second.', moments.second],
  ] as const) {
    for (const [name, values] of Object.entries(await toValues(tensors))) {
      all.push([prefix + name, values]);
    }
  }
  mkdirSync(CHECKPOINT, { recursive: true });
  const stored = new Map(
    all.map(([name, { shape, data }]) => [
      name,
      { dtype: 'F32' as const, shape, bytes: fromFloat32(data, 'F32') },
    ]),
  );
  writeFileSync(`${CHECKPOINT}/state.safetensors`, writeSafetensors(stored));
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
  const result = step(
    trainable,
    moments,
    {},
    {
      tokens: np.array(tokens, { shape: [rows, length] }),
      targets: np.array(targets),
      weights: np.array(lossWeights(marks, settings.lookUpWeight)),
    },
    np.array(adamScalars(progress.step, learningRate(progress.step, settings))),
  );
  ({ trainable, moments } = result);
  sum += (await result.loss.data())[0] as number;
  counted++;
  await blockUntilReady(trainable);
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

const weights = await toValues(trainable);
dispose(moments.first);
dispose(moments.second);
const { writeCheckpoint } = await import('../../src/training/formats/checkpoint');
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
  const references = Object.fromEntries(names.map((name) => [name, (trainable[name] as Tensor).ref]));
  const { loss, hit } = measure(references, {
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
const training = {
  settings,
  parameters: Object.values(weights).reduce((total, { data }) => total + data.length, 0),
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
writeFileSync(`${TARGET}/training.json`, `${JSON.stringify(training, null, 1)}\n`);
writeFileSync(`${TARGET}/README.md`, modelCard(training));
rmSync(CHECKPOINT, { recursive: true, force: true });
console.log(training.heldOut, training.baselines);
