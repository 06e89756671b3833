import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { METHODS } from '../../src/theory/methods';
import { DETAILED_LINES } from '../../src/widgets/memory-calculator/terms';
import { axe, launch, openPage } from './support';
import { inTurn } from './thorough';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const WIDGET = 'lr-memory-calculator';

const ready = (page: Page) => page.waitForSelector(`${WIDGET}[data-state="ready"]`);
const addressOf = (query: string, language = 'en') => `${inject('site')}${language}/calculator/?v=1&${query}`;

async function open(query: string, language?: string): Promise<Page> {
  const page = await openPage(browser, addressOf(query, language));
  await ready(page);
  return page;
}
/** Another link, in the same tab. */
async function follow(page: Page, query: string, language?: string): Promise<void> {
  await page.goto(addressOf(query, language));
  await ready(page);
}
const quantity = async (page: Page, name: string): Promise<number> =>
  Number(await page.locator(`${WIDGET} [data-quantity="${name}"]`).first().getAttribute('value'));

describe('the detailed view', () => {
  it.each(inTurn(LANGUAGES, 1))(
    'states every term, adding up, in %s; axe finds nothing',
    async (language) => {
      const page = await open('view=detailed', language);
      for (const method of METHODS) {
        const query = `view=detailed&method=${method}&model=qwen2.5-7b&recompute=none&gpus=2&zero=2`;
        await follow(page, query, language);
        const sum = (await Promise.all(DETAILED_LINES.map((name) => quantity(page, name)))).reduce(
          (one, two) => one + two,
          0,
        );
        expect(sum, method).toBeCloseTo(await quantity(page, 'total'), -2);
        if (method === 'qlora') expect(await axe(page, undefined, 'lr-memory-calculator')).toEqual([]);
      }
    },
  );

  it('counts trainable parameters to the last digit', async () => {
    const page = await open('view=detailed');
    for (const [query, trainable] of [
      ['model=llama-7b&method=dora', 17_301_504],
      ['model=llama-7b&method=ia3', 614_400],
      ['model=llama-7b&method=prefix&tokens=30', 7_864_320],
      ['model=llama-3.1-8b&method=prefix&tokens=30', 1_966_080],
      ['model=llama-7b&method=prompt&tokens=100', 409_600],
      ['model=qwen2.5-7b&method=lora&rank=64&targets=q,k,v,o,gate,up,down', 161_480_704],
    ] as const) {
      await follow(page, `view=detailed&${query}`);
      expect(await quantity(page, 'trainable'), query).toBe(trainable);
    }
  });

  it('says of a model without biases that BitFit has nothing to train', async () => {
    const page = await open('method=bitfit&model=llama-7b');
    expect(await quantity(page, 'trainable')).toBe(0);
    expect(await page.locator(`${WIDGET} [data-result]`).textContent()).toContain('learn nothing');
  });

  it('shows NF4 where QLoRA is chosen, and offers what the method allows', async () => {
    const page = await open('view=detailed&method=qlora');
    const precision = page.locator('select[name="precision"]');
    expect(await precision.inputValue()).toBe('nf4');
    expect(await precision.locator('option[value="bf16"]').getAttribute('disabled')).not.toBeNull();
    const doubled = await quantity(page, 'weights');
    await page.locator('input[data-field="doubleQuantization"][value="false"]').check({ force: true });
    await expect.poll(() => quantity(page, 'weights')).toBeGreaterThan(doubled);
  });

  it('answers what fits, and takes the cheapest change by a press', async () => {
    const page = await open('view=detailed&model=qwen2.5-7b&method=lora&sequence=8192&gpu=rtx-3090-24g');
    expect(await page.locator(WIDGET).getAttribute('data-fits')).toBe('no');
    await expect.poll(() => page.locator('[data-changes] button').count()).toBeGreaterThan(1);
    expect(await page.locator('[data-answer="gpus"]').textContent()).toMatch(/\d/);
    const first = page.locator('[data-changes] li').first();
    const before = await quantity(page, 'total');
    await first.locator('button').click();
    await expect.poll(() => quantity(page, 'total')).toBeLessThan(before);
    await expect.poll(() => new URL(page.url()).search).toContain('chunkedLoss=true');
  });

  it('opens a line’s formula and source, and typesets a formula that the build did not', async () => {
    const page = await open('view=detailed&method=lora');
    const line = page.locator('tbody:not([hidden]) details[data-formula-of="optimizer"]');
    await line.locator('summary').click();
    await expect.poll(() => line.locator('[data-tex] .katex').count()).toBe(1);
    const formula = await line.locator('[data-tex]').getAttribute('data-tex');
    await page.locator('select[name="optimizer"]').selectOption('adamw-8bit');
    await expect.poll(() => line.locator('[data-tex]').getAttribute('data-tex')).not.toBe(formula);
    await expect.poll(() => line.locator('[data-tex]').textContent()).toContain('2.03');
    expect(await line.locator('a[data-source]').getAttribute('href')).toContain('references/#');
  });

  it('keeps a set-up to compare with, also in the link, and lets it go', async () => {
    const page = await open('method=full');
    await page.locator('[data-keep]').click();
    await page.locator('select[name="method"]').selectOption('lora');
    await expect.poll(() => page.locator('.bar-label').count()).toBe(2);
    const kept = page.locator('data[data-kept="total"]');
    expect((Number(await kept.getAttribute('value')) / 1e9).toFixed(1)).toBe('115.1');
    await expect.poll(() => new URL(page.url()).search).toContain('beside=');
    await page.reload();
    await ready(page);
    await expect.poll(() => kept.isVisible()).toBe(true);
    await page.locator('[data-release]').click();
    await expect.poll(() => kept.isVisible()).toBe(false);
  });
});

