import { rmSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { findChromium, launchOptions } from '../../tools/browser.mjs';
import { wholeNow } from '../../tools/lib/until';
import { copySite, devtools, nextVersion, openVisit, testHost, waitUntilKept } from './offlineSupport';
import { atTop, launch, openPage } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const SLOW = 240_000;
const SETUP = 'v=1&task=arithmetic&methods=lora&batch=4&backend=wasm';
const site = (path: string): string => inject('site') + path;
const press = (page: Page, name: string) => page.click(`[data-button="${name}"]:enabled`);
const reach = (page: Page, state: string) =>
  page.waitForSelector(`lr-laboratory[data-state="${state}"]`, { timeout: SLOW / 2 });
const told = (page: Page, place: string) => page.textContent(`[data-${place}]`);
const steps = async (page: Page): Promise<number> =>
  Number(
    await page
      .getAttribute('tr[data-method="lora"] [data-quantity="step"]', 'value', { timeout: 1000 })
      .catch(() => 0),
  );
/** Until the run has gone so many steps on from where it is. */
const goOn = async (page: Page, by: number): Promise<void> => {
  const before = await steps(page);
  await expect.poll(() => steps(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(before + by);
};

/** Keeps a page's workers where a test reaches them; ending one tells nobody, as when the browser does it. */
const KEEP_WORKERS = (): void => {
  const made: Worker[] = [];
  Object.assign(globalThis, { made });
  globalThis.Worker = class extends Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      made.push(this);
    }
  };
};
const endWorker = (page: Page): Promise<void> =>
  page.evaluate(() => (globalThis as unknown as { made: Worker[] }).made.at(-1)?.terminate());
const workersMade = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { made: Worker[] }).made.length);

const YEAR = 365 * 24 * 3600 * 1000;
/** Gives a page a clock that `jump` sets off by so many milliseconds. */
const JUMP = (): void => {
  const now = Date.now.bind(Date);
  Object.assign(globalThis, { jump: 0 });
  Date.now = () => now() + (globalThis as unknown as { jump: number }).jump;
  globalThis.Date = new Proxy(Date, {
    construct: (target, given) =>
      Reflect.construct(target, given.length === 0 ? [target.now()] : given) as Date,
  });
};
const jump = (page: Page, by: number): Promise<unknown> =>
  page.evaluate((milliseconds) => Object.assign(globalThis, { jump: milliseconds }), by);

describe('a worker that the browser ends', () => {
  it('that trains: another goes on from the last snapshot, and says so; after the third the reader is told', {
    timeout: SLOW,
  }, async () => {
    const page = await openPage(browser, site(`en/lab/?${SETUP}&steps=400`), { before: KEEP_WORKERS });
    await press(page, 'train');
    await expect.poll(() => steps(page), { timeout: 60_000 }).toBeGreaterThan(1);
    const machine = await told(page, 'machine');
    for (const made of [2, 3]) {
      await endWorker(page);
      await expect.poll(() => workersMade(page)).toBe(made);
      await expect.poll(() => told(page, 'phase'), { timeout: 60_000 }).toContain('or its worker');
      await goOn(page, 1);
    }
    // No graphics card has failed here.
    expect(await told(page, 'machine')).toBe(machine);
    await endWorker(page);
    await reach(page, 'error');
    expect(await told(page, 'fault')).toContain('ended the worker that trains');
    expect(await steps(page)).toBeGreaterThan(1);
    await press(page, 'train');
    await reach(page, 'training');
    await expect.poll(() => steps(page), { timeout: 60_000 }).toBeGreaterThan(0);
  });

  it('that runs a reader’s code: a sentence, and the next press runs it', async () => {
    const page = await openPage(browser, site('en/lessons/memory/'), { before: KEEP_WORKERS });
    await wholeNow(page);
    const exercise = page.locator('#exercise-write-the-formula');
    await page.focus('#exercise-write-the-formula textarea');
    await page.waitForSelector('#exercise-write-the-formula .cm-content');
    await page.focus('#exercise-write-the-formula .cm-content');
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('const memoryPerGpu = () => { for (;;); };');
    await page.keyboard.press('Control+Enter');
    const isAlive = () =>
      page.evaluate(async () =>
        (await navigator.locks.query()).held?.some(({ name }) => name?.startsWith('low-rank-worker')),
      );
    await expect.poll(isAlive, { interval: 5, timeout: 20_000 }).toBe(true);
    // Only once the page has heard of it is it missed; its code runs for some seconds.
    await page.waitForTimeout(300);
    await endWorker(page);
    const verdict = exercise.locator('[data-verdict]');
    await expect.poll(() => verdict.textContent()).toContain('what you wrote stays');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => exercise.getAttribute('data-state'), { timeout: 20_000 }).toBe('wrong');
  });
});

