import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DRAWINGS } from '../../src/widgets/rank-decomposition/drawing';
import { describedBy } from '../../tools/lib/accessibility/described';
import { heard, hurried, listen } from '../../tools/lib/accessibility/liveRegions';
import { axe, launch, openPage, type PageOptions, untilDrawn } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const FIGURE = '#rank-decomposition';
const address = (query = '', language = 'en') =>
  `${inject('site')}${language}/lessons/lora/?figure=rank-decomposition&v=1${query}`;

async function open(query = '', options: PageOptions = {}, language = 'en'): Promise<Page> {
  const page = await openPage(browser, address(query, language), options);
  await ready(page);
  return page;
}
async function ready(page: Page): Promise<void> {
  await page.locator(FIGURE).scrollIntoViewIfNeeded();
  await page.waitForSelector(`${FIGURE}[data-state="ready"]:not([aria-busy]) .rank-map canvas`, {
    state: 'attached',
  });
}
const ask = (page: Page, value: string) =>
  page.locator(`${FIGURE} input[value="${value}"]`).check({ force: true });
const result = (page: Page) => page.locator(`${FIGURE} [data-result]`).textContent();
const link = async (page: Page) => {
  const query = await page.locator(FIGURE).evaluate(
    (figure) =>
      new Promise<string>((done) => {
        figure.addEventListener(
          'lr-state',
          (event) => done((event as CustomEvent<{ query: string }>).detail.query),
          { once: true },
        );
        figure.querySelector<HTMLElement>('[data-more]')?.click();
      }),
  );
  return new URLSearchParams(query);
};

describe('the rank decomposition, flat', () => {
  it('reads without JavaScript, with its pictures', async () => {
    const page = await openPage(browser, address(), { javaScriptEnabled: false });
    await page.locator(FIGURE).scrollIntoViewIfNeeded();
    expect(await page.locator(`${FIGURE} .rank-map img`).count()).toBe(4);
    expect(await result(page)).toMatch(/1,024/);
  });

  it('opens at the rank and the matrix of its link, and axe finds nothing', async () => {
    const page = await open('&matrix=random&rank=32');
    expect(await result(page)).toMatch(/rank 32.*8,192/);
    expect(await axe(page, undefined, FIGURE)).toEqual([]);
  });

  it('adds up term by term until the reader does something else', async () => {
    const page = await open('&matrix=drawn&rank=5', { reducedMotion: 'reduce' });
    await page.locator(`${FIGURE} [data-play]`).click();
    await expect.poll(() => result(page)).toMatch(/rank 2,/);
    await page.locator(`${FIGURE} [data-more]`).click();
    await untilDrawn(page);
    const there = await result(page);
    await page.waitForTimeout(1_600);
    expect(await result(page)).toBe(there);
  });

  it('is drawn on by keys and by the pointer, and the link keeps the drawing', async () => {
    const page = await open(`&matrix=drawn&rank=1&drawing=${DRAWINGS.empty}`);
    const pad = page.locator(`${FIGURE} [data-pad]`);
    await pad.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    expect(await page.locator(`${FIGURE} [data-pad-told]`).textContent()).toMatch(/2.*2.*\+1/);
    await expect.poll(() => pad.locator('[data-value="1"]').count()).toBe(1);
    const box = await pad.boundingBox();
    const cell = (box?.width ?? 0) / 12;
    await page.mouse.move((box?.x ?? 0) + 0.5 * cell, (box?.y ?? 0) + 5.5 * cell);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 6.5 * cell, (box?.y ?? 0) + 5.5 * cell, { steps: 12 });
    await page.mouse.up();
    await expect.poll(() => pad.locator('[data-value="1"]').count()).toBe(8);
    expect((await link(page)).get('drawing')).toMatch(/^[a-z_]{48}$/);
    await page.locator(`${FIGURE} [data-reset]`).click();
    await expect.poll(() => result(page)).toMatch(/rank 4,/);
  });

  it('says so where the learned matrix does not come, and shows the others', async () => {
    const page = await openPage(browser, address('&matrix=picture'), { expectedErrors: [/learned|Failed/] });
    await page.route('**/*.bin', (route) => route.abort());
    await ready(page);
    await ask(page, 'learned');
    await expect.poll(() => page.locator(`${FIGURE} [data-message]`).textContent()).toMatch(/fetched/);
    await ask(page, 'random');
    await expect.poll(() => result(page)).toMatch(/94%/);
  });
});