describe('a model of the reader’s own', () => {
  const paste = async (page: Page, text: string) => {
    await page.locator('.configuration summary').click();
    await page.locator('[data-configuration]').fill(text);
    await page.locator('[data-configuration-take]').click();
  };

  it('is read from its config.json, counted exactly, and kept in the link', async () => {
    const page = await open('method=lora&rank=8&targets=q,v');
    await paste(page, readFileSync('tests/fixtures/configs/qwen2.5-0.5b-instruct.json', 'utf8'));
    await expect.poll(() => quantity(page, 'parameters')).toBe(494_032_768);
    expect(await quantity(page, 'trainable')).toBe(540_672);
    await expect.poll(() => new URL(page.url()).search).toContain('custom=');
    await page.reload();
    await ready(page);
    expect(await quantity(page, 'parameters')).toBe(494_032_768);
    expect(await page.locator('select[name="model"]').inputValue()).toBe('custom');
  });

  it('a bad one gets a sentence that names what is wrong, and stays in its box', async () => {
    const page = await open('method=lora');
    const box = page.locator('[data-configuration]');
    const answer = page.locator('[data-configuration-answer]');
    await page.locator('.configuration summary').click();
    // No two in a row are named alike: what is said is said of this one.
    for (const [text, named] of [
      ['{ "model_type": "llama", "hidden_size": -4096 }', 'hidden_size'],
      ['{ "model_type": "whisper" }', 'whisper'],
      ['{ "model_type": "llama", "hidden_size": "wide" }', 'hidden_size'],
      ['not json', 'JSON'],
      ['{"__proto__": {"model_type": "llama"}}', 'model_type'],
      ['[1, 2]', 'JSON'],
    ] as const) {
      await box.fill(text);
      await page.locator('[data-configuration-take]').click();
      await expect.poll(() => answer.textContent()).toContain(named);
      expect(await box.inputValue()).toBe(text);
      expect(await quantity(page, 'parameters')).toBe(6_738_415_616);
    }
  });

  it('a link that brings a broken one is refused with a message', async () => {
    const page = await open('model=custom&custom=1.2.3');
    expect(await quantity(page, 'parameters')).toBe(6_738_415_616);
    expect(await page.locator(`${WIDGET} [data-message]`).isVisible()).toBe(true);
  });
});

describe('checked against real runs', () => {
  it.each(inTurn(LANGUAGES, 0))(
    'states its bars, shows every row with its error and why, and filters (%s)',
    async (language) => {
      const page = await openPage(browser, `${inject('site')}${language}/calculator/`);
      const figure = page.locator('lr-checked-runs');
      await figure.scrollIntoViewIfNeeded();
      await page.waitForSelector('lr-checked-runs[data-state="ready"]');
      const rows = figure.locator('tbody tr');
      const all = await rows.count();
      expect(all).toBeGreaterThan(50);
      for (const cells of await rows.evaluateAll((each) =>
        each.map((row) => [...row.children].map((cell) => cell.textContent?.trim())),
      )) {
        expect(cells.every((cell) => cell !== '')).toBe(true);
      }
      await figure.locator('input[value="llmbook-slides"]').check({ force: true });
      await expect.poll(() => figure.locator('tbody tr:not([hidden])').count()).toBe(8);
      expect(await axe(page, undefined, 'lr-checked-runs')).toEqual([]);
    },
  );
});
