import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DAMAGED_KEY, PROGRESS_KEY } from '../../src/exercises/progress/progress';
import { wholeNow } from '../../tools/lib/until';
import { atTop, launch, openPage } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const SLOW = 240_000;
const RUNS = 'low-rank-laboratory';
const CODE = '#exercise-write-the-formula';
const LAB = 'en/lab/?v=1&task=arithmetic&methods=lora&steps=40&batch=4&backend=wasm';

const site = (path: string): string => inject('site') + path;
const told = (page: Page, place: string) => page.textContent(`[data-${place}]`);
const press = (page: Page, name: string) => page.click(`[data-button="${name}"]:enabled`);
const reach = (page: Page, state: string) =>
  page.waitForSelector(`lr-laboratory[data-state="${state}"]`, { timeout: SLOW / 2 });

/** Answers an exercise of the lesson `memory` wrongly, by its form. */
async function answer(page: Page): Promise<void> {
  const exercise = page.locator('#exercise-sixteen-bytes');
  await exercise.locator('input[type="text"]').first().fill('1 GB');
  await exercise.locator('[data-check]').click();
  await expect.poll(() => exercise.getAttribute('data-state')).toBe('wrong');
}

/** Has the editor of an exercise in code come. A field that is not laid out yet takes no focus. */
async function openEditor(page: Page): Promise<void> {
  await wholeNow(page);
  await page.focus(`${CODE} textarea`);
  await page.waitForSelector(`${CODE} .cm-content`);
}

/** Types a line into it. */
async function typeCode(page: Page, line: string): Promise<void> {
  await openEditor(page);
  await page.focus(`${CODE} .cm-content`);
  await page.keyboard.insertText(line);
}

/** One step of the laboratory, which then stands. */
async function step(page: Page): Promise<void> {
  await press(page, 'step');
  await reach(page, 'paused');
}

describe('a storage that keeps nothing', () => {
  it.each([
    ['refused', 'SecurityError', /stores nothing for this site/, /keeps nothing for this site/],
    ['full', 'QuotaExceededError', /storage is full/, /storage is full/],
  ])('%s: the reader is told where it matters, and all goes on', async (how, error, short, why) => {
    const page = await openPage(browser, site('en/'));
    await page.addInitScript(
      ({ how, error }) => {
        const refuse = (): never => {
          throw new DOMException(how, error);
        };
        if (how === 'full') Storage.prototype.setItem = refuse;
        else
          for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
            Object.defineProperty(window, name, { get: refuse });
      },
      { how, error },
    );
    await page.goto(site('en/lessons/memory/'));
    await answer(page);
    const count = page.locator('.lesson-progress');
    await expect.poll(() => count.textContent()).toMatch(short);
    expect(await page.locator('#exercise-sixteen-bytes').getAttribute('data-state')).toBe('wrong');
    await typeCode(page, '// mine');
    await expect.poll(() => page.textContent(`${CODE} [data-verdict]`)).toContain('copy it before you leave');
    expect(await page.textContent(`${CODE} .cm-content`)).toContain('// mine');
    // A full storage tells so at the first write.
    await count.click();
    if (how === 'full') await page.fill('#receipt-name', 'Ada');
    if (how === 'full') await page.press('#receipt-name', 'Enter');
    await expect.poll(() => told(page, 'trouble')).toMatch(why);
    // Slides keep their room and their time in the window: there too all goes on.
    await page.goto(site('en/present/lora/speaker/'));
    await page.waitForSelector('[data-window="speaker"][data-state="ready"]');
  });
});

/** Cut off; and of the right shape, with wrong things in it. */
const GARBAGE = [
  '{"version":1,',
  '{"version":1,"exercises":{"memory/x":7},"lessons":{},"spent":{"lora/1":"x","a":-1},"running":1,"entries":[{"key":"held","value":1,"stamp":{"count":"x","side":"a"}}]}',
];

