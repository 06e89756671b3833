import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { launch, openPage, untilDrawn } from './support';
import { inTurn } from './thorough';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const LESSON = 'lessons/memory/';

describe.each(LANGUAGES)('the lesson in %s', (language) => {
  it('loads at most 45 kB of script before the reader touches anything, figures included', async () => {
    const page = await openPage(browser, `${inject('site')}${language}/`);
    // What home still fetches is not the lesson's.
    await page.waitForLoadState('networkidle');
    let bytes = 0;
    const bodies: Promise<void>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script' || response.status() !== 200) return;
      bodies.push(
        response.body().then((body) => {
          bytes += gzipSync(body).length;
        }),
      );
    });
    await page.goto(`${inject('site')}${language}/${LESSON}`);
    await page.evaluate(async () => {
      for (let y = 0; y < document.body.scrollHeight; y += 500) {
        scrollTo(0, y);
        await new Promise((done) => setTimeout(done, 20));
      }
    });
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.figure')].every(
        (figure) => (figure as HTMLElement).dataset['state'] === 'ready',
      ),
    );
    await Promise.all(bodies);
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThanOrEqual(45_000);
  });
});

describe('the lesson', () => {
  it.each(inTurn(LANGUAGES, 0))(
    'gives the definition of a symbol on hover, on focus, and puts it away with Escape (%s)',
    async (language) => {
      const page = await openPage(browser, `${inject('site')}${language}/${LESSON}`);
      const symbol = page.locator('.symbol').first();
      const definition = symbol.locator('.symbol-definition');
      expect(await definition.isVisible()).toBe(false);
      await symbol.hover();
      expect(await definition.isVisible()).toBe(true);
      await page.mouse.move(0, 0);
      await symbol.locator('button').focus();
      expect(await definition.isVisible()).toBe(true);
      await page.keyboard.press('Escape');
      expect(await definition.isVisible()).toBe(false);
    },
  );

  it.each(inTurn(LANGUAGES, 1))('a definition stays on the screen of a phone (%s)', async (language) => {
    const page = await openPage(browser, `${inject('site')}${language}/${LESSON}`, { width: 360 });
    for (const symbol of await page.locator('.symbol').all()) {
      await symbol.locator('button').focus();
      const box = await symbol.locator('.symbol-definition').boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(360);
    }
  });

  it.each(inTurn(LANGUAGES, 0))(
    'a self-check opens its solution, and says that it was shown (%s)',
    async (language) => {
      const page = await openPage(browser, `${inject('site')}${language}/${LESSON}`);
      const exercise = page.locator('[data-exercise="memory/doubling-cards"]');
      expect(await exercise.getAttribute('data-state')).toBe('untouched');
      await exercise.locator('[data-solution] summary').click();
      await expect.poll(() => exercise.getAttribute('data-state')).toBe('shown');
    },
  );

  it.each(inTurn(LANGUAGES, 1))('prints without controls and with its figures (%s)', async (language) => {
    const page = await openPage(browser, `${inject('site')}${language}/${LESSON}`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.site-header').isVisible()).toBe(false);
    expect(await page.locator('.figure-controls').first().isVisible()).toBe(false);
    expect(await page.locator('.stacked-bars').first().isVisible()).toBe(true);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.length).toBeGreaterThan(50_000);
  });

  it.each(inTurn(LANGUAGES, 0))('marks in the contents where the reader is (%s)', async (language) => {
    const page = await openPage(browser, `${inject('site')}${language}/${LESSON}`);
    await page.locator('#logits').scrollIntoViewIfNeeded();
    await page.evaluate(() => document.getElementById('logits')?.scrollIntoView());
    await expect
      .poll(() => page.locator('.rail-sections a[aria-current]').getAttribute('href'))
      .toBe('#logits');
  });
});

describe('links into a lesson', () => {
  it('a query addresses the main figure', async () => {
    const page = await openPage(browser, `${inject('site')}en/${LESSON}?v=1&method=lora&gpus=2`);
    await page.locator('lr-memory-calculator').scrollIntoViewIfNeeded();
    await page.waitForSelector('lr-memory-calculator[data-state="ready"]');
    expect(await page.locator('lr-memory-calculator input[type="text"][name="gpus"]').inputValue()).toBe('2');
    await page.locator('lr-zero-stages').scrollIntoViewIfNeeded();
    await page.waitForSelector('lr-zero-stages[data-state="ready"]');
    expect(await page.locator('lr-zero-stages input[type="text"][name="gpus"]').inputValue()).toBe('2');
  });

  it('or the figure that it names', async () => {
    const page = await openPage(
      browser,
      `${inject('site')}en/${LESSON}?figure=zero-stages&v=1&gpus=16#zero-stages`,
    );
    await page.waitForSelector('lr-zero-stages[data-state="ready"]');
    expect(await page.locator('lr-zero-stages input[type="text"][name="gpus"]').inputValue()).toBe('16');
    expect(await page.locator('lr-memory-calculator input[type="text"][name="gpus"]').inputValue()).toBe('1');
  });
});