describe('the rank decomposition in space', () => {
  const canvas = `${FIGURE} [data-volume][data-state="ready"] canvas`;

  it('is turned by keys, with its names as text, and axe finds nothing', async () => {
    const page = await open('&rank=8');
    await ask(page, 'space');
    await page.waitForSelector(canvas);
    expect(await page.locator(`${FIGURE} .volume-name`).allTextContents()).toContain('A 128×8');
    expect(await axe(page, undefined, FIGURE)).toEqual([]);
    const described = () => describedBy(page, `${FIGURE} [data-volume]`);
    expect(await described()).toMatch(/A 128×8.*Bᵀ.*rank 8.*Turned to 30°/);
    await listen(page);
    const picture = () => page.locator(canvas).evaluate((each) => (each as HTMLCanvasElement).toDataURL());
    await page.waitForTimeout(600);
    const one = await picture();
    await page.locator(`${FIGURE} [data-volume]`).focus();
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowLeft');
    await page.waitForTimeout(600);
    expect(await picture()).not.toBe(one);
    await expect.poll(described).toMatch(/Turned to [−-]2°/);
    await page.locator(`${FIGURE} [data-turn="Home"]`).click();
    await expect.poll(described).toMatch(/Turned to 30°/);
    await page.locator(`${FIGURE} [data-turn="ArrowLeft"]`).click();
    expect(hurried(await heard(page))).toEqual([]);
    expect((await link(page)).get('azimuth')).toBe('22');
  });

  it('opens and closes 20 times without running out of contexts, and gives each back', async () => {
    const page = await open();
    for (let round = 0; round < 20; round += 1) {
      await ask(page, 'space');
      await page.waitForSelector(canvas);
      await ask(page, 'flat');
      await expect.poll(() => page.locator(`${FIGURE} [data-volume] canvas`).count()).toBe(0);
    }
    expect(await page.locator(`${FIGURE} .rank-map canvas`).first().isVisible()).toBe(true);
  });

  it('goes back to the heat maps when the context is taken away', async () => {
    const page = await open('&view=space', { expectedErrors: [/context/i] });
    await page.waitForSelector(canvas);
    await page.locator(canvas).evaluate((each) => {
      const context = (each as HTMLCanvasElement).getContext('webgl2');
      context?.getExtension('WEBGL_lose_context')?.loseContext();
    });
    await expect.poll(() => page.locator(`${FIGURE} .rank-map canvas`).first().isVisible()).toBe(true);
    await untilDrawn(page);
    expect(await page.locator(`${FIGURE} [data-message]`).textContent()).toMatch(/3D/);
    expect(await page.locator(`${FIGURE} input[value="flat"]`).isChecked()).toBe(true);
    expect(await page.locator(`${FIGURE} [data-volume] canvas`).count()).toBe(0);
  });

  it('says so where there is no WebGL', async () => {
    const page = await openPage(browser, address('&view=space', 'zh'), {
      expectedErrors: [/WebGL/],
      before: () => {
        const get = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string) {
          return kind === '2d' ? Reflect.apply(get, this, [kind]) : null;
        } as typeof get;
      },
    });
    await page.locator(FIGURE).scrollIntoViewIfNeeded();
    await expect.poll(() => page.locator(`${FIGURE} [data-message]`).textContent()).toContain('WebGL');
    expect(await page.locator(`${FIGURE} .rank-map canvas`).first().isVisible()).toBe(true);
  });

  it('leaves nothing behind when the figure is taken off the page, and comes back as it was', async () => {
    const page = await open('&view=space&rank=8');
    await page.waitForSelector(canvas);
    const left = await page.evaluate(async (selector) => {
      const figure = document.querySelector(selector);
      const parent = figure?.parentElement;
      if (!figure || !parent) throw new Error('no figure');
      const next = figure.nextSibling;
      figure.remove();
      const canvases = figure.querySelectorAll('canvas').length;
      parent.insertBefore(figure, next);
      return canvases;
    }, FIGURE);
    expect(left).toBe(0);
    await page.waitForSelector(canvas);
    expect(await result(page)).toMatch(/rank 8,/);
  });
});
