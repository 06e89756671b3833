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
    expect(await axe(page, undefined, RUN)).toEqual([]);
    await page.click(`${RUN} [data-reset]`);
    await reach(page, 'idle');
    expect(await quantity(page, 'lora', 'accuracy')).toBe('');
    expect(await page.isVisible(`${RUN} [data-plot]`)).toBe(false);
  });

  it('shows what happens inside, and answers for a text of the reader’s own', { timeout: SLOW }, async () => {
    const page = await openRun('preset=prefix&task=rewriting&steps=10');
    await press(page);
    await reach(page, 'done');
    const looks = page.locator(`${RUN} [data-looks]`);
    const result = looks.locator('[data-looks-result]');
    await expect.poll(() => result.textContent()).toMatch(/8 virtual tokens [<\d.\s]+%/);
    // All of the prompt's vectors are told with their nearest tokens.
    await expect.poll(() => looks.locator('[data-quantity="length"]').count()).toBe(8);
    const token = looks.locator('select[id$="token"]');
    await token.selectOption('1');
    expect(await result.textContent()).not.toContain('“:”');
    await looks.locator('svg').click({ position: { x: 100, y: 66 + 7 } });
    expect(await token.inputValue()).toBe('0');
    const text = looks.locator('[data-looks-text]');
    const problem = looks.locator('[role="alert"]');
    for (const [typed, told] of [
      ['  ', 'at least one word'],
      ['mill '.repeat(80), 'at most 64'],
    ] as const) {
      await text.fill(typed);
      await looks.locator('[data-looks-read]').click();
      await expect.poll(() => problem.textContent()).toContain(told);
      expect(await text.inputValue()).toBe(typed);
    }
    await text.fill('She has a white whistle');
    await looks.locator('[data-looks-read]').click();
    await expect.poll(() => token.locator('option').last().textContent()).toContain('whistle');
    expect(await problem.isVisible()).toBe(false);
    expect(await axe(page, undefined, RUN)).toEqual([]);
    // The models stay to be asked, until the figure is reset.
    expect(page.workers().length).toBeGreaterThan(0);
    await page.click(`${RUN} [data-reset]`);
    await idle(page);
    expect(await looks.isVisible()).toBe(false);
  });

  it('follows a token through an adapter, and times the answers', { timeout: SLOW }, async () => {
    const page = await openRun('preset=adapters&task=rewriting&steps=10', 'zh');
    await press(page);
    await reach(page, 'done');
    const latency = page.locator(`${RUN} [data-latency] [data-quantity="latency"]`);
    await expect.poll(() => latency.count(), { timeout: 60_000 }).toBe(4);
    for (const value of await latency.evaluateAll((all) => all.map((each) => each.getAttribute('value')))) {
      expect(Number(value)).toBeGreaterThan(0);
    }
    // Eight adapters, and the inner numbers of the chosen one.
    expect(await page.locator(`${RUN} [data-looks] [data-quantity="ratio"]`).count()).toBe(8);
    expect(await page.locator(`${RUN} [data-looks] svg .inner`).count()).toBe(8);
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
