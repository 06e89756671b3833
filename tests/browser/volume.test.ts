import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { describedBy } from '../../tools/lib/accessibility/described';
import { heard, listen } from '../../tools/lib/accessibility/liveRegions';
import { axe, launch, openPage } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const FIGURE = 'lr-method-memory';

async function openVolume(page: Page): Promise<void> {
  await page.locator(FIGURE).scrollIntoViewIfNeeded();
  await page.locator(`${FIGURE} input[value="volume"]`).check({ force: true });
  await page.waitForSelector(`${FIGURE} [data-volume][data-state="ready"] canvas`);
}
const label = (page: Page, text: string) => page.locator('.volume-name', { hasText: text });
const query = (page: Page) => new URLSearchParams(new URL(page.url()).search);

describe('memory as volume', () => {
  it('comes when asked for, with its labels as text, and axe finds nothing', async () => {
    const page = await openPage(browser, `${inject('site')}en/`);
    const before = await page.evaluate(() => performance.getEntriesByType('resource').length);
    await openVolume(page);
    expect(await page.evaluate(() => performance.getEntriesByType('resource').length)).toBeGreaterThan(
      before,
    );
    await expect.poll(() => label(page, 'LoRA · 20.1').first().isVisible()).toBe(true);
    expect(await axe(page)).toEqual([]);
  });

  it('draws something, and other pixels after a turn', async () => {
    const page = await openPage(browser, `${inject('site')}en/?v=1&view=volume`);
    await openVolume(page);
    await page.waitForTimeout(600);
    const picture = () =>
      page.locator('.volume-canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const one = await picture();
    await page.locator('[data-volume]').focus();
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowRight');
    await expect.poll(() => query(page).get('azimuth')).toBe('56');
    await page.waitForTimeout(300);
    expect(await picture()).not.toBe(one);
    expect(one.length).toBeGreaterThan(5_000);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('-');
    await expect
      .poll(() => [query(page).get('elevation'), query(page).get('distance')])
      .toEqual(['24', '110']);
    await page.keyboard.press('Home');
    await expect.poll(() => query(page).get('azimuth')).toBe(null);
  });

  it('tells in words what is seen and from where, is turned by buttons, and says so when it rests', async () => {
    const page = await openPage(browser, `${inject('site')}zh/?v=1&view=volume`);
    await openVolume(page);
    const described = () => describedBy(page, `${FIGURE} [data-volume]`);
    const before = await described();
    expect(before).toMatch(/LoRA · 20\.1/);
    expect(before).toMatch(/水平转角 24°/);
    await listen(page);
    await page.locator(`${FIGURE} [data-turn="ArrowRight"]`).click();
    expect(query(page).get('view')).toBe('volume');
    await page.locator(`${FIGURE} [data-volume]`).focus();
    for (let press = 0; press < 10; press += 1) await page.keyboard.press('ArrowRight');
    await expect.poll(described).not.toBe(before);
    await expect.poll(() => page.textContent(`${FIGURE} [data-turned]`)).toMatch(/水平转角 112°/);
    const said = await heard(page);
    expect(said.map(({ region }) => region)).toEqual([
      `${await page.getAttribute(FIGURE, 'id')} data-turned`,
    ]);
  });

  it('is turned by the pointer, and the link keeps the viewpoint', async () => {
    const page = await openPage(browser, `${inject('site')}en/?v=1&view=volume`);
    await openVolume(page);
    await page.waitForTimeout(400);
    const box = await page.locator('.volume-canvas').boundingBox();
    const [x, y] = [(box?.x ?? 0) + 200, (box?.y ?? 0) + 150];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 120, y, { steps: 6 });
    await page.mouse.up();
    await expect.poll(() => Number(query(page).get('azimuth'))).toBeGreaterThan(40);
  });

  it('follows the controls, and gives its context back when the bars are wanted', async () => {
    const page = await openPage(browser, `${inject('site')}en/?v=1&view=volume`);
    await openVolume(page);
    await page.locator(`${FIGURE} input[value="llama-65b"]`).check({ force: true });
    await expect.poll(() => label(page, '1,051.4').isVisible()).toBe(true);
    const lost = page.evaluate(
      () =>
        new Promise((done) =>
          document.querySelector('.volume-canvas')?.addEventListener('webglcontextlost', () => done('lost')),
        ),
    );
    await page.locator(`${FIGURE} input[value="flat"]`).check({ force: true });
    expect(await lost).toBe('lost');
    expect(await page.locator('canvas').count()).toBe(0);
    expect(await page.locator(`${FIGURE} .stacked-bars`).isVisible()).toBe(true);
  });

  it('opens and closes 30 times without running out of contexts', async () => {
    const page = await openPage(browser, `${inject('site')}en/`);
    for (let round = 0; round < 30; round += 1) {
      await openVolume(page);
      await page.locator(`${FIGURE} input[value="flat"]`).check({ force: true });
      await expect.poll(() => page.locator('canvas').count()).toBe(0);
    }
  });

  it('says so where there is no WebGL, and keeps the bars', async () => {
    const page = await openPage(browser, `${inject('site')}zh/?v=1&view=volume`, {
      expectedErrors: [/WebGL/],
      before: () => {
        HTMLCanvasElement.prototype.getContext = () => null;
      },
    });
    await page.locator(FIGURE).scrollIntoViewIfNeeded();
    await expect.poll(() => page.locator(`${FIGURE} [data-message]`).textContent()).toContain('WebGL');
    expect(await page.locator(`${FIGURE} .stacked-bars`).isVisible()).toBe(true);
    expect(await page.locator(`${FIGURE} input[value="flat"]`).isChecked()).toBe(true);
  });
});
