/**
 * Our engine beside TensorFlow.js on one back end: LoRA's step, every method, and how near the step comes to the rate of our
 * own matrix products. Rounds alternate between what is compared, since a machine's speed changes over minutes.
 */
import { METHOD_IDS } from '../../src/training/methods/method.ts';
import { CONFIG } from '../pretrain/settings.ts';
import { agreement, atLeast, atMost, type Bar, rounded, summarize } from './figures.ts';
import {
  PRODUCTS,
  type Product,
  productFlops,
  productShapes,
  stepFlops,
  timeAtOwnRate,
  totalFlops,
} from './flops.ts';
import type { BackendName, EngineName, Subject, Worked } from './page/api.ts';
import { BATCH, OPTIONS } from './page/problem.ts';

const RANK = OPTIONS.rank;

const LORA_FLOPS = stepFlops(CONFIG, BATCH, { kind: 'lora', rank: RANK });

/** The greatest relative difference between our losses and TensorFlow.js'. */
const TOLERANCE = 1e-3;

/** Steps whose losses are compared; fewer where fewer are taken. */
const COMPARED = 5;

/** What every contest is about. */
export const PROBLEM = {
  model: { ...CONFIG },
  batch: BATCH,
  rank: RANK,
  gigaflops: {
    lora: rounded(totalFlops(LORA_FLOPS) / 1e9, 3),
    full: rounded(totalFlops(stepFlops(CONFIG, BATCH, { kind: 'full' })) / 1e9, 3),
  },
};

export interface Plan {
  readonly name: string;
  readonly backend: BackendName;
  readonly rounds: number;
  /** Steps of each of our methods in a round. */
  readonly steps: number;
  /** Products of each kind in a round. */
  readonly products: number;
  /** Steps of each method after its first, when every method's time is taken. */
  readonly methods: number;
  /** How many times faster than TensorFlow.js our step must be. */
  readonly bar: number;
}

/** The engines, wherever they run. */
export interface Engines {
  call<Name extends keyof Worked>(
    engine: EngineName,
    name: Name,
    ...args: Parameters<Worked[Name]>
  ): ReturnType<Worked[Name]>;
}

export const log = (text: string) => console.error(text);

/** Who takes part in the rounds: an engine with what it trains. */
interface Entrant {
  readonly engine: EngineName;
  readonly subject: Subject;
  readonly times: number[];
  readonly losses: number[];
}

const entrant = (engine: EngineName, subject: Subject): Entrant => ({
  engine,
  subject,
  times: [],
  losses: [],
});

/** Steps of one entrant; its first ones compile and warm up, and their times do not count. */
async function take(engines: Engines, entry: Entrant, count: number, counted = true): Promise<void> {
  const { losses, times } = await engines.call(entry.engine, 'steps', entry.subject, count);
  entry.losses.push(...losses);
  if (counted) entry.times.push(...times);
}

/** Rounds of our LoRA, our full fine-tuning, TensorFlow.js' LoRA, and our products. */
async function compare(engines: Engines, plan: Plan) {
  const lora = entrant('ours', 'lora');
  const full = entrant('ours', 'full');
  const tensorflow = entrant('tensorflow', 'lora');
  const plain = entrant('tensorflow', 'plain');
  const all = [lora, full, tensorflow, plain];
  for (const entry of all) {
    await engines.call(entry.engine, 'begin', entry.subject);
    await take(engines, entry, 1, false);
  }
  await engines.call('ours', 'products', 1);
  const products = Object.fromEntries(PRODUCTS.map((kind) => [kind, [] as number[]]));
  for (let round = 0; round < plan.rounds; round++) {
    for (const entry of all) {
      // The slow ones take one step, and ours as many before and after.
      await take(engines, lora, plan.steps);
      if (entry !== lora) await take(engines, entry, entry === full ? plan.steps : 1);
    }
    const times = await engines.call('ours', 'products', plan.products);
    for (const kind of PRODUCTS) products[kind]?.push(times[kind]);
    const last = all.map(({ engine, subject, times }) => `${engine} ${subject} ${times.at(-1)?.toFixed(0)}`);
    log(`  round ${round + 1} of ${plan.rounds}, ms: ${last.join(', ')}`);
  }
  for (const { engine, subject } of all) await engines.call(engine, 'end', subject);
  const compared = Math.min(COMPARED, tensorflow.losses.length);
  return {
    lora: summarize(lora.times),
    full: summarize(full.times),
    tensorflow: summarize(tensorflow.times),
    tensorflowPlain: summarize(plain.times),
    products: Object.fromEntries(
      Object.entries(products).map(([kind, times]) => [kind, summarize(times).median]),
    ) as Record<Product, number>,
    lossDifference: agreement(
      lora.losses.slice(0, compared),
      tensorflow.losses.slice(0, compared),
      TOLERANCE,
    ),
  };
}

async function everyMethod(engines: Engines, plan: Plan) {
  const result: Record<string, unknown> = {};
  for (const method of METHOD_IDS) {
    await engines.call('ours', 'begin', method);
    const first = await engines.call('ours', 'steps', method, 1);
    const { times } = await engines.call('ours', 'steps', method, plan.methods);
    await engines.call('ours', 'end', method);
    result[method] = { first: rounded(first.times[0] as number), ...summarize(times) };
    log(`  ${method}: ${summarize(times).median} ms`);
  }
  return result;
}

export async function contest(engines: Engines, plan: Plan) {
  log(`${plan.name}:`);
  const threads = await engines.call('ours', 'ready', plan.backend);
  await engines.call('tensorflow', 'ready', plan.backend);
  const { products, ...figures } = await compare(engines, plan);
  const { lora, full, tensorflow, tensorflowPlain } = figures;
  const shapes = productShapes(CONFIG, BATCH);
  const ideal = timeAtOwnRate(LORA_FLOPS, shapes, products);
  const bars: Record<string, Bar> = {
    fasterThanTensorflow: atLeast(tensorflow.median / lora.median, plan.bar),
    fasterThanTensorflowPlain: atLeast(tensorflowPlain.median / lora.median, plan.bar),
    shareOfOwnRate: atLeast(ideal / lora.median, 0.6),
    ...(plan.name === 'wasm' ? { loraOfFull: atMost(lora.median / full.median, 0.8) } : {}),
  };
  return {
    threads,
    ...figures,
    loraOfFull: rounded(lora.median / full.median),
    ownRate: {
      stepAtOwnRate: rounded(ideal),
      products: Object.fromEntries(
        PRODUCTS.map((kind) => [
          kind,
          { ms: products[kind], gigaflops: rounded(productFlops(shapes[kind]) / products[kind] / 1e6, 1) },
        ]),
      ),
    },
    bars,
    methods: await everyMethod(engines, plan),
  };
}
