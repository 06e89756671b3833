import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { PROGRESS_KEY } from '../../src/exercises/progress/storage';
import { LANGUAGES, type Language } from '../../src/i18n/languages';
import { devtools } from './offlineSupport';
import { axe, launch, openPage } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const SLOW = 240_000;
const NOT_COME = [/net::ERR_FAILED|Failed to load/];
const AGAIN: Record<Language, RegExp> = { en: /try again/, zh: /重试/ };

const open = (path: string): Promise<Page> =>
  openPage(browser, inject('site') + path, { expectedErrors: NOT_COME });

/** Has the scripts of these names not come, until the returned function is called. */
async function without(page: Page, ...names: string[]): Promise<() => Promise<void>> {
  const scripts = new RegExp(`/_astro/(${names.join('|')})[.-][\\w-]+\\.js$`);
  const abort = (route: Route): Promise<void> => route.abort();
  await page.route(scripts, abort);
  return () => page.unroute(scripts, abort);
}

describe('a script that does not come', () => {
  it.each(LANGUAGES)('of a figure: a sentence and a button, which brings it (%s)', async (language) => {
    const page = await open(`${language}/`);
    const bring = await without(page, 'zero-stages');
    await page.goto(`${inject('site')}${language}/lessons/memory/`);
    const figure = page.locator('lr-zero-stages');
    await figure.scrollIntoViewIfNeeded();
    await expect.poll(() => figure.getAttribute('data-state')).toBe('error');
    const message = figure.locator('[data-message]');
    expect(await message.textContent()).toMatch(AGAIN[language]);
    if (language === 'en') expect(await axe(page, undefined, 'lr-zero-stages')).toEqual([]);
    // Once more in vain, and then with success.
    await figure.locator('[data-again]').click();
    await expect.poll(() => message.textContent()).toMatch(AGAIN[language]);
    await bring();
    await figure.locator('[data-again]').click();
    await expect.poll(() => figure.getAttribute('data-state')).toBe('ready');
    expect(await message.isVisible()).toBe(false);
    expect(await figure.locator('[data-again]').isVisible()).toBe(false);
  });

  it('of the calculator’s parts: a sentence, the old formula, and the next press brings it', async () => {
    const page = await open('en/calculator/?v=1&view=detailed&method=lora');
    const figure = page.locator('lr-memory-calculator');
    await page.waitForSelector('lr-memory-calculator[data-state="ready"]');
    const bring = await without(page, 'recipeButton', 'configurationInput', 'render');
    const message = figure.locator('[data-message]');
    const gone = () => expect.poll(() => message.isVisible()).toBe(false);

    await figure.locator('[data-recipe-toggle]').click();
    await expect.poll(() => message.textContent()).toMatch(AGAIN.en);
    const line = figure.locator('tbody:not([hidden]) details[data-formula-of="optimizer"]');
    await line.locator('summary').click();
    const tex = () => line.locator('[data-tex]').getAttribute('data-tex');
    const before = [await tex(), await line.locator('.katex').first().textContent()];
    await figure.locator('select[name="optimizer"]').selectOption('adamw-8bit');
    await page.waitForTimeout(300);
    expect([await tex(), await line.locator('.katex').first().textContent()]).toEqual(before);
    await figure.locator('.configuration summary').click();
    await page.waitForTimeout(300);
    await bring();

    await figure.locator('select[name="optimizer"]').selectOption('sgd');
    await expect.poll(tex).not.toBe(before[0]);
    await figure.locator('.configuration summary').click();
    await expect.poll(() => figure.locator('[data-configuration-take]').isDisabled()).toBe(false);
    await gone();
    await figure.locator('[data-recipe-toggle]').click();
    await expect.poll(() => figure.locator('[data-recipe]').textContent()).toContain('train.py');
    await gone();
  });

  it('of an exercise and of progress: both say so, and no answer is lost', async () => {
    const page = await open('en/lessons/memory/');
    const bringExercise = await without(page, 'wake');
    const bringProgress = await without(page, 'keepProgress');
    const exercise = page.locator('#exercise-sixteen-bytes');
    const input = exercise.locator('input[type="text"]').first();
    const verdict = exercise.locator('[data-verdict]');
    await input.fill('1 GB');
    await exercise.locator('[data-check]').click();
    await expect.poll(() => verdict.textContent()).toContain('what you wrote stays');
    expect(await input.inputValue()).toBe('1 GB');
    await bringExercise();
    await exercise.locator('[data-check]').click();
    await expect.poll(() => exercise.getAttribute('data-state')).toBe('wrong');
    expect(await verdict.textContent()).not.toContain('could not be loaded');

    const count = page.locator('.lesson-progress');
    await expect.poll(() => count.textContent()).toContain('not kept');
    await bringProgress();
    const kept = () => page.evaluate((key) => localStorage.getItem(key) ?? '', PROGRESS_KEY);
    expect(await kept()).toBe('');
    // The network comes back: what waited is kept without a further touch.
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect.poll(kept).toContain('memory/sixteen-bytes');
    await expect.poll(() => count.textContent()).toMatch(/^0 of \d+ right$/);
  });

  it('of the search: a sentence, and it opens at the next press', async () => {
    const page = await open('zh/');
    const bring = await without(page, 'search');
    await page.click('[data-search]');
    const told = page.locator('[data-search-told]');
    await expect.poll(() => told.textContent()).toContain('搜索没能加载');
    await bring();
    await page.route('**/pagefind/pagefind.js', (route) => route.abort());
    await page.click('[data-search]');
    await page.locator('dialog.search input').fill('显存');
    await expect.poll(() => page.textContent('.search-status')).toContain('搜索没能加载');
    expect(await told.textContent()).toBe('');
    await page.unroute('**/pagefind/pagefind.js');
    await page.locator('dialog.search input').fill('显存占用');
    await page.waitForSelector('.search-hits a');
  });

  it('of a lesson’s run: a sentence, and Train brings it', { timeout: SLOW }, async () => {
    const page = await open('en/lessons/lora-memory/');
    const run = page.locator('lr-lab-run').first();
    await run.scrollIntoViewIfNeeded();
    const train = run.locator('[data-train]');
    const bringView = await without(page, 'view');
    await train.click();
    await expect.poll(() => run.getAttribute('data-state')).toBe('error');
    expect(await run.locator('[data-message]').textContent()).toMatch(AGAIN.en);
    await bringView();
    const bringTrainer = await without(page, 'trainer');
    await train.click();
    await expect.poll(() => run.getAttribute('data-run')).toBe('error');
    expect(await run.locator('[data-message]').isVisible()).toBe(false);
    expect(await run.locator('[data-fault]').textContent()).toContain('could not be fetched');
    await bringTrainer();
    await train.click();
    await expect.poll(() => run.getAttribute('data-run'), { timeout: 60_000 }).toBe('training');
    expect(await run.locator('[data-fault]').isVisible()).toBe(false);
  });
});

