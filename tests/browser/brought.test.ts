import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { readSafetensors, type StoredTensor, toFloat32 } from '../../src/training/formats/safetensors';
import type { Brought } from './pages/brought';
import { bundlePage, launch } from './support';

declare global {
  var brought: Brought;
}

const STEPS = 5;
const FIXTURES = fileURLToPath(new URL('../fixtures/brought/', import.meta.url));
const { tokens } = JSON.parse(readFileSync(join(FIXTURES, 'cases.json'), 'utf8'));
const GOLDEN = readSafetensors(readFileSync(join(FIXTURES, 'logits.safetensors'))).tensors;

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launch({ webgpu: true });
  page = await browser.newPage();
  const script = await bundlePage(fileURLToPath(new URL('pages/brought.ts', import.meta.url)));
  const url = `${inject('site')}brought/`;
  await page.route(`${url}*`, (route) =>
    route.request().url() === url
      ? route.fulfill({ contentType: 'text/html', body: '<script type="module" src="page.js"></script>' })
      : route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await page.goto(url);
  await page.waitForFunction(() => 'brought' in globalThis);
});
afterAll(() => browser.close());

function filesOf(name: string): Record<string, string> {
  const folder = join(FIXTURES, name);
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const files = names.map(({ name: each }) => [each, readFileSync(join(folder, each), 'base64')]);
  return { ...Object.fromEntries(files), 'tokenizer.json': btoa('{}') };
}

it.each([
  ['llama-scaled', 'lora'],
  ['qwen2-sharded', 'lora'],
  ['qwen2-sharded', 'qlora'],
] as const)(
  'a brought %s by %s is the same on WebGPU as on WebAssembly',
  { timeout: 120_000 },
  async (name, method) => {
    const on = (backend: 'wasm' | 'webgpu') =>
      page.evaluate(([files, where, how, ids, steps]) => globalThis.brought(files, where, how, ids, steps), [
        filesOf(name),
        backend,
        method,
        tokens,
        STEPS,
      ] as const);
    const wasm = await on('wasm');
    const webgpu = await on('webgpu');
    expect(wasm.limits).toEqual({ buffer: null, memory: 2 ** 32 });
    expect(webgpu.limits.buffer).toBeGreaterThan(2 ** 26);
    for (const [at, loss] of wasm.losses.entries()) {
      expect(Math.abs((webgpu.losses[at] as number) - loss) / loss, `step ${at + 1}`).toBeLessThan(1e-3);
    }
    // Equal numbers would prove little if nothing were learned.
    expect(wasm.losses.at(-1)).toBeLessThan((wasm.losses[0] as number) * 0.9);
    if (method === 'qlora') return;
    const golden = toFloat32(GOLDEN.get(name) as StoredTensor);
    expect(webgpu.logits).toHaveLength(golden.length);
    const differences = webgpu.logits.map((value, at) => Math.abs(value - (golden[at] as number)));
    expect(Math.max(...differences)).toBeLessThan(1e-3);
  },
);