describe('a run that goes on', () => {
  let context: BrowserContext;
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block' });
    context.on('weberror', (error) => problems.push(String(error.error())));
    await context.addInitScript(JUMP);
    page = await context.newPage();
    await page.goto(site(`en/lab/?${SETUP}&steps=1000`));
    await press(page, 'train');
    await page.waitForSelector('tr[data-method="lora"] [data-quantity="step"]:not([value="0"])', {
      timeout: SLOW / 2,
    });
  }, SLOW);
  afterAll(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });

  it('is printed as it stands, and goes on', async () => {
    await page.emulateMedia({ media: 'print' });
    const row = page.locator('tr[data-method="lora"]');
    expect(await row.isVisible()).toBe(true);
    expect(await page.locator('[data-curves] svg').isVisible()).toBe(true);
    expect(Number(await row.locator('[data-quantity="loss"]').getAttribute('value'))).toBeGreaterThan(0);
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'screen' });
    await goOn(page, 2);
    expect(await page.getAttribute('lr-laboratory', 'data-state')).toBe('training');
  });

  it('and its times do not follow a clock that jumps, nor is it lost', { timeout: SLOW }, async () => {
    for (const by of [-YEAR, YEAR]) {
      await jump(page, by);
      await goOn(page, 2);
      const left = (await told(page, 'steps')) ?? '';
      expect(left).toMatch(/left/);
      expect(left).not.toMatch(/NaN|-|∞/);
      const pace = page.locator('tr[data-method="lora"] [data-quantity="steps-per-second"]');
      expect(Number(await pace.getAttribute('value'))).toBeGreaterThan(0);
    }
    await press(page, 'stop');
    await reach(page, 'done');
    await page.fill('[data-save-name]', 'From a year to come');
    await page.click('[data-save-button]');
    // Its worker may be in the middle of an evaluation.
    await expect.poll(() => told(page, 'runs-told'), { timeout: 60_000 }).toContain('From a year to come');
    await page.reload();
    await atTop(page, '[data-run-list] li');
    expect(await told(page, 'run-list')).toContain('From a year to come');
  });
});

describe('a clock that jumps', () => {
  it('neither loses an answer nor moves the lecturer’s time', async () => {
    const page = await openPage(browser, site('en/lessons/memory/'), { before: JUMP });
    const exercise = page.locator('#exercise-sixteen-bytes');
    const kept = () =>
      page.evaluate(
        () =>
          JSON.parse(localStorage.getItem('low-rank-progress') ?? '{}').exercises?.['memory/sixteen-bytes'],
      );
    let at = 0;
    for (const [index, by] of [0, -YEAR, YEAR].entries()) {
      await jump(page, by);
      await exercise
        .locator('input[type="text"]')
        .first()
        .fill(`${index + 1} GB`);
      await exercise.locator('[data-check]').click();
      await expect.poll(async () => (await kept())?.attempts).toBe(index + 1);
      const { last } = await kept();
      expect(last.answer).toContain(String(index + 1));
      expect(last.at).toBeGreaterThan(at);
      at = last.at;
    }

    await page.goto(site('en/present/lora/speaker/'));
    await page.waitForSelector('[data-window="speaker"][data-state="ready"]');
    await page.click('[data-timer-toggle]');
    const elapsed = () => page.textContent('[data-elapsed]');
    for (const by of [-YEAR, YEAR]) {
      const before = await elapsed();
      await jump(page, by);
      await expect.poll(elapsed).not.toBe(before);
      expect(await elapsed()).toMatch(/^0:\d\d$/);
    }
  });
});

