import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { BLOCKS } from '../../src/layouts/scripts/settle';
import { untilWhole, wholeNow } from '../../tools/lib/until';
import { launch, openPage, shiftOf, watchShifts } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const lesson = (path = '') => `${inject('site')}en/lessons/lora/${path}`;

/** Pixels from the top of the window to a heading that a link leads to. */
const topOf = (page: Page, id: string) =>
  page.locator(`#${id}`).evaluate((heading) => heading.getBoundingClientRect().top);

describe('a page that is laid out in pieces', () => {
  it('waits with the blocks that its script then comes to', () => {
    const styles = readFileSync('src/styles/settle.css', 'utf8');
    const waiting = /:is\((.*?)\):not\(\[data-settled\]\)/s.exec(styles)?.[1] ?? '';
    expect(waiting.trim().split(/,\s*/)).toEqual(BLOCKS.split(', '));
  });

  it('is there as a whole, for those too who listen to it', async () => {
    const page = await openPage(browser, lesson());
    const spoken = async () => {
      const session = await page.context().newCDPSession(page);
      const { nodes } = await session.send('Accessibility.getFullAXTree');
      await session.detach();
      return nodes.filter(({ role }) => role?.value === 'heading').map(({ name }) => String(name?.value));
    };
    await wholeNow(page);
    const headings = await page.locator('main :is(h1, h2, h3)').allInnerTexts();
    const heard = new Set(await spoken());
    expect(headings.filter((text) => text.trim() !== '' && !heard.has(text.trim()))).toEqual([]);
    await page.close();
  });

  it('leads to a place of its own before it is laid out', async () => {
    const page = await openPage(browser, lesson());
    const last = page.locator('.rail-sections a').last();
    const id = ((await last.getAttribute('href')) ?? '').slice(1);
    await last.evaluate((link) => (link as HTMLElement).click());
    await expect.poll(() => topOf(page, id)).toBeLessThan(200);
    await page.waitForTimeout(1000);
    expect(await topOf(page, id)).toBeGreaterThan(-1);
    expect(await topOf(page, id)).toBeLessThan(200);
    await page.close();
  });

  it.each(['zh/calculator/', 'en/lessons/lora/', 'en/present/lora/handout/'])(
    'moves nothing in sight of a reader who scrolls at once: %s',
    async (path) => {
      const page = await openPage(browser, inject('site') + path, { width: 412, height: 823 });
      await page.evaluate(watchShifts);
      for (let turn = 0; turn < 12; turn += 1) {
        await page.mouse.wheel(0, 500);
        await page.waitForTimeout(120);
      }
      await untilWhole(page);
      expect(await shiftOf(page)).toBeLessThan(0.02);
      await page.close();
    },
  );

  it('holds in place what is read while something above it grows', async () => {
    const page = await openPage(browser, lesson());
    await wholeNow(page);
    await page.locator('#check').evaluate((heading) => heading.scrollIntoView());
    await page.waitForTimeout(300);
    const before = await topOf(page, 'check');
    await page.evaluate(() => {
      const first = document.querySelector<HTMLElement>('.prose > p');
      if (first) first.style.paddingBottom = '500px';
    });
    await page.waitForTimeout(300);
    expect(Math.abs((await topOf(page, 'check')) - before)).toBeLessThan(2);
    await page.close();
  });

  it('has no boxes for its last fields until it is parsed, which autofill would lay out at once', async () => {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      document.addEventListener('DOMContentLoaded', () => {
        const fields = [...document.querySelectorAll('.exercise input')];
        document.documentElement.dataset['boxes'] = String(
          fields.filter((field) => field.getClientRects().length > 0).length,
        );
      });
    });
    await page.goto(lesson());
    expect(await page.locator('html').getAttribute('data-boxes')).toBe('0');
    await wholeNow(page);
    const fields = page.locator('.exercise:not([hidden]) input').first();
    await expect.poll(() => fields.evaluate((field) => field.getClientRects().length)).toBe(1);
    await page.close();
  });

  it.each(['Tab', 'Control'])('is there at once for who goes or searches through it, by %s', async (key) => {
    const page = await browser.newPage();
    // Nothing is laid out between frames: what is there is there by the key.
    await page.addInitScript(() => {
      globalThis.requestAnimationFrame = () => 0;
    });
    await page.goto(lesson());
    const waiting = () => page.locator('.exercise:not([data-settled])').count();
    expect(await waiting()).toBeGreaterThan(0);
    await page.keyboard.press(key);
    expect(await waiting()).toBe(0);
    await page.close();
  });

  it('leaves a reader alone who does not rest, and goes on where one rests', async () => {
    const page = await openPage(browser, lesson(), { width: 412, height: 823 });
    const last = page.locator('.exercise').last();
    // In the midst of it: what grows above is no gesture.
    await page.mouse.wheel(0, 9000);
    for (let turn = 0; turn < 20; turn += 1) {
      await page.mouse.wheel(0, turn % 2 === 0 ? 300 : -300);
      await page.waitForTimeout(250);
      expect(await last.getAttribute('data-settled')).toBeNull();
    }
    await untilWhole(page);
    expect(await last.getAttribute('data-settled')).toBe('');
    await page.close();
  });

  it.each(['zh/present/practice/handout/', 'en/lessons/lora/'])(
    'has its place from the first frame: %s',
    async (path) => {
      const page = await browser.newPage({ viewport: { width: 412, height: 823 } });
      await page.addInitScript(watchShifts);
      await page.goto(inject('site') + path);
      await untilWhole(page);
      expect(await shiftOf(page)).toBeLessThan(0.02);
      await page.close();
    },
  );

  it('is there where its script does not come', async () => {
    const page = await browser.newPage();
    await page.route(/_astro\/.*\.js$/, (route) => route.abort());
    await page.goto(lesson());
    const field = page.locator('.exercise input').last();
    expect(await field.evaluate((input) => input.getClientRects().length)).toBe(0);
    await expect.poll(() => field.evaluate((input) => input.getClientRects().length)).toBe(1);
    await page.close();
  });

  it('is none that a link leads into, nor one that is loaded again', async () => {
    const settling = (page: Page) => page.locator('html').getAttribute('data-settling');
    const page = await openPage(browser, lesson('#rank'));
    expect(await settling(page)).toBeNull();
    await page.goto('about:blank');
    await page.goto(lesson());
    expect(await settling(page)).not.toBeNull();
    await page.reload();
    expect(await settling(page)).toBeNull();
    await page.close();
  });
});
