/**
 * One training step of the laboratory's model in Chromium: our engine beside TensorFlow.js, every method, and how near
 * the step comes to the rate of our own matrix products. Rounds alternate between what is compared, since a machine's
 * speed changes over minutes.
 */
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Browser, chromium, type Page } from 'playwright-core';
import { METHOD_IDS } from '../../src/training/methods/method.ts';
import { launchOptions } from '../browser.mjs';
import { CONFIG } from '../pretrain/settings.ts';
import { bundle } from './bundle.ts';
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
import { PLAIN, serveBench } from './serve.ts';

const BATCH = { rows: 16, length: 64 };
const RANK = 8;

const LORA_FLOPS = stepFlops(CONFIG, BATCH, { kind: 'lora', rank: RANK });

/** The folder whose pages are cross-origin isolated and so have threads. */
const ISOLATED = 'isolated';

/** The greatest relative difference between our losses and TensorFlow.js'. */
const TOLERANCE = 1e-3;

interface Plan {
  readonly name: 'wasm' | 'wasmThreads' | 'webgpu';
  readonly folder: string;
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

const WASM = { backend: 'wasm', rounds: 8, steps: 3, products: 8, methods: 5 } as const;

/** A software adapter takes seconds for a step, so few are taken. */
const WEBGPU = { backend: 'webgpu', rounds: 3, steps: 1, products: 2, methods: 2 } as const;

const PLANS: readonly Plan[] = [
  { name: 'wasm', folder: PLAIN, bar: 4, ...WASM },
  { name: 'wasmThreads', folder: ISOLATED, bar: 5, ...WASM },
  { name: 'webgpu', folder: ISOLATED, bar: 6, ...WEBGPU },
];

/** Steps whose losses are compared; fewer where fewer are taken. */
const COMPARED = 5;

const log = (text: string) => console.error(text);

declare global {
  var call: (engine: EngineName, name: keyof Worked, args: readonly unknown[]) => Promise<unknown>;
}

/** A page's workers, called from Node. */
class Bench {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async open(browser: Browser, url: string): Promise<Bench> {
    const page = await browser.newPage();
    page.on('console', (message) => log(`  ${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => log(`  ${error.message}`));
    await page.goto(url);
    await page.waitForFunction(() => 'call' in globalThis);
    return new Bench(page);
  }

  call<Name extends keyof Worked>(engine: EngineName, name: Name, ...args: Parameters<Worked[Name]>) {
    return this.#page.evaluate(([to, what, values]) => globalThis.call(to, what, values), [
      engine,
      name,
      args,
    ] as const) as ReturnType<Worked[Name]>;
  }

  close(): Promise<void> {
    return this.#page.close();
  }
}

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
async function take(bench: Bench, entry: Entrant, count: number, counted = true): Promise<void> {
  const { losses, times } = await bench.call(entry.engine, 'steps', entry.subject, count);
  entry.losses.push(...losses);
  if (counted) entry.times.push(...times);
}

/** Rounds of our LoRA, our full fine-tuning, TensorFlow.js' LoRA, and our products. */
async function compare(bench: Bench, plan: Plan) {
  const lora = entrant('ours', 'lora');
  const full = entrant('ours', 'full');
  const tensorflow = entrant('tensorflow', 'lora');
  const plain = entrant('tensorflow', 'plain');
  const all = [lora, full, tensorflow, plain];
  for (const entry of all) {
    await bench.call(entry.engine, 'begin', entry.subject);
    await take(bench, entry, 1, false);
  }
  await bench.call('ours', 'products', 1);
  const products = Object.fromEntries(PRODUCTS.map((kind) => [kind, [] as number[]]));
  for (let round = 0; round < plan.rounds; round++) {
    for (const entry of all) {
      // The slow ones take one step, and ours as many before and after.
      await take(bench, lora, plan.steps);
      if (entry !== lora) await take(bench, entry, entry === full ? plan.steps : 1);
    }
    const times = await bench.call('ours', 'products', plan.products);
    for (const kind of PRODUCTS) products[kind]?.push(times[kind]);
    const last = all.map(({ engine, subject, times }) => `${engine} ${subject} ${times.at(-1)?.toFixed(0)}`);
    log(`  round ${round + 1} of ${plan.rounds}, ms: ${last.join(', ')}`);
  }
  for (const { engine, subject } of all) await bench.call(engine, 'end', subject);
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

async function everyMethod(bench: Bench, plan: Plan) {
  const result: Record<string, unknown> = {};
  for (const method of METHOD_IDS) {
    await bench.call('ours', 'begin', method);
    const first = await bench.call('ours', 'steps', method, 1);
    const { times } = await bench.call('ours', 'steps', method, plan.methods);
    await bench.call('ours', 'end', method);
    result[method] = { first: rounded(first.times[0] as number), ...summarize(times) };
    log(`  ${method}: ${summarize(times).median} ms`);
  }
  return result;
}

async function measure(browser: Browser, url: string, plan: Plan) {
  log(`${plan.name}:`);
  const bench = await Bench.open(browser, `${url}${plan.folder}/`);
  try {
    const threads = await bench.call('ours', 'ready', plan.backend);
    await bench.call('tensorflow', 'ready', plan.backend);
    const { products, ...figures } = await compare(bench, plan);
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
      methods: await everyMethod(bench, plan),
    };
  } finally {
    await bench.close();
  }
}

export async function benchTraining() {
  const folder = await bundle([PLAIN, ISOLATED]);
  const site = await serveBench(folder);
  const browser = await chromium.launch(launchOptions({ webgpu: true }));
  try {
    const backends: Record<string, unknown> = {};
    for (const plan of PLANS) backends[plan.name] = await measure(browser, site.url, plan);
    return {
      unit: 'ms',
      chromium: browser.version(),
      cores: availableParallelism(),
      model: { ...CONFIG },
      batch: BATCH,
      rank: RANK,
      gigaflops: {
        lora: rounded(totalFlops(LORA_FLOPS) / 1e9, 3),
        full: rounded(totalFlops(stepFlops(CONFIG, BATCH, { kind: 'full' })) / 1e9, 3),
      },
      backends,
    };
  } finally {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true });
  }
}
