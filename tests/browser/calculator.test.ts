import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { launch, openPage } from './support';
import { inTurn } from './thorough';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const WIDGET = 'lr-memory-calculator';

async function ready(page: Page): Promise<void> {
  await page.waitForSelector(`${WIDGET}[data-state="ready"]`);
}
const quantity = async (page: Page, name: string): Promise<number> =>
  Number(await page.locator(`${WIDGET} [data-quantity="${name}"]`).first().getAttribute('value'));
const gigabytes = async (page: Page, name: string, digits: number): Promise<string> =>
  ((await quantity(page, name)) / 1e9).toFixed(digits);
const problem = (page: Page, field: string) => page.locator(`${WIDGET} [data-problem="${field}"]`);

/** `facts.md` 1.6, T = 512, rank 16 on q, k, v, o: model, method, GPUs, batch, states, 2LBTH, 12BTV, total; in GB. */
const TABLE = [
  ['llama-7b', 'full', 2, 8, '53.91', '1.07', '1.57', '62.6'],
  ['llama-13b', 'full', 4, 8, '52.06', '1.68', '1.57', '61.3'],
  ['llama-33b', 'full', 8, 4, '65.06', '1.64', '0.79', '73.5'],
  ['llama-65b', 'full', 16, 2, '65.29', '1.34', '0.39', '73.0'],
  ['llama-7b', 'lora', 1, 16, '13.75', '2.15', '3.15', '25.0'],
  ['llama-13b', 'lora', 1, 8, '26.45', '1.68', '1.57', '35.7'],
  ['llama-33b', 'lora', 1, 1, '65.88', '0.41', '0.20', '72.5'],
  ['llama-65b', 'lora', 2, 1, '65.96', '0.67', '0.20', '72.8'],
  ['llama-65b', 'lora', 1, 1, '131.91', '0.67', '0.20', '138.8'],
] as const;

/** Totals that the same section states beside its table: query, total in GB, whether it fits the card named. */
const TOTALS = [
  ['model=llama-7b&method=full&gpus=1&batch=1&sequence=512&gpu=a800-80g', '114', 'no'],
  ['model=llama-13b&method=full&gpus=2&batch=1&sequence=512&gpu=a800-80g', '111', 'no'],
  ['model=llama-33b&method=full&gpus=4&batch=1&sequence=512&gpu=a800-80g', '137', 'no'],
  ['model=llama-65b&method=full&gpus=8&batch=1&sequence=512&gpu=a800-80g', '137', 'no'],
  ['model=llama-7b&method=full&gpus=1&batch=8&sequence=512&gpu=a800-80g', '116.5', 'no'],
  ['model=llama-13b&method=full&gpus=2&batch=8&sequence=512&gpu=a800-80g', '113.4', 'no'],
  ['model=llama-33b&method=full&gpus=4&batch=4&sequence=512&gpu=a800-80g', '138.5', 'no'],
  ['model=llama-65b&method=full&gpus=8&batch=2&sequence=512&gpu=a800-80g', '138.3', 'no'],
  ['model=llama-13b&method=full&gpus=3&batch=8&sequence=512&gpu=a800-80g', '78.7', 'yes'],
  ['model=llama-65b&method=full&gpus=15&batch=2&sequence=512&gpu=a800-80g', '77.4', 'yes'],
  ['model=llama-7b&method=lora&sequence=512&gpu=rtx-3090-24g', '20.1', 'yes'],
  ['model=llama-7b&method=lora&sequence=1024&gpu=rtx-3090-24g', '20.4', 'yes'],
  ['model=llama-7b&method=lora&sequence=2048&gpu=rtx-3090-24g', '21.1', 'yes'],
  ['model=llama-65b&method=qlora&sequence=512&gpu=rtx-a6000-48g', '40.9', 'yes'],
  [
    'model=llama-65b&method=qlora&sequence=512&rank=64&targets=q,k,v,o,gate,up,down&gpu=rtx-a6000-48g',
    '52.3',
    'no',
  ],
] as const;