describe('the browser’s cache of pages', () => {
  it('keeps every kind of page, frozen; come back to, a training goes on and figures are alive', {
    timeout: SLOW,
  }, async (context) => {
    // The shell without windows has no such cache. (`Page.setWebLifecycleState` freezes nothing in a headless browser: this
    // cache is the one place there where a page and its workers are frozen.)
    const whole = await chromium.launch({
      ...launchOptions(),
      executablePath: findChromium({
        ...process.env,
        LOW_RANK_CHROMIUM: undefined,
        CHROMIUM_PATH: undefined,
      }),
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    onTestFinished(() => whole.close());
    const page = await (await whole.newContext({ serviceWorkers: 'block' })).newPage();
    const session = await devtools(page);
    await session.send('Page.enable');
    const reasons: string[] = [];
    session.on('Page.backForwardCacheNotUsed', ({ notRestoredExplanations }) =>
      reasons.push(...notRestoredExplanations.map(({ reason }) => reason)),
    );
    /** Away, and back by the history. */
    const awayAndBack = async (): Promise<void> => {
      await page.evaluate(() => Object.assign(globalThis, { same: true }));
      await page.goto(site('en/references/'));
      await page.evaluate(() => history.back()).catch(() => {});
      // By what the browser tells, not by a script: one that runs in a frozen page has it thrown out of the cache.
      await expect.poll(() => page.url()).not.toContain('references');
      if (reasons.includes('BackForwardCacheDisabledForDelegate'))
        context.skip('this browser has no such cache');
      expect(reasons).toEqual([]);
      expect(await page.evaluate(() => 'same' in globalThis)).toBe(true);
    };

    for (const path of ['en/', 'en/exercises/', 'en/calculator/', 'en/notation/']) {
      await page.goto(site(path));
      await awayAndBack();
    }
    await page.goto(site('en/lessons/memory/'));
    const figure = page.locator('lr-zero-stages');
    await figure.scrollIntoViewIfNeeded();
    await page.waitForSelector('lr-zero-stages[data-state="ready"]');
    const box = figure.locator('input[type="text"]').first();
    await box.fill('32');
    await awayAndBack();
    expect(await box.inputValue()).toBe('32');
    await box.fill('16');
    await box.press('Enter');
    await expect.poll(() => page.evaluate(() => location.search)).toContain('16');

    await page.goto(site(`en/lab/?${SETUP}&steps=1000`));
    await press(page, 'train');
    await expect.poll(() => steps(page), { timeout: 60_000 }).toBeGreaterThan(0);
    await awayAndBack();
    await goOn(page, 2);
    expect(await page.getAttribute('lr-laboratory', 'data-state')).toBe('training');

    await page.goto(site('en/present/lora/'));
    await page.waitForSelector('[data-window="wall"][data-state="ready"]');
    const speaker = await page.context().newPage();
    await speaker.goto(site('en/present/lora/speaker/'));
    await speaker.waitForSelector('[data-window="speaker"][data-state="ready"]');
    await awayAndBack();
    await speaker.keyboard.press('ArrowRight');
    const hash = (window: Page) => window.evaluate(() => location.hash);
    await expect.poll(async () => (await hash(page)) === (await hash(speaker))).toBe(true);
    expect(await hash(speaker)).not.toBe('');
  });
});

describe('a new version of the site', () => {
  it('that comes during a training leaves it alone, and a reload asks first and loses nothing', {
    timeout: SLOW,
  }, async () => {
    const first = await copySite({ models: true });
    const second = await nextVersion(first);
    onTestFinished(() => {
      for (const folder of [first, second]) rmSync(folder, { recursive: true });
    });
    const host = await testHost({ root: first });
    const page = await openVisit(browser, `${host.url}zh/lab/?${SETUP}&steps=1000`);
    await waitUntilKept(page);
    await press(page, 'train');
    await expect.poll(() => steps(page), { timeout: 60_000 }).toBeGreaterThan(0);
    await host.start(second);
    await page.evaluate(() => navigator.serviceWorker.getRegistration().then((found) => found?.update()));
    const bar = page.locator('.update');
    await expect.poll(() => bar.textContent(), { timeout: 30_000 }).toContain('新版本已就绪');
    await goOn(page, 2);
    await bar.locator('[data-reload]').click();
    expect(await bar.textContent()).toContain('本页正在训练');
    await goOn(page, 1);
    // A snapshot lies in the storage every few seconds.
    await press(page, 'pause');
    await reach(page, 'paused');
    const reached = await steps(page);
    const loaded = page.waitForEvent('load');
    await bar.locator('[data-reload]').click();
    await loaded;
    expect(await page.title()).toContain('next version');
    await atTop(page, '[data-button="train"]:enabled');
    await expect.poll(() => told(page, 'offer-text'), { timeout: 30_000 }).toContain(`第 ${reached} /`);
    await page.click('[data-offer-take]');
    await reach(page, 'training');
    await expect.poll(() => steps(page), { timeout: 60_000 }).toBeGreaterThan(reached);
  });
});
