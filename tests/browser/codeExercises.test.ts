import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { wholeNow } from '../../tools/lib/until';
import { printedSolution } from '../exercises/code/run';
import { axe, launch, openPage } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const EXERCISE = '#exercise-write-the-formula';

const open = (language = 'en'): Promise<Page> =>
  openPage(browser, `${inject('site')}${language}/lessons/memory/`);

/** Goes into the editor, and takes out what is there. */
async function enter(page: Page): Promise<void> {
  await wholeNow(page);
  await page.focus(`${EXERCISE} textarea`);
  await page.waitForSelector(`${EXERCISE} .cm-content`);
  await page.focus(`${EXERCISE} .cm-content`);
  await page.keyboard.press('Control+a');
}

const state = (page: Page) => page.getAttribute(EXERCISE, 'data-state');
const told = (page: Page) => page.locator(`${EXERCISE} [data-verdict]`).textContent();

describe('an exercise in code', () => {
  it('is solved by keyboard, says so, and keeps what was typed', async () => {
    const page = await open();
    await page.evaluate(() => {
      addEventListener('exercise-result', (event) => {
        document.title = JSON.stringify((event as CustomEvent).detail);
      });
    });
    await enter(page);
    // “/” is the search's, but not where one writes.
    await page.keyboard.type('// 1 / 2');
    expect(await page.inputValue(`${EXERCISE} textarea`)).toBe('// 1 / 2');
    expect(await page.locator('dialog.search').count()).toBe(0);
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('const memoryPerGpu = (run: any): number => 16 * run.parameters;');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector(`${EXERCISE} [data-property="states"][data-result="fails"] dl`);
    expect(await state(page)).toBe('wrong');
    expect(await told(page)).toContain('divided by N');
    expect(await page.locator(`${EXERCISE} [data-property="returns"] [data-word]`).textContent()).toBe(
      'holds',
    );
    expect(await axe(page, undefined, EXERCISE)).toEqual([]);

    await page.reload();
    // At once, and not only when it is touched.
    expect(await page.inputValue(`${EXERCISE} textarea`)).toContain('16 * run.parameters');
    await enter(page);
    expect(await page.inputValue(`${EXERCISE} textarea`)).toContain('16 * run.parameters');
    await expect.poll(() => told(page)).toMatch(/kept|last time|before/i);
    await page.keyboard.insertText(printedSolution('memoryPerGpu', 'en'));
    // Escape, then Tab, leaves the editor, and goes on to the buttons behind it.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.matches('[data-reset]'))).toBe(true);
    await page.focus(`${EXERCISE} [data-check]`);
    await page.keyboard.press('Enter');
    await expect.poll(() => state(page)).toBe('right');
    expect(await page.locator(`${EXERCISE} [data-result="holds"]`).count()).toBe(8);

    await page.click(`${EXERCISE} [data-reset]`);
    expect(await page.inputValue(`${EXERCISE} textarea`)).toContain('return 0;');
    await page.click(`${EXERCISE} [data-undo]`);
    expect(await page.inputValue(`${EXERCISE} textarea`)).toContain('return states / gpus');
  });

  it('ends a loop without end in a sentence, at its line, and goes on', async () => {
    const page = await open('zh');
    await enter(page);
    await page.keyboard.insertText('function memoryPerGpu(run) {\n  for (;;) run.at;\n}');
    const begin = Date.now();
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector(`${EXERCISE} [data-fault]:not([hidden])`, { timeout: 20_000 });
    expect(Date.now() - begin).toBeLessThan(15_000);
    expect(await page.locator(`${EXERCISE} [data-fault] pre`).textContent()).toContain('run = { parameters');
    expect(await page.locator(`${EXERCISE} .cm-lint-marker-error`).count()).toBe(1);
    await expect.poll(() => page.workers().length).toBe(0);
    expect(await told(page)).toMatch(/第 \d 行附近：代码在 1 秒内没有结束/);

    // A single long operation, which the sandbox cannot interrupt: the worker is ended.
    await enter(page);
    await page.keyboard.insertText('const memoryPerGpu = () => Array(4e9).includes(1);');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => told(page), { timeout: 20_000 }).toContain('2 秒内没有结束');
    // Browsers give a worker some seconds to end by itself.
    await expect.poll(() => page.workers().length, { timeout: 15_000 }).toBe(0);
  });

  it('judges the text that ran, and none that took its place meanwhile', async () => {
    const page = await open();
    await enter(page);
    const endless = 'const memoryPerGpu = () => Array(4e9).includes(1);';
    await page.keyboard.insertText(endless);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.workers().length).toBe(1);
    await enter(page);
    await page.keyboard.insertText(printedSolution('memoryPerGpu', 'en'));
    await expect.poll(() => page.workers().length, { timeout: 15_000 }).toBe(0);
    expect([await state(page), await told(page)]).toEqual(['untouched', '']);

    // Check for the new text, pressed before the old one has ended, holds for the new one.
    await enter(page);
    await page.keyboard.insertText(endless);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.workers().length).toBe(1);
    await enter(page);
    await page.keyboard.insertText(printedSolution('memoryPerGpu', 'en'));
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => state(page), { timeout: 15_000 }).toBe('right');

    // Another variant is not the one that ran.
    await page.reload();
    await enter(page);
    await page.keyboard.insertText(endless);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.workers().length).toBe(1);
    await page.click(`${EXERCISE} [data-another]`);
    await expect.poll(() => page.workers().length, { timeout: 15_000 }).toBe(0);
    expect(await state(page)).toBe('untouched');
    expect(await page.locator(`${EXERCISE} [data-fault]`).isHidden()).toBe(true);
    expect(await page.locator(`${EXERCISE} .cm-lint-marker-error`).count()).toBe(0);
  });

  it('is a text to read and write without JavaScript', async () => {
    const page = await openPage(browser, `${inject('site')}en/lessons/lora/`, { javaScriptEnabled: false });
    const field = page.locator('#exercise-write-forward textarea');
    await field.fill('mine');
    expect(await field.inputValue()).toBe('mine');
    expect(await page.locator('#exercise-write-forward [data-property]').count()).toBe(5);
  });
});