describe('deep links reproduce the slides’ tables', () => {
  it.each(inTurn(LANGUAGES, 0))('every cell (%s)', async (language) => {
    const page = await openPage(browser, `${inject('site')}${language}/calculator/`);
    for (const [model, method, gpus, batch, states, activations, logits, total] of TABLE) {
      const query = `v=1&view=slide&model=${model}&method=${method}&gpus=${gpus}&batch=${batch}&sequence=512&gpu=a800-80g`;
      await page.goto(`${inject('site')}${language}/calculator/?${query}`);
      await ready(page);
      const shown = {
        states: await gigabytes(page, 'states', 2),
        activations: await gigabytes(page, 'activations', 2),
        logits: await gigabytes(page, 'logits', 2),
        other: await quantity(page, 'other'),
        total: await gigabytes(page, 'total', 1),
      };
      expect(shown, query).toEqual({ states, activations, logits, other: 6e9, total });
      const parts = ['weights', 'gradients', 'optimizer', 'activations', 'logits', 'other'];
      const sum = (await Promise.all(parts.map((name) => quantity(page, name)))).reduce(
        (one, two) => one + two,
        0,
      );
      expect(sum).toBeCloseTo(await quantity(page, 'total'), -1);
      expect(await page.locator(WIDGET).getAttribute('data-fits')).toBe(Number(total) < 80 ? 'yes' : 'no');
    }
  });

  it.each(inTurn(LANGUAGES, 1))('every other total (%s)', async (language) => {
    const page = await openPage(browser, `${inject('site')}${language}/calculator/`);
    for (const [query, total, fits] of TOTALS) {
      await page.goto(`${inject('site')}${language}/calculator/?v=1&${query}`);
      await ready(page);
      expect(await gigabytes(page, 'total', (total.split('.')[1] ?? '').length), query).toBe(total);
      expect(await page.locator(WIDGET).getAttribute('data-fits'), query).toBe(fits);
    }
  });
});

describe('the calculator under a reader’s hands', () => {
  it('is operated by the keyboard alone', async () => {
    const page = await openPage(browser, `${inject('site')}en/calculator/`);
    await ready(page);
    const before = await quantity(page, 'total');
    await page.locator('select[name="method"]').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.locator(WIDGET).getAttribute('data-fits')).toBe('yes');
    expect(await quantity(page, 'total')).toBeLessThan(before);

    const lora = await quantity(page, 'activations');
    await page.keyboard.press('Tab'); // model
    await page.keyboard.press('Tab'); // card
    await page.keyboard.press('Tab'); // sequence, typed
    await page.keyboard.press('Tab'); // sequence, slider
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => quantity(page, 'activations')).toBe(lora * 1.5);
    expect(await page.locator('input[type="text"][name="sequence"]').inputValue()).toBe('3072');
  });

  it('takes a typed number, refuses a bad one beside its box, and keeps both the text and the last good state', async () => {
    const page = await openPage(browser, `${inject('site')}zh/calculator/`);
    await ready(page);
    const box = page.locator('input[type="text"][name="gpus"]');
    await box.fill('3');
    await expect.poll(() => gigabytes(page, 'states', 2)).toBe('35.94');
    for (const bad of ['0', '-2', '1.5', 'viele', '99999999', '']) {
      await box.fill(bad);
      await expect.poll(() => problem(page, 'gpus').isVisible()).toBe(true);
      expect(await problem(page, 'gpus').textContent()).toMatch(/\p{Script=Han}/u);
      expect(await box.inputValue()).toBe(bad);
      expect(await box.getAttribute('aria-invalid')).toBe('true');
      expect(await gigabytes(page, 'states', 2)).toBe('35.94');
    }
    await box.fill('2');
    await expect.poll(() => problem(page, 'gpus').isVisible()).toBe(false);
    await expect.poll(() => gigabytes(page, 'states', 2)).toBe('53.91');
  });

  it('does not let the last matrix be taken away', async () => {
    const page = await openPage(browser, `${inject('site')}en/calculator/?v=1&method=lora&targets=q`);
    await ready(page);
    await page.locator('input[name="targets"][value="q"]').focus();
    await page.keyboard.press('Space');
    await expect.poll(() => problem(page, 'targets').isVisible()).toBe(true);
    expect(await quantity(page, 'trainable')).toBe(32 * 2 * 4096 * 16);
  });

  it('resets, and switches between GB and GiB without mixing them', async () => {
    const page = await openPage(browser, `${inject('site')}en/calculator/?v=1&method=lora&unit=GiB&batch=4`);
    await ready(page);
    expect(await page.locator(`${WIDGET} [data-result]`).textContent()).toMatch(/GiB/);
    expect(await page.locator(`${WIDGET} [data-result]`).textContent()).not.toMatch(/\sGB/);
    await page.locator(`${WIDGET} [data-reset]`).click();
    await expect.poll(() => page.locator(WIDGET).getAttribute('data-fits')).toBe('no');
    expect(await page.locator(`${WIDGET} [data-result]`).textContent()).not.toMatch(/GiB/);
    await expect.poll(() => new URL(page.url()).search).toBe('');
  });

  it('lights up a term’s bar and row from the formula, and the formula from the bar', async () => {
    const page = await openPage(browser, `${inject('site')}en/calculator/`);
    await ready(page);
    const lit = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.lit')].map((each) => each.getAttribute('data-term')),
      );
    await page.locator('button[data-term="logits"]').focus();
    // The button, its bar, and its row in each of the two views.
    expect(await lit()).toEqual(['logits', 'logits', 'logits', 'logits']);
    await page.keyboard.press('Escape');
    expect(await lit()).toEqual([]);
    await page.locator('rect[data-term="optimizer"]').hover();
    expect(await lit()).toContain('frozen trained gradients optimizer');
    expect(await page.locator('tbody:not([hidden]) tr.lit').count()).toBe(1);
  });

  it('keeps its state in the address, through reload and language switch', async () => {
    const page = await openPage(browser, `${inject('site')}en/calculator/`);
    await ready(page);
    await page.locator('input[type="text"][name="batch"]').fill('4');
    await expect.poll(() => new URL(page.url()).search).toBe('?v=1&batch=4');
    await page.reload();
    await ready(page);
    expect(await page.locator('input[type="text"][name="batch"]').inputValue()).toBe('4');
    await page.locator('[data-language-switch]').click();
    await page.waitForURL(/\/zh\/calculator\/\?v=1&batch=4/);
    await ready(page);
    expect(await page.locator('input[type="text"][name="batch"]').inputValue()).toBe('4');
  });

  it('exports its table as CSV and its picture as PNG', async () => {
    const page = await openPage(browser, `${inject('site')}en/calculator/?v=1&method=lora`);
    await ready(page);
    const [table] = await Promise.all([
      page.waitForEvent('download'),
      page.locator(`${WIDGET} [data-tool="csv"]`).click(),
    ]);
    const { readFileSync } = await import('node:fs');
    const csv = readFileSync(await table.path(), 'utf8');
    expect(csv).toContain('Optimizer states');
    expect(csv).toContain(String(await quantity(page, 'optimizer')));
    expect(csv).toContain('bytes');
    expect(csv).toContain('method=lora');
    expect(csv).not.toContain('Gather buffers');
    const [picture] = await Promise.all([
      page.waitForEvent('download'),
      page.locator(`${WIDGET} [data-tool="png"]`).click(),
    ]);
    const png = readFileSync(await picture.path());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.length).toBeGreaterThan(5_000);
  });
});

