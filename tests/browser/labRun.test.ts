import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { axe, launch, openPage } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const RUN = 'lr-lab-run';
const SLOW = 240_000;

/** The first short run of a lesson, in the state of a query, ready to train. */
async function openRun(query: string, language = 'en'): Promise<Page> {
  const page = await openPage(
    browser,
    `${inject('site')}${language}/lessons/lora-memory/?figure=lab-run&v=1&${query}`,
  );
  await page.evaluate((name) => document.querySelector(name)?.scrollIntoView(), RUN);
  await page.waitForSelector(`${RUN} [data-train]:enabled`);
  return page;
}
const press = (page: Page, figure = 'lab-run') => page.click(`#${figure} [data-train]`);
const reach = (page: Page, state: string, figure = 'lab-run') =>
  page.waitForSelector(`#${figure}[data-run="${state}"]`, { timeout: SLOW / 2 });
/** No worker is left. One that is just compiling a step ends when it has done so. */
const idle = (page: Page) => expect.poll(() => page.workers().length, { timeout: 30_000 }).toBe(0);
const quantity = async (page: Page, method: string, name: string): Promise<string | null> =>
  page.getAttribute(`#lab-run tr[data-method="${method}"] [data-quantity="${name}"]`, 'value');

describe('a short run in a lesson', () => {
  it.each(LANGUAGES)('says what it would do, and fetches nothing before the press (%s)', async (language) => {
    const requests: string[] = [];
    const page = await openPage(browser, `${inject('site')}${language}/`);
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(
      `${inject('site')}${language}/lessons/lora-memory/?figure=lab-run&v=1&preset=ranks&steps=20`,
    );
    await page.evaluate((name) => document.querySelector(name)?.scrollIntoView(), RUN);
    await page.waitForSelector(`${RUN} [data-train]:enabled`);
    await page.waitForTimeout(1000);
    expect(page.workers()).toEqual([]);
    expect(requests.filter((url) => /models\/|trainer|curves|worker/i.test(url))).toEqual([]);
    expect(await page.locator(`${RUN} [data-rows] tr`).count()).toBe(5);
    expect(await quantity(page, 'rank-16', 'trainable')).toBe(String(4 * 4 * 2 * 128 * 16));
    expect(await page.textContent(`${RUN} [data-plan]`)).toContain('20');
    const links = await page
      .locator(`${RUN} [data-links] a`)
      .evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).search));
    expect(links).toHaveLength(5);
    expect(links[0]).toMatch(/^\?v=1&methods=lora&rank=1&/);
  });

  it('trains to the end by the keyboard, and gives its memory back', { timeout: SLOW }, async () => {
    const page = await openRun('preset=full&steps=10');
    await page.focus(`${RUN} [data-train]`);
    await page.keyboard.press('Enter');
    await reach(page, 'done');
    for (const method of ['full', 'lora']) {
      expect(Number(await quantity(page, method, 'memory'))).toBeGreaterThan(4e6);
      expect(Number(await quantity(page, method, 'steps-per-second'))).toBeGreaterThan(0);
      for (const name of ['accuracy-before', 'accuracy', 'forgetting']) {
        expect(await quantity(page, method, name), name).toMatch(/\d/);
      }
    }
    expect(await page.textContent(`${RUN} [data-result]`)).toMatch(/LoRA reached [\d.]+% exact match/);
    expect(await page.locator(`${RUN} .curve[data-method="lora"]`).count()).toBeGreaterThan(0);
    await page.locator(`${RUN} [data-field="curve"][value="loss"]`).check({ force: true });
    await expect.poll(() => page.textContent(`${RUN} svg.curves`)).toContain('nats');
    await idle(page);
    expect(await axe(page)).toEqual([]);
    await page.click(`${RUN} [data-reset]`);
    await reach(page, 'idle');
    expect(await quantity(page, 'lora', 'accuracy')).toBe('');
    expect(await page.isVisible(`${RUN} [data-plot]`)).toBe(false);
  });

  it('is stopped by its button, and by another run on the page', { timeout: SLOW }, async () => {
    const page = await openRun('preset=full&steps=600', 'zh');
    await press(page);
    await reach(page, 'training');
    await press(page);
    await reach(page, 'stopped');
    await idle(page);
    // A second figure of the same kind, as a longer lesson has it.
    await page.evaluate((name) => {
      const first = document.querySelector(name) as HTMLElement;
      const second = first.cloneNode(true) as HTMLElement;
      second.id = 'second';
      second.dataset['defaults'] = 'preset=qlora&steps=600';
      first.after(second);
      second.scrollIntoView();
    }, RUN);
    await press(page);
    await reach(page, 'training');
    await expect.poll(() => page.isEnabled('#second [data-train]')).toBe(true);
    await press(page, 'second');
    await reach(page, 'displaced');
    await reach(page, 'training', 'second');
    expect(await page.locator('#lab-run [data-controls]').isEnabled()).toBe(true);
    expect(await page.textContent('#lab-run [data-phase]')).toContain('另一次');
    // Taken off the page, it leaves nothing at work.
    await page.evaluate(() => document.querySelector('#second')?.remove());
    await idle(page);
  });
});
