/**
 * Pretrains the tiny model on the stories, in the project's own engine, reproducibly from a seed:
 *
 *     npm run pretrain
 *
 * writes public/models/tiny/{config.json, model.safetensors, README.md, training.json} and their digests. Takes about 25 minutes on one core.
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
import { batchOf, lossWeights, type PlainBatch } from './batches';
import { modelCard } from './card';
import { writeDigests } from './digests';
import { CONFIG, learningRate, SETTINGS, type Stage, type TextKind } from './settings';

const TARGET = 'public/models/tiny';
const CHECKPOINT = '.pretrain';
const CHECKPOINT_EVERY = 500;

const settings = SETTINGS;

await init('wasm');
defaultDevice('wasm');

const json = (name: string) => JSON.parse(readFileSync(`${TARGET}/${name}`, 'utf8'));
const tokenizer = createTokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
if (tokenizer.size !== CONFIG.vocab_size) {
  throw new Error(`the tokenizer has ${tokenizer.size} words and the model ${CONFIG.vocab_size}`);
}

interface Progress {
  /** Of the whole run; and the stage with its own. */
  step: number;
  stage: number;
  stageStep: number;
  seconds: number;
  tokens: number;
  /** Steps that each stage that is over took. */
  stages: number[];
  curve: [step: number, loss: number][];
}

/** Goes on from the checkpoint of a run that was cut short, where there is one. */
function restore(training: Training): Progress {
  try {
    const saved: Progress = JSON.parse(readFileSync(`${CHECKPOINT}/progress.json`, 'utf8'));
    training.load(readFileSync(`${CHECKPOINT}/state.safetensors`), saved.step);
    return saved;
  } catch {
    return { step: 0, stage: 0, stageStep: 0, seconds: 0, tokens: 0, stages: [], curve: [] };
  }
}

const start = initialWeights(CONFIG, createRandom(settings.seed, 'weights'));
const prepared = METHODS.full.prepare({
  config: CONFIG,
  options: DEFAULT_OPTIONS,
  base: start,
  random: createRandom(settings.seed, 'full'),
});
const training = new Training(CONFIG, prepared, {}, settings.optimizer);
const progress = restore(training);

async function checkpoint(): Promise<void> {
  mkdirSync(CHECKPOINT, { recursive: true });
  writeFileSync(`${CHECKPOINT}/state.safetensors`, await training.save());
  writeFileSync(`${CHECKPOINT}/progress.json`, JSON.stringify(progress));
}

/** On given tokens the mean loss in nats a token, and which of them the model guesses. */
const measure = jit((all: Record<string, Tensor>, batch: Record<string, Tensor>) => {
  const logits = forward(CONFIG, all, batch.tokens as Tensor);
  const targets = batch.targets as Tensor;
  return {
    loss: crossEntropy(logits.ref, targets.ref, batch.weights as Tensor),
    hit: hits(logits, targets),
  };
});

/** Of batches of held-out texts the mean loss, and the share found of what can be looked up. */
async function judge(batches: readonly PlainBatch[], { rows, length }: Pick<Stage, 'rows' | 'length'>) {
  let loss = 0;
  let found = 0;
  let sought = 0;
  for (const { tokens, targets, marks } of batches) {
    const result = measure(references(training.trainable), {
      tokens: np.array(tokens, { shape: [rows, length] }),
      targets: np.array(targets),
      weights: np.array(lossWeights(marks, 1)),
    });
    loss += ((await result.loss.data())[0] as number) / batches.length;
    const right = await result.hit.data();
    for (const [at, mark] of marks.entries()) {
      if (!mark) continue;
      sought++;
      found += right[at] as number;
    }
  }
  return { loss, found: found / sought };
}

const heldOut = (stage: Stage, kind: TextKind, count: number): PlainBatch[] =>
  Array.from({ length: count }, (_, index) =>
    batchOf({ ...stage, shares: { [kind]: 1 } }, tokenizer, settings.seed, 'heldOut', index),
  );

let sum = 0;
let counted = 0;
let began = performance.now();
const last = settings.stages.length - 1;
while (progress.stage <= last) {
  const stage = settings.stages[progress.stage] as Stage;
  const { rows, length } = stage;
  progress.step++;
  progress.stageStep++;
  progress.tokens += rows * length;
  const { tokens, targets, marks } = batchOf(stage, tokenizer, settings.seed, 'training', progress.step);
  const batch = {
    tokens: np.array(tokens, { shape: [rows, length] }),
    targets: np.array(targets),
    weights: np.array(lossWeights(marks, settings.lookUpWeight)),
  };
  const end = progress.stage === last ? { step: progress.stageStep, steps: stage.steps } : null;
  sum += await training.train(batch, learningRate(progress.step, end, settings));
  counted++;
  const isOver = progress.stageStep === stage.steps;
  if (isOver || progress.stageStep % settings.lookEvery === 0) {
    const kind = Object.keys(stage.shares)[0] as TextKind;
    const { found } = await judge(heldOut(stage, kind, 1), stage);
    const now = performance.now();
    progress.seconds += (now - began) / 1000;
    began = now;
    progress.curve.push([progress.step, Number((sum / counted).toFixed(4))]);
    console.log(
      `step ${progress.step}, stage ${progress.stage + 1}: loss ${(sum / counted).toFixed(4)}, ` +
        `${kind} ${(100 * found).toFixed(1)} %, ${progress.seconds.toFixed(0)} s`,
    );
    sum = 0;
    counted = 0;
  }
  if (isOver) {
    progress.stages.push(progress.stageStep);
    progress.stage++;
    progress.stageStep = 0;
  }
  if (isOver || progress.step % CHECKPOINT_EVERY === 0) await checkpoint();
}

const weights = await training.trainedValues();
const { configJson, bytes } = writeCheckpoint(CONFIG, weights, 'F16');
writeFileSync(`${TARGET}/config.json`, `${JSON.stringify(configJson, null, 2)}\n`);
writeFileSync(`${TARGET}/model.safetensors`, bytes);

const final = settings.stages[last] as Stage;
const stories = heldOut(final, 'story', settings.heldOutRows / final.rows);
const { loss, found } = await judge(stories, final);
const report = {
  settings,
  parameters: countNumbers(weights),
  steps: progress.stages,
  tokens: progress.tokens,
  seconds: Math.round(progress.seconds),
  machine: cpus()[0]?.model ?? 'unknown',
  heldOut: { loss, perplexity: Math.exp(loss), lookUps: found },
  baselines: baselines(
    (step) => batchOf({ ...final, shares: { story: 1 } }, tokenizer, settings.seed, 'training', step),
    stories,
    tokenizer.size,
  ),
  curve: progress.curve,
};
writeFileSync(`${TARGET}/training.json`, `${JSON.stringify(report, null, 1)}\n`);
writeFileSync(`${TARGET}/README.md`, modelCard(report));
writeDigests();
rmSync(CHECKPOINT, { recursive: true, force: true });
console.log(report.heldOut, report.baselines, report.steps);
