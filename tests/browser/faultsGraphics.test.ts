import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { axe, launch, openPage, untilDrawn } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const FIGURE = 'lr-method-memory';
const CANVAS = `${FIGURE} [data-volume] canvas`;

const loseContext = (page: Page): Promise<void> =>
  page.locator(CANVAS).evaluate((canvas) => {
    const context = (canvas as HTMLCanvasElement).getContext('webgl2');
    context?.getExtension('WEBGL_lose_context')?.loseContext();
  });
const SAID = { en: 'taken the 3D drawing away', zh: '收回了三维绘图' };

// The slabs of `rank-decomposition` have theirs in rankDecomposition.test.ts; WebGPU is taken away in labTrouble.test.ts.
it.each(LANGUAGES)(
  'a WebGL context that is taken away: bars and a sentence; asked again, the volume is back (%s)',
  async (language) => {
    const page = await openPage(browser, `${inject('site')}${language}/?v=1&view=volume&gpus=4`, {
      expectedErrors: [/context/i],
    });
    await page.locator(FIGURE).scrollIntoViewIfNeeded();
    await page.waitForSelector(CANVAS);
    await loseContext(page);
    const message = page.locator(`${FIGURE} [data-message]`);
    await expect.poll(() => message.textContent()).toContain(SAID[language]);
    await untilDrawn(page);
    expect(await message.textContent()).toContain(SAID[language]);
    expect(await page.locator('canvas').count()).toBe(0);
    expect(await page.locator(`${FIGURE} .stacked-bars`).isVisible()).toBe(true);
    expect(await page.locator(`${FIGURE} input[value="flat"]`).isChecked()).toBe(true);
    // What else the reader had set stands.
    expect(new URL(page.url()).searchParams.get('gpus')).toBe('4');
    if (language === 'en') expect(await axe(page)).toEqual([]);
    await page.locator(`${FIGURE} input[value="volume"]`).check({ force: true });
    await page.waitForSelector(CANVAS);
    expect(await message.isVisible()).toBe(false);
  },
);