describe('the laboratory', () => {
  const MODEL = '**/models/tiny/model.safetensors';
  const SETUP = '?v=1&task=arithmetic&methods=lora&steps=1000&batch=4&backend=wasm';
  const told = (page: Page) => page.textContent('[data-fault]');
  const reach = (page: Page, state: string) =>
    page.waitForSelector(`lr-laboratory[data-state="${state}"]`, { timeout: SLOW / 2 });
  const openLab = async (language: Language): Promise<Page> => {
    const page = await open(`${language}/lab/${SETUP}`);
    await page.waitForSelector('[data-button="train"]:enabled');
    return page;
  };
  const train = (page: Page) => page.click('[data-button="train"]');

  it('whose scripts do not come says so each time, and trains when they do', {
    timeout: SLOW,
  }, async () => {
    const page = await openLab('en');
    for (const names of [['client'], ['worker']]) {
      const bring = await without(page, ...names);
      await train(page);
      await reach(page, 'error');
      expect(await told(page)).toContain('could not be fetched');
      await expect.poll(() => page.workers().length).toBe(0);
      await bring();
      await page.click('[data-button="reset"]');
      await reach(page, 'idle');
    }
    await train(page);
    await reach(page, 'training');
  });

  /** The model with one bit of its last weights turned: still a sound file of its format. */
  const altered = (): Buffer => {
    const bytes = readFileSync('public/models/tiny/model.safetensors');
    const last = bytes.length - 1;
    bytes[last] = (bytes[last] ?? 0) ^ 1;
    return bytes;
  };

  it('trains with nothing but the model that was shipped: altered, cut off, or not there', {
    timeout: SLOW,
  }, async () => {
    const page = await openLab('zh');
    const whole = altered();
    for (const [body, sentence] of [
      [whole, 'model.safetensors 与原件不符'],
      [whole.subarray(0, 1e6), 'model.safetensors 与原件不符'],
      [null, '没能下载'],
    ] as const) {
      await page.route(MODEL, (route) => route.fulfill(body ? { body } : { status: 404 }));
      await train(page);
      await reach(page, 'error');
      expect(await told(page)).toContain(sentence);
      await expect.poll(() => page.workers().length).toBe(0);
      await page.unroute(MODEL);
      await page.click('[data-button="reset"]');
      await reach(page, 'idle');
    }
    // What a cache held damaged is fetched past it, without a word.
    let asked = 0;
    await page.route(MODEL, (route) => {
      asked += 1;
      return asked === 1 ? route.fulfill({ body: altered() }) : route.continue();
    });
    await train(page);
    await reach(page, 'training');
    expect(asked).toBe(2);
    expect(await page.isVisible('[data-fault]')).toBe(false);
  });
});

