import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  np,
  type Tensor,
  toDeviceArrays,
  toTensor,
} from '../../../src/training/engine';
import { METHODS } from '../../../src/training/methods';
import { gaussian } from '../../../src/training/methods/initial';
import type { Prepared } from '../../../src/training/methods/method';
import { linear } from '../../../src/training/model/forward';
import { createRandom } from '../../../src/training/random';
import type { Batch } from '../../../src/training/step';
import { Training } from '../../../src/training/training';
import { PRODUCTS, type Product, productShapes } from '../flops';
import type { BackendName, Steps, Subject, Worked } from './api';
import { BATCH, batch, CONFIG, LEARNING_RATE, start } from './problem';

const beginTraining = (prepared: Prepared): Training =>
  new Training(CONFIG, prepared, toDeviceArrays(prepared.frozen));

function upload(): Batch {
  const { tokens, targets, weights } = batch();
  return {
    tokens: np.array(tokens, { shape: [BATCH.rows, BATCH.length] }),
    targets: np.array(targets),
    weights: np.array(weights),
  };
}

const running = new Map<Subject, Training>();

function find(subject: Subject): Training {
  const training = running.get(subject);
  if (!training) throw new Error(`${subject} was not begun`);
  return training;
}

/** A product as the forward pass has it, compiled on its own: x·Wᵀ, or Q·Kᵀ for each head. */
function makeProduct(kind: Product) {
  const [batches, rows, inner, columns] = productShapes(CONFIG, BATCH)[kind];
  const many = kind === 'attention';
  // Real numbers on the device: the engine would put constants into the product itself.
  const random = createRandom(1, 'bench', kind);
  const left = toTensor(gaussian(many ? [batches, rows, inner] : [rows, inner], 1, random));
  const right = toTensor(gaussian(many ? [batches, columns, inner] : [columns, inner], 1, random));
  const multiply = jit(many ? (a: Tensor, b: Tensor) => np.matmul(a, b.transpose([0, 2, 1])) : linear);
  return () => multiply(left.ref, right.ref);
}

const made = new Map<Product, () => Tensor>();

async function timeProduct(kind: Product, calls: number): Promise<number> {
  const multiply = made.get(kind) ?? makeProduct(kind);
  if (!made.has(kind)) {
    made.set(kind, multiply);
    (await blockUntilReady(multiply())).dispose();
  }
  const begin = performance.now();
  // All are kept to the end: the engine does not run what nobody waits for.
  const results = await blockUntilReady(Array.from({ length: calls }, multiply));
  const time = (performance.now() - begin) / calls;
  for (const result of results) result.dispose();
  return time;
}

export const ours: Worked = {
  ready: async (backend: BackendName) => {
    const ready = await init(backend);
    if (!ready.includes(backend)) throw new Error(`jax-js has no ${backend} here`);
    defaultDevice(backend);
    if (backend === 'webgpu') return 0;
    return globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1;
  },
  begin: async (subject) => {
    if (subject === 'plain') throw new Error('that is for TensorFlow.js');
    running.set(subject, beginTraining(METHODS[subject].prepare(start())));
  },
  steps: async (subject, count): Promise<Steps> => {
    const training = find(subject);
    const [losses, times]: [number[], number[]] = [[], []];
    for (let i = 0; i < count; i++) {
      const begin = performance.now();
      losses.push(await training.train(upload(), LEARNING_RATE));
      times.push(performance.now() - begin);
    }
    return { losses, times };
  },
  end: async (subject) => {
    find(subject).dispose();
    running.delete(subject);
  },
  products: async (calls) => {
    const times = {} as Record<Product, number>;
    for (const kind of PRODUCTS) times[kind] = await timeProduct(kind, calls);
    return times;
  },
};
