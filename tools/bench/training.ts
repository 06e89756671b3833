/**
 * One training step of the laboratory's model in Chromium: our engine beside TensorFlow.js, every method, and how near
 * the step comes to the rate of our own matrix products. Rounds alternate between what is compared, since a machine's
 * speed changes over minutes.
 */
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Browser, chromium, type Page } from 'playwright-core';
import { METHOD_IDS, type MethodId } from '../../src/training/methods/method.ts';
import { launchOptions } from '../browser.mjs';
import { CONFIG } from '../pretrain/settings.ts';
import { bundle } from './bundle.ts';
import { agreement, atLeast, atMost, type Bar, rounded, summarize } from './figures.ts';
import { PRODUCTS, type Product, productShapes, stepFlops, timeAtOwnRate, totalFlops } from './flops.ts';
import type { BackendName, EngineName, Steps, Worked } from './page/api.ts';
import { PLAIN, serveBench } from './serve.ts';

const BATCH = { rows: 16, length: 64 };
const RANK = 8;

/** The folder whose pages are cross-origin isolated and so have threads. */
const ISOLATED = 'isolated';

/** Steps after which the losses of both engines must agree, to this relative difference. */
const COMPARED = { steps: 5, tolerance: 1e-3 };

interface Plan {
  readonly name: 'wasm' | 'wasmThreads' | 'webgpu';
  readonly folder: string;
  readonly backend: BackendName;
  readonly rounds: number;
  /** In each round. */
  readonly ours: number;
  readonly tensorflow: number;
  /** Products of each kind in each round; 0: none. */
  readonly products: number;
  /** Steps of each method after its first. */
  readonly methods: number;
  /** How many times faster than TensorFlow.js our step must be. */
  readonly bar: number;
  /** Steps at which losses are compared: those that are taken anyway, where each takes long. */
  readonly compared: number;
}

const PLANS: readonly Plan[] = [
  {
    name: 'wasm',
    folder: PLAIN,
    backend: 'wasm',
    rounds: 10,
    ours: 2,
    tensorflow: 1,
    products: 8,
    methods: 6,
    bar: 4,
    compared: 5,
  },
  {
    name: 'wasmThreads',
    folder: ISOLATED,
    backend: 'wasm',
    rounds: 10,
    ours: 2,
    tensorflow: 1,
    products: 8,
    methods: 6,
    bar: 5,
    compared: 5,
  },
  {
    name: 'webgpu',
    folder: ISOLATED,
    backend: 'webgpu',
    rounds: 2,
    ours: 2,
    tensorflow: 1,
    products: 2,
    methods: 2,
    bar: 6,
    compared: 3,
  },
];

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

/** What one round after the other measured. */
interface Measured {
  readonly ours: number[];
  readonly full: number[];
  readonly tensorflow: number[];
  readonly products: Record<Product, number[]>;
}

async function compare(bench: Bench, plan: Plan): Promise<Measured & { lossDifference: number }> {
  await bench.call('ours', 'begin', 'lora');
  await bench.call('ours', 'begin', 'full');
  await bench.call('tensorflow', 'begin', 'lora');
  const losses = { ours: [] as number[], tensorflow: [] as number[] };
  const take = async (engine: EngineName, method: MethodId, count: number): Promise<number[]> => {
    const steps: Steps = await bench.call(engine, 'steps', method, count);
    if (method === 'lora') losses[engine].push(...steps.losses);
    return [...steps.times];
  };
  const warm = Math.max(1, plan.compared - plan.rounds);
  await take('ours', 'lora', warm);
  await take('ours', 'full', 1);
  await take('tensorflow', 'lora', warm);
  const measured: Measured = {
    ours: [],
    full: [],
    tensorflow: [],
    products: Object.fromEntries(PRODUCTS.map((kind) => [kind, []])) as unknown as Measured['products'],
  };
  await bench.call('ours', 'products', 1);
  for (let round = 0; round < plan.rounds; round++) {
    measured.ours.push(...(await take('ours', 'lora', plan.ours)));
    measured.tensorflow.push(...(await take('tensorflow', 'lora', plan.tensorflow)));
    const products = await bench.call('ours', 'products', plan.products);
    for (const kind of PRODUCTS) measured.products[kind].push(products[kind]);
    measured.ours.push(...(await take('ours', 'lora', plan.ours)));
    measured.full.push(...(await take('ours', 'full', plan.ours)));
    log(
      `  round ${round + 1} of ${plan.rounds}: ours ${measured.ours.at(-1)?.toFixed(0)} ms, TensorFlow.js ${measured.tensorflow.at(-1)?.toFixed(0)} ms`,
    );
  }
  await bench.call('ours', 'end', 'lora');
  await bench.call('ours', 'end', 'full');
  await bench.call('tensorflow', 'end', 'lora');
  const lossDifference = agreement(
    losses.ours.slice(0, plan.compared),
    losses.tensorflow.slice(0, plan.compared),
    COMPARED.tolerance,
  );
  return { ...measured, lossDifference };
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
    const { lossDifference, ...times } = await compare(bench, plan);
    const [ours, full, tensorflow] = [times.ours, times.full, times.tensorflow].map(summarize) as [
      ReturnType<typeof summarize>,
      ReturnType<typeof summarize>,
      ReturnType<typeof summarize>,
    ];
    const products = Object.fromEntries(
      PRODUCTS.map((kind) => [kind, summarize(times.products[kind]).median]),
    ) as Record<Product, number>;
    const flops = stepFlops(CONFIG, BATCH, { kind: 'lora', rank: RANK });
    const shapes = productShapes(CONFIG, BATCH);
    const ideal = timeAtOwnRate(flops, shapes, products);
    const bars: Record<string, Bar> = {
      fasterThanTensorflow: atLeast(tensorflow.median / ours.median, plan.bar),
      shareOfOwnRate: atLeast(ideal / ours.median, 0.6),
      ...(plan.name === 'wasm' ? { loraOfFull: atMost(ours.median / full.median, 0.8) } : {}),
    };
    return {
      threads,
      lora: ours,
      full,
      loraOfFull: rounded(ours.median / full.median),
      tensorflow,
      lossDifference,
      ownRate: {
        step: rounded(ideal),
        products: Object.fromEntries(
          PRODUCTS.map((kind) => {
            const one = 2 * shapes[kind].reduce((product, side) => product * side, 1);
            return [kind, { ms: products[kind], gigaflops: rounded(one / products[kind] / 1e6, 1) }];
          }),
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
        lora: rounded(totalFlops(stepFlops(CONFIG, BATCH, { kind: 'lora', rank: RANK })) / 1e9, 3),
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