describe('a slow network', () => {
  it('a lesson is readable at once, says what is still loading, and comes whole', {
    timeout: SLOW,
  }, async () => {
    const page = await open('en/');
    const session = await devtools(page);
    await session.send('Network.enable');
    // Slow 3G as Chromium's tools have it: 2 s for a round, 50 kB/s.
    const slow = { offline: false, latency: 2000, downloadThroughput: 50_000, uploadThroughput: 50_000 };
    await session.send('Network.emulateNetworkConditions', slow);
    // Without any script there is the text with its numbers.
    let run = (): void => {};
    const held = new Promise<void>((resolve) => {
      run = resolve;
    });
    const scripts = /_astro\/.*\.js$/;
    // What waits when the route is taken away goes on by itself.
    await page.route(scripts, (route) => held.then(() => route.continue()).catch(() => {}));
    await page.goto(`${inject('site')}en/lessons/memory/`, { waitUntil: 'commit' });
    await page.waitForSelector('#check', { timeout: 30_000 });
    const number = page.locator('.prose data[data-quantity]').first();
    expect(Number(await number.getAttribute('value'))).toBeGreaterThan(0);
    expect(await page.evaluate(() => customElements.get('lr-zero-stages') === undefined)).toBe(true);
    run();
    // What passes a route is not slowed down.
    await page.unroute(scripts);

    const figure = page.locator('lr-zero-stages');
    const sought = async () => {
      // Styles that are still to come move it away.
      await figure.evaluate((element) => element.scrollIntoView());
      return figure.locator('[data-message]').textContent();
    };
    await expect.poll(sought, { timeout: 30_000 }).toContain('still loading');
    await expect.poll(() => figure.getAttribute('data-state'), { timeout: 30_000 }).toBe('ready');
    expect(await figure.locator('[data-message]').isVisible()).toBe(false);
  });

  it('a model that trickles in is counted as it comes, and not given up', { timeout: SLOW }, async () => {
    const url = await trickle(inject('site'), /model\.safetensors$/);
    const page = await openPage(
      browser,
      `${url}en/lab/?v=1&task=arithmetic&methods=lora&steps=1000&batch=4&backend=wasm`,
    );
    await page.click('[data-button="train"]:enabled');
    await expect.poll(() => page.textContent('[data-phase]')).toContain('Getting ready');
    const share = () => page.evaluate(() => document.querySelector('progress')?.value ?? 0);
    await expect.poll(share, { interval: 20 }).toBeGreaterThan(0.1);
    expect(await share()).toBeLessThan(0.6);
    expect(await page.isEnabled('[data-button="stop"]')).toBe(true);
    await expect.poll(share, { interval: 20 }).toBeGreaterThan(0.6);
    await page.waitForSelector('lr-laboratory[data-state="training"]', { timeout: SLOW / 2 });
  });
});

/**
 * The site once more, with some files in pieces, ten a second. (The browser's own throttling does not reach what a worker
 * fetches.)
 *
 * @returns its address
 */
async function trickle(site: string, files: RegExp): Promise<string> {
  const server = createServer(async ({ url = '' }, response) => {
    const { status, headers, body } = await fetch(new URL(url, site), { redirect: 'manual' });
    const bytes = Buffer.from(await new Response(body).arrayBuffer());
    const passed = [...headers].filter(([name]) => !/encoding|length|connection/.test(name));
    response.writeHead(status, { ...Object.fromEntries(passed), 'content-length': bytes.length });
    const piece = files.test(url) ? 60_000 : bytes.length;
    for (let at = 0; at < bytes.length; at += piece) {
      if (at > 0) await new Promise((resolve) => setTimeout(resolve, 100));
      response.write(bytes.subarray(at, at + piece));
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}