describe('the address of a lesson', () => {
  it('has the exercises’ variant before the figure’s state, and both at once in the other language', async () => {
    const page = await openPage(browser, `${inject('site')}en/lessons/qlora/?seed=7`);
    const figure = page.locator('lr-lab-run').first();
    const id = await figure.getAttribute('id');
    await figure.scrollIntoViewIfNeeded();
    await figure.and(page.locator('[data-state="ready"]')).waitFor();
    await figure.locator('input[name="seed"]').fill('3');
    await figure.locator('input[name="seed"]').blur();
    await untilDrawn(page);
    await page.click('[data-language-switch]');
    await page.waitForURL(/\/zh\//);
    const { search } = new URL(page.url());
    expect(search).toMatch(new RegExp(`^\\?seed=7&figure=${id}&.*seed=3`));
    const there = page.locator(`#${id}`);
    await there.scrollIntoViewIfNeeded();
    await there.and(page.locator('[data-state="ready"]')).waitFor();
    expect(await there.locator('input[name="seed"]').inputValue()).toBe('3');
    await expect
      .poll(() => page.locator('[data-exercise][data-kind]').first().getAttribute('data-seed'))
      .toBe('7');
  });
});

describe('the life of a figure', () => {
  it('a figure that is taken away stops listening; put back, it has the state that it had', async () => {
    const page = await openPage(browser, `${inject('site')}en/calculator/`);
    await page.waitForSelector('lr-memory-calculator[data-state="ready"]');
    await page.locator('input[type="text"][name="batch"]').fill('7');
    await expect.poll(() => page.locator('lr-memory-calculator [data-result]').textContent()).toContain('GB');
    const after = await page.evaluate(async () => {
      const figure = document.querySelector<HTMLElement>('lr-memory-calculator');
      const parent = figure?.parentElement;
      if (!figure || !parent) throw new Error('no figure');
      const next = figure.nextSibling;
      figure.remove();
      const total = () => figure.querySelector<HTMLDataElement>('[data-quantity="total"]')?.value;
      const before = total();
      const box = figure.querySelector<HTMLInputElement>('input[type="text"][name="batch"]');
      if (!box) throw new Error('no box');
      box.value = '9';
      box.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((done) => setTimeout(done, 60));
      const still = total() === before;
      parent.insertBefore(figure, next);
      await new Promise((done) => setTimeout(done, 400));
      return {
        still,
        batch: figure.querySelector<HTMLInputElement>('input[type="text"][name="batch"]')?.value,
      };
    });
    expect(after).toEqual({ still: true, batch: '7' });
  });

  it('200 times in and out leave no listener and no observer behind', async () => {
    const page = await openPage(browser, `${inject('site')}en/calculator/`);
    await page.waitForSelector('lr-memory-calculator[data-state="ready"]');
    const client = await page.context().newCDPSession(page);
    const count = async () => {
      await client.send('HeapProfiler.collectGarbage');
      const { metrics } = await client.send('Performance.getMetrics');
      return Object.fromEntries(metrics.map((each) => [each.name, each.value]));
    };
    await client.send('Performance.enable');
    const cycle = (times: number) =>
      page.evaluate(async (rounds) => {
        const figure = document.querySelector<HTMLElement>('lr-memory-calculator');
        const parent = figure?.parentElement;
        if (!figure || !parent) throw new Error('no figure');
        for (let round = 0; round < rounds; round += 1) {
          delete figure.dataset['state'];
          const next = figure.nextSibling;
          figure.remove();
          parent.insertBefore(figure, next);
          while (figure.dataset['state'] !== 'ready')
            await new Promise((done) => requestAnimationFrame(done));
        }
      }, times);
    await cycle(20);
    const before = await count();
    await cycle(200);
    const after = await count();
    expect(after['JSEventListeners']).toBeLessThanOrEqual((before['JSEventListeners'] ?? 0) * 1.05);
    expect(after['Nodes']).toBeLessThanOrEqual((before['Nodes'] ?? 0) * 1.05);
  });

  it('one figure whose code does not come says so; the others go on', async () => {
    const page = await openPage(browser, `${inject('site')}en/`, {
      expectedErrors: [/net::ERR_FAILED|Failed to load/],
    });
    await page.route(/zero-stages\.[\w-]+\.js$/, (route) => route.abort());
    await page.goto(`${inject('site')}en/${LESSON}`);
    await page.locator('lr-zero-stages').scrollIntoViewIfNeeded();
    await page.waitForSelector('lr-zero-stages[data-state="error"]');
    expect(await page.textContent('lr-zero-stages [data-message]')).toContain('reload');
    await page.locator('lr-recomputation').scrollIntoViewIfNeeded();
    await page.waitForSelector('lr-recomputation[data-state="ready"]');
  });
});
