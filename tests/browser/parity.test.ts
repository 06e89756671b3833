import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { METHOD_IDS } from '../../src/training/methods/method';
import type { Losses } from './pages/parity';
import { bundlePage, launch } from './support';

declare global {
  var losses: Losses;
}

const STEPS = 20;

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launch({ webgpu: true });
  page = await browser.newPage();
  const script = await bundlePage(fileURLToPath(new URL('pages/parity.ts', import.meta.url)));
  const url = `${inject('site')}parity/`;
  await page.route(`${url}*`, (route) =>
    route.request().url() === url
      ? route.fulfill({ contentType: 'text/html', body: '<script type="module" src="page.js"></script>' })
      : route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await page.goto(url);
  await page.waitForFunction(() => 'losses' in globalThis);
});
afterAll(() => browser.close());

/** Both back ends in one page, from the same seeds, at two layers of width 32. */
it.each(METHOD_IDS)('%s loses the same on WebGPU as on WebAssembly', { timeout: 120_000 }, async (method) => {
  const of = (backend: 'wasm' | 'webgpu') =>
    page.evaluate(([where, which, steps]) => globalThis.losses(where, which, steps), [
      backend,
      method,
      STEPS,
    ] as const);
  const wasm = await of('wasm');
  const webgpu = await of('webgpu');
  expect(webgpu).toHaveLength(STEPS);
  for (const [step, loss] of wasm.entries()) {
    expect(Math.abs((webgpu[step] as number) - loss) / loss, `step ${step + 1}`).toBeLessThan(1e-3);
  }
  // Equal numbers would prove little if nothing were learned.
  expect(wasm.at(-1)).toBeLessThan((wasm[0] as number) * 0.999);
});