describe('a storage that is corrupt', () => {
  it.each(GARBAGE)('every page works over %j', async (garbage) => {
    const page = await openPage(browser, site('en/'));
    await page.addInitScript((text) => {
      if (sessionStorage.getItem('spoilt')) return;
      for (const key of ['theme', 'language', 'notes']) localStorage.setItem(`low-rank.${key}`, text);
      localStorage.setItem('low-rank-progress', text);
      localStorage.setItem('low-rank-code:memory/write-the-formula', text);
      for (const key of ['deck.lora', 'timer.lora']) sessionStorage.setItem(`low-rank.${key}`, text);
      sessionStorage.setItem('spoilt', 'yes');
    }, garbage);
    await page.goto(site(''));
    await page.waitForURL(/\/en\/$/);
    await page.goto(site('en/lessons/memory/'));
    await page.locator('lr-zero-stages').scrollIntoViewIfNeeded();
    await page.waitForSelector('lr-zero-stages[data-state="ready"]');
    await answer(page);
    const kept = (key: string) => page.evaluate((name) => localStorage.getItem(name) ?? '', key);
    await expect.poll(() => kept(PROGRESS_KEY)).toContain('memory/sixteen-bytes');
    // What was there is not thrown away, unless it was some progress already.
    if (!garbage.includes('"exercises"')) expect(await kept(DAMAGED_KEY)).toBe(garbage);
    // A kept text is a text: it is shown, and runs only when it is told to.
    await openEditor(page);
    await page.goto(site('en/present/lora/speaker/'));
    await page.waitForSelector('[data-window="speaker"][data-state="ready"]');
    await page.click('[data-timer-toggle]');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.textContent('[data-elapsed]')).toMatch(/^0:(?!00)\d\d$/);
    expect(await page.textContent('[data-against]')).not.toContain('NaN');
    await page.reload();
    await page.waitForSelector('[data-window="speaker"][data-state="ready"]');
    expect(await page.textContent('[data-elapsed]')).toMatch(/^0:\d\d$/);
  });

  it('damaged runs are listed as such and can be deleted; those beside them are whole', {
    timeout: SLOW,
  }, async () => {
    const page = await openPage(browser, site(LAB));
    await page.waitForSelector('[data-button="train"]:enabled');
    await step(page);
    await page.fill('[data-save-name]', 'Whole');
    await page.click('[data-save-button]');
    await expect.poll(() => told(page, 'run-list')).toContain('Whole');
    await page.evaluate(async (name) => {
      const open = indexedDB.open(name);
      await new Promise((resolve) => {
        open.onsuccess = resolve;
      });
      const change = open.result.transaction(['runs', 'snapshots'], 'readwrite');
      const junk = [null, 7, 'text', { version: 1 }, { version: 1, id: 'run-4', methods: new Map([[1, 2]]) }];
      for (const [at, value] of junk.entries()) change.objectStore('runs').put(value, `run-${at}`);
      change.objectStore('runs').put({ version: 99 }, 'run-future');
      change.objectStore('runs').put({ version: 'x' }, 'going-1');
      change.objectStore('snapshots').put('no snapshot', 'going-1');
      await new Promise((resolve) => {
        change.oncomplete = resolve;
      });
      open.result.close();
    }, RUNS);
    await page.reload();
    const rows = page.locator('[data-run-list] li');
    await atTop(page, '[data-run-list] li');
    // One of them was kept by itself while it went on.
    expect(await rows.count()).toBe(8);
    expect(await rows.filter({ hasText: 'is damaged and cannot be read' }).count()).toBe(6);
    expect(await rows.filter({ hasText: 'newer version of this page' }).count()).toBe(1);
    for (let left = 6; left > 0; left -= 1) {
      const damaged = rows.filter({ hasText: 'is damaged' });
      await damaged.first().locator('[data-run-button="delete"]').click();
      await expect.poll(() => damaged.count()).toBe(left - 1);
    }
    await rows.filter({ hasText: 'Whole' }).locator('[data-run-button="load"]').click();
    await expect
      .poll(() => page.getAttribute('tr[data-method="lora"] [data-quantity="step"]', 'value'))
      .toBe('1');
  });

  it('a database of a later version is left as it is, and the page works without', {
    timeout: SLOW,
  }, async () => {
    const page = await openPage(browser, site('en/'));
    await page.evaluate(async (name) => {
      const open = indexedDB.open(name, 99);
      open.onupgradeneeded = () => open.result.createObjectStore('runs').put({ of: 'tomorrow' }, 'run-1');
      await new Promise((resolve) => {
        open.onsuccess = resolve;
      });
      open.result.close();
    }, RUNS);
    await page.goto(site(LAB));
    await expect.poll(() => told(page, 'runs-told')).toContain('newer version of this page');
    await step(page);
    await page.fill('[data-save-name]', 'Mine');
    await page.click('[data-save-button]');
    // Kept as long as the page is, which is said.
    await expect.poll(() => told(page, 'run-list')).toContain('Mine');
    expect(await told(page, 'runs-told')).toContain('newer version of this page');
    const left = await page.evaluate(async (name) => {
      const open = indexedDB.open(name);
      await new Promise((resolve) => {
        open.onsuccess = resolve;
      });
      const asked = open.result.transaction('runs').objectStore('runs').get('run-1');
      await new Promise((resolve) => {
        asked.onsuccess = resolve;
      });
      return { version: open.result.version, value: asked.result };
    }, RUNS);
    expect(left).toEqual({ version: 99, value: { of: 'tomorrow' } });
  });
});

describe('two tabs with the laboratory', () => {
  it('neither takes or writes over the other’s run; both saved ones are there', {
    timeout: SLOW,
  }, async () => {
    const one = await openPage(browser, site(LAB));
    await one.waitForSelector('[data-button="train"]:enabled');
    await step(one);
    // The run that is going on is kept by itself as soon as it stands.
    const going = () =>
      one.evaluate(async (name) => {
        const open = indexedDB.open(name);
        await new Promise((resolve) => {
          open.onsuccess = resolve;
        });
        const asked = open.result.transaction('runs').objectStore('runs').getAllKeys();
        await new Promise((resolve) => {
          asked.onsuccess = resolve;
        });
        open.result.close();
        return asked.result.filter((key) => String(key).startsWith('going-')).length;
      }, RUNS);
    await expect.poll(going).toBe(1);

    const other = await one.context().newPage();
    await other.goto(site(LAB));
    await other.waitForSelector('[data-button="train"]:enabled');
    await step(other);
    expect(await other.isVisible('[data-offer]')).toBe(false);
    await expect.poll(going).toBe(2);
    await other.fill('[data-save-name]', 'Of the other');
    await other.click('[data-save-button]');
    await one.fill('[data-save-name]', 'Of the one');
    await one.click('[data-save-button]');
    await expect.poll(() => told(one, 'run-list')).toMatch(/Of the one.*Of the other/s);
    // Forgotten here, it is not forgotten there.
    await press(other, 'reset');
    await expect.poll(going).toBe(1);
    await other.close();
    const [download] = await Promise.all([one.waitForEvent('download'), one.click('[data-save-csv]')]);
    expect(readFileSync(await download.path(), 'utf8')).toContain('lora,1');

    await one.goto(site('en/lab/'));
    await expect.poll(() => told(one, 'offer-text'), { timeout: 20_000 }).toContain('step 1 of 40');
  });
});
