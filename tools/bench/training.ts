/** The training step of the laboratory's model in Chromium, on WebAssembly without and with threads, and on WebGPU. */
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Browser, chromium, type Page } from 'playwright-core';
import { launchOptions } from '../browser.mjs';
import { bundle } from './bundle.ts';
import { contest, type Engines, log, type Plan, PROBLEM } from './contest.ts';
import type { EngineName, Worked } from './page/api.ts';
import { PLAIN, serveBench } from './serve.ts';

/** The folder whose pages are cross-origin isolated and so have threads. */
const ISOLATED = 'isolated';

const WASM = { backend: 'wasm', rounds: 8, steps: 3, products: 8, methods: 5 } as const;

/** A software adapter takes seconds for a step, so few are taken. */
const WEBGPU = { backend: 'webgpu', rounds: 3, steps: 1, products: 2, methods: 2 } as const;

const PLANS: readonly (Plan & { readonly folder: string })[] = [
  { name: 'wasm', folder: PLAIN, bar: 4, ...WASM },
  { name: 'wasmThreads', folder: ISOLATED, bar: 5, ...WASM },
  { name: 'webgpu', folder: ISOLATED, bar: 6, ...WEBGPU },
];

declare global {
  var call: (engine: EngineName, name: keyof Worked, args: readonly unknown[]) => Promise<unknown>;
}

/** A page's workers, called from Node. */
class Bench implements Engines {
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

export async function benchTraining() {
  const folder = await bundle([PLAIN, ISOLATED]);
  const site = await serveBench(folder);
  const browser = await chromium.launch(launchOptions({ webgpu: true }));
  try {
    const backends: Record<string, unknown> = {};
    for (const plan of PLANS) {
      const bench = await Bench.open(browser, `${site.url}${plan.folder}/`);
      backends[plan.name] = await contest(bench, plan).finally(() => bench.close());
    }
    return {
      unit: 'ms',
      chromium: browser.version(),
      cores: availableParallelism(),
      ...PROBLEM,
      backends,
    };
  } finally {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true });
  }
}
