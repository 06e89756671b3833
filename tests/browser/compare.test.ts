import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { launch, openPage } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const LESSON = 'lessons/compare/';

async function open(language: string, query = '', figure = 'layer-methods'): Promise<Page> {
  const page = await openPage(browser, `${inject('site')}${language}/${LESSON}${query}`);
  await page.locator(`#${figure}`).scrollIntoViewIfNeeded();
  await page.waitForSelector(`#${figure}[data-state="ready"]`);
  return page;
}
const shownFacts = (page: Page) =>
  page
    .locator('#layer-methods li[data-place]:visible')
    .evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset['place']));

describe.each(LANGUAGES)('the layer of all methods in %s', (language) => {
  it('opens in the state of a link, and resets to the lesson’s', async () => {
    const page = await open(language, '?v=1&methods=prefix,ia3&model=llama-3.1-8b&tokens=30');
    expect(await shownFacts(page)).toEqual(['prefix', 'ia3']);
    const trained = page.locator('#layer-methods li[data-place="prefix"] [data-quantity="trainable"]');
    expect(await trained.getAttribute('value')).toBe('1966080');
    await page.locator('#layer-methods [data-reset]').click();
    await expect.poll(() => shownFacts(page)).toEqual(['lora', 'adapter', 'prefix', 'prompt']);
  });

  it('switches a method by its place in the drawing or by its switch, and keeps the last one on', async () => {
    const page = await open(language, '?v=1&methods=ia3');
    const place = (method: string) => page.locator(`#layer-methods svg [data-place="${method}"]`);
    await place('ia3').locator('.layer-scale').first().click();
    expect(await shownFacts(page)).toEqual(['ia3']);
    await place('adapter').locator('polygon').first().click();
    await expect.poll(() => shownFacts(page)).toEqual(['adapter', 'ia3']);
    // Focus scrolls the page, and what comes under a resting pointer lights up.
    await page.mouse.move(0, 0);
    await page.locator('#layer-methods input[value="full"]').focus();
    await expect.poll(() => page.locator('#layer-methods').getAttribute('data-lit')).toBe('full');
    await page.keyboard.press('Space');
    await expect.poll(() => place('full').getAttribute('data-on')).toBe('true');
  });
});

describe('the guide', () => {
  it('recommends, gives reasons, and opens the calculator in the same state', async () => {
    const page = await open('en', '', 'decision-guide');
    await page.locator('#decision-guide select[name="gpu"]').selectOption('rtx-a6000-48g');
    await page.locator('#decision-guide select[name="model"]').selectOption('llama-65b');
    const result = page.locator('#decision-guide [data-result]');
    await expect.poll(() => result.textContent()).toContain('QLoRA, rank 16');
    const total = await page
      .locator('#decision-guide tbody tr', { hasText: '★' })
      .locator('[data-quantity="total"]')
      .getAttribute('value');
    await page.locator('#decision-guide [data-calculator]').click();
    await page.waitForSelector('lr-memory-calculator[data-state="ready"]');
    expect(page.url()).toContain('method=qlora');
    expect(await page.locator('[data-quantity="total"]').first().getAttribute('value')).toBe(total);
  });
});

describe.each(['layer-methods', 'decision-guide'])('the life of %s', (figure) => {
  it('50 times in and out leave no listener behind', async () => {
    const page = await open('en', '', figure);
    const client = await page.context().newCDPSession(page);
    await client.send('Performance.enable');
    const listeners = async (): Promise<number> => {
      await client.send('HeapProfiler.collectGarbage');
      const { metrics } = await client.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'JSEventListeners')?.value ?? 0;
    };
    const cycle = (times: number) =>
      page.evaluate(
        async ([id, rounds]) => {
          const host = document.getElementById(String(id));
          const parent = host?.parentElement;
          if (!host || !parent) throw new Error('no figure');
          for (let round = 0; round < Number(rounds); round += 1) {
            delete host.dataset['state'];
            const next = host.nextSibling;
            host.remove();
            parent.insertBefore(host, next);
            while (host.dataset['state'] !== 'ready')
              await new Promise((done) => requestAnimationFrame(done));
          }
        },
        [figure, times] as const,
      );
    await cycle(10);
    const before = await listeners();
    await cycle(50);
    expect(await listeners()).toBeLessThanOrEqual(before * 1.05);
  });
});
