import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { formulasRead } from '../../tools/lib/accessibility/formulas';
import { heard, hurried, listen } from '../../tools/lib/accessibility/liveRegions';
import { launch, openPage } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Every figure and every lesson: `npm run audit -- accessibility`. */
describe('who listens to the page', () => {
  it('hears where a slider ended, and not each step on the way', async () => {
    const page = await openPage(browser, `${inject('site')}en/embed/zero-stages/`);
    await page.waitForSelector('.figure[data-state="ready"]');
    await listen(page);
    await page.focus('.figure input[type="range"]');
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowRight'])
      await page.keyboard.press(key, { delay: 80 });
    await expect.poll(() => page.getAttribute('[data-result]', 'aria-live')).toBe('polite');
    const said = await heard(page);
    expect(hurried(said)).toEqual([]);
    expect(said.map(({ text }) => text)).toEqual([await page.textContent('[data-result]')]);
  });

  it.each(LANGUAGES)('hears each formula of a lesson once, and no TeX (%s)', async (language) => {
    const page = await openPage(browser, `${inject('site')}${language}/lessons/lora/`);
    const { texts, problems } = await formulasRead(page);
    expect(problems).toEqual([]);
    expect(texts.length).toBeGreaterThan(40);
    expect(texts.join(' ')).toContain('𝑊');
  });
});