describe('bad links', () => {
  const BAD: readonly Readonly<Record<string, string>>[] = [
    {
      ...{ gpus: '0', batch: '1e9', sequence: 'NaN', model: '<script>alert(1)</script>' },
      ...{ method: 'sudo', gpu: '__proto__', unit: 'TB', view: 'cinema' },
    },
    { gpus: '-1', rank: '99999', targets: 'q,x' },
  ];
  it.each(LANGUAGES)(
    'wrong all through: a message beside each control, and the defaults (%s)',
    async (language) => {
      for (const bad of BAD) {
        // A rank and matrices are asked for where the method has them.
        const query = new URLSearchParams({ v: '1', method: 'lora', ...bad });
        const page = await openPage(browser, `${inject('site')}${language}/calculator/?${query}`);
        await ready(page);
        for (const field of Object.keys(bad)) {
          expect(await problem(page, field).isVisible(), field).toBe(true);
          expect((await problem(page, field).textContent())?.length, field).toBeGreaterThan(5);
        }
        expect(await quantity(page, 'parameters')).toBe(6_738_415_616);
      }
    },
  );

  it.each([
    ['v=2&batch=4', 'another version'],
    [`v=1&batch=4&x=${'y'.repeat(4000)}`, 'enormous'],
  ])('as a whole (%#): a message in the figure, and the defaults', async (query) => {
    const page = await openPage(browser, `${inject('site')}en/calculator/?${query}`);
    await ready(page);
    expect(await page.locator(`${WIDGET} [data-message]`).isVisible()).toBe(true);
    expect(await page.locator('input[type="text"][name="batch"]').inputValue()).toBe('1');
  });
});
