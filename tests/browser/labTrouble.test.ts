import { readFileSync } from 'node:fs';
import type { Browser, Page, Worker } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launch, openPage, type PageOptions } from './support';

const LAB = 'lr-laboratory';
const SLOW = 300_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launch({ webgpu: true });
});
afterAll(() => browser.close());

/** Keeps the GPU device of a worker where a test reaches it. */
const TAP = `{
  const request = globalThis.GPUAdapter?.prototype.requestDevice;
  if (request) GPUAdapter.prototype.requestDevice = async function (...asked) {
    return (globalThis.tapped = await request.apply(this, asked));
  };
}
`;

declare global {
  var tapped: GPUDevice;
}

async function openLab(query: string, options: PageOptions = {}): Promise<Page> {
  const page = await openPage(browser, `${inject('site')}en/lab/?v=1&${query}`, options);
  await page.route(/\/worker[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: TAP + (await response.text()) });
  });
  await page.waitForSelector('[data-button="train"]:enabled');
  return page;
}
const press = (page: Page, name: string) => page.click(`[data-button="${name}"]`);
const reach = (page: Page, name: string) =>
  page.waitForSelector(`${LAB}[data-state="${name}"]`, { timeout: SLOW / 2 });
const quantity = async (page: Page, method: string, name: string): Promise<number> =>
  Number(await page.getAttribute(`tr[data-method="${method}"] [data-quantity="${name}"]`, 'value'));
const told = (page: Page, place: string) => page.textContent(`[data-${place}]`);
const points = (page: Page, method: string) => quantity(page, method, 'step');

/** The laboratory's worker, once it has a device; `before` is one that has gone. */
async function workerOf(page: Page, before?: Worker): Promise<Worker> {
  for (;;) {
    for (const worker of page.workers().filter((each) => each !== before)) {
      if (await worker.evaluate(() => 'tapped' in globalThis).catch(() => false)) return worker;
    }
    await page.waitForTimeout(200);
  }
}

describe('a device that goes away in mid-run', () => {
  it('is replaced once, then the processor goes on; no step is lost or done twice', {
    timeout: SLOW,
  }, async () => {
    const page = await openLab('task=arithmetic&methods=lora&steps=10&batch=2&backend=webgpu');
    await press(page, 'train');
    await expect.poll(() => points(page, 'lora').catch(() => 0), { timeout: SLOW / 3 }).toBeGreaterThan(0);
    expect(await told(page, 'machine')).toContain('WebGPU');

    const first = await workerOf(page);
    await first.evaluate(() => globalThis.tapped.destroy());
    await expect.poll(() => told(page, 'phase'), { timeout: SLOW / 3 }).toContain('The device was lost');
    expect(await told(page, 'machine')).toContain('WebGPU');

    const second = await workerOf(page, first);
    await second.evaluate(() => globalThis.tapped.destroy());
    await expect.poll(() => told(page, 'machine'), { timeout: SLOW / 3 }).toMatch(/WebAssembly.*failed/s);
    await reach(page, 'done');
    expect(await points(page, 'lora')).toBe(10);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-save-csv]')]);
    const lines = readFileSync(await download.path(), 'utf8').split('\r\n');
    const steps = lines.filter((line) => line.startsWith('lora,')).map((line) => Number(line.split(',')[1]));
    expect(steps).toEqual(Array.from({ length: 10 }, (_, at) => at + 1));
  });

  it('says so where there is no memory for a run', { timeout: SLOW }, async () => {
    const page = await openLab('task=arithmetic&methods=lora&steps=200&batch=2&backend=webgpu', {
      expectedErrors: [/Uncaptured error in WebGPU backend: no room/],
    });
    await press(page, 'train');
    await expect.poll(() => points(page, 'lora').catch(() => 0), { timeout: SLOW / 3 }).toBeGreaterThan(0);
    const worker = await workerOf(page);
    await worker.evaluate(() => {
      const error = new GPUOutOfMemoryError('no room');
      globalThis.tapped.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
    });
    await reach(page, 'error');
    expect(await told(page, 'fault')).toContain('not enough memory');
    expect(await points(page, 'lora')).toBeGreaterThan(0);
  });
});

describe('trouble with the run', () => {
  it('a tab that nobody sees trains on, and shows it when it is seen', { timeout: SLOW }, async () => {
    const page = await openLab('task=arithmetic&methods=lora&steps=12&batch=4&backend=wasm');
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
      globalThis.requestAnimationFrame = () => 0;
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await press(page, 'train');
    await reach(page, 'done');
    expect(await points(page, 'lora')).toBe(12);
  });

  it('a full storage: a sentence, and training goes on', { timeout: SLOW }, async () => {
    const page = await openLab('task=arithmetic&methods=lora&steps=12&batch=4&backend=wasm', {
      before: () => {
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('no room', 'QuotaExceededError');
        };
      },
    });
    await press(page, 'train');
    await reach(page, 'done');
    expect(await points(page, 'lora')).toBe(12);
    await page.fill('[data-save-name]', 'too large');
    await page.click('[data-save-button]');
    await expect.poll(() => told(page, 'runs-told')).toContain('storage is full');
  });
});
