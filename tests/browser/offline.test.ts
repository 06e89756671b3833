import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { securityHeaders } from '../../tools/headers.mjs';
import { PAGES } from '../site/pages';
import {
  copySite,
  countKept,
  devtools,
  type Host,
  nextVersion,
  openHost,
  openVisit,
  stopWorkers,
  testHost,
  waitUntilGivenUp,
  waitUntilKept,
} from './offlineSupport';
import { asClassroom, axe, launch, openPage } from './support';

let browser: Browser;
/** Two versions of the site, and one of which a deployment has brought only a part. */
let first = '';
let second = '';
let mixed = '';
beforeAll(async () => {
  browser = await launch();
  first = await copySite();
  second = await nextVersion(first);
  mixed = await nextVersion(first);
  writeFileSync(join(mixed, 'zh/lessons/lora/index.html'), '<h1>Another version</h1>');
});
afterAll(async () => {
  await browser.close();
  for (const folder of [first, second, mixed]) rmSync(folder, { recursive: true });
});

describe('after one visit to the home page, without a network', () => {
  let host: Host;
  let context: BrowserContext;
  let page: Page;
  let problems: string[] = [];
  beforeAll(async () => {
    host = await openHost({ base: '/x/y/' });
    context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    context.on('weberror', (error) => problems.push(String(error.error())));
    page = await context.newPage();
    await page.goto(`${host.url}en/`);
    await waitUntilKept(page);
    await host.stop();
  });
  afterAll(async () => {
    await context.close();
    await host.stop();
  });
  const nothingWrong = (): void => {
    expect(problems).toEqual([]);
    problems = [];
  };

  it('the page that was open searches, with what it had not fetched yet', async () => {
    await page.keyboard.press('/');
    await page.locator('dialog.search input').fill('recomputation');
    await page.waitForSelector('.search-hits a');
    nothingWrong();
  });

  it('every page of both languages is there, with the headers of production', async () => {
    const answers = await page.evaluate(
      ({ root, paths }) =>
        Promise.all(
          paths.map(async (path) => {
            const { status, headers } = await fetch(root + path);
            return { path, status, headers: Object.fromEntries(headers) };
          }),
        ),
      { root: host.url, paths: PAGES.map(({ path }) => path.slice(1)) },
    );
    expect(answers.filter(({ status }) => status !== 200).map(({ path }) => path)).toEqual([]);
    for (const { path, headers } of answers)
      for (const [name, value] of Object.entries(securityHeaders(`/${path}`)))
        expect(headers[name.toLowerCase()], path).toBe(value);
  });

  it.each(['en', 'zh'])('lessons are whole and isolated, with all their figures (%s)', async (language) => {
    await page.goto(`${host.url}${language}/lessons/lora/`);
    for (const figure of await page.locator('.figure').all()) {
      await figure.evaluate((element) => element.scrollIntoView({ block: 'center' }));
      await expect.poll(() => figure.getAttribute('data-state')).toBe('ready');
    }
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await page.evaluate(() => document.fonts.check('16px "Course Serif 4 Variable"'))).toBe(true);
    nothingWrong();
  });

  it('a model is trained in the laboratory, as its link sets it up', { timeout: 120_000 }, async () => {
    await page.goto(`${host.url}zh/lab/?v=1&methods=lora&rank=4&steps=10&batch=4&backend=wasm`);
    await page.click('[data-button="train"]:enabled');
    await page.waitForSelector('[data-state="done"]', { timeout: 90_000 });
    const loss = await page.getAttribute('tr[data-method="lora"] [data-quantity="loss"]', 'value');
    expect(Number(loss)).toBeGreaterThan(0);
    nothingWrong();
  });

  it('the calculator opens from a link, decks and embedded figures open too', async () => {
    await page.goto(`${host.url}en/calculator/?v=1&method=lora&gpus=2`);
    await page.waitForSelector('lr-memory-calculator[data-state="ready"]');
    expect(await page.locator('lr-memory-calculator input[type="text"][name="gpus"]').inputValue()).toBe('2');
    await page.goto(`${host.url}en/present/lora/`);
    await page.waitForSelector('[data-window="wall"][data-state="ready"]');
    await page.goto(`${host.url}zh/embed/zero-stages/`);
    await page.waitForSelector('lr-zero-stages[data-state="ready"]');
    nothingWrong();
  });

  it('addresses are answered as a server would: the door, a missing slash, no such page', async () => {
    await page.goto(host.url);
    await page.waitForURL(`${host.url}en/`);
    await page.goto(`${host.url}zh/lessons/lora?v=1`);
    expect(page.url()).toBe(`${host.url}zh/lessons/lora/?v=1`);
    const answer = await page.goto(`${host.url}en/no/such/page/`);
    expect(answer?.status()).toBe(404);
    await page.click('a[href="zh/"]');
    await page.waitForURL(`${host.url}zh/`);
  });

  it('also after the browser has ended the worker', async () => {
    await stopWorkers(page);
    await page.goto(`${host.url}en/lessons/lora-memory/`);
    expect(await page.textContent('h1')).toContain('What LoRA leaves on the card');
    nothingWrong();
  });
});

describe('a new version', () => {
  it('is announced, leaves the open page its own files, and comes with the reload', async () => {
    const host = await testHost({ root: first });
    const page = await openVisit(browser, `${host.url}en/lessons/lora-memory/`);
    await waitUntilKept(page);
    await host.start(second);
    host.requests();
    await page.evaluate(() => navigator.serviceWorker.getRegistration().then((found) => found?.update()));
    const bar = page.locator('.update');
    await expect.poll(() => bar.textContent()).toContain('A new version is ready');
    // Only what has changed was fetched: pages, and scripts that name the renamed one.
    expect(host.requests().filter((path) => /models|figures|\.wasm|woff2/.test(path))).toEqual([]);
    expect(await axe(page)).toEqual([]);

    await host.stop();
    await page.keyboard.press('/');
    await page.locator('dialog.search input').fill('quantization');
    await page.waitForSelector('.search-hits a');
    await page.keyboard.press('Escape');
    // The open page goes on in its own version wherever the reader goes from it.
    await page.goto(`${host.url}en/lessons/lora/`);
    expect(await page.title()).not.toContain('next version');
    await expect.poll(() => bar.textContent()).toContain('A new version is ready');

    const loaded = page.waitForEvent('load');
    await bar.locator('[data-reload]').click();
    await loaded;
    expect(await page.title()).toContain('next version');
    expect(await bar.count()).toBe(0);
    await page.keyboard.press('/');
    await page.waitForSelector('dialog.search input');
    const names = await page.evaluate(async () => {
      const [name = ''] = await caches.keys();
      return (await (await caches.open(name)).keys())
        .map(({ url }) => url)
        .filter((url) => /_astro\/search\./.test(url));
    });
    expect(names).toHaveLength(1);
    expect(names[0]).toContain('NextOne');
  });

  it('waits for the other windows: what runs there is not disturbed', async () => {
    const host = await testHost({ root: first });
    const page = await openVisit(browser, `${host.url}zh/`);
    await waitUntilKept(page);
    const other = await page.context().newPage();
    await other.goto(`${host.url}zh/present/lora/`);
    await host.start(second);
    await page.reload();
    const bar = page.locator('.update');
    await expect.poll(() => bar.textContent()).toContain('新版本已就绪');
    await bar.locator('[data-reload]').click();
    await expect.poll(() => bar.textContent()).toContain('请先关闭这些窗口');
    expect(await page.title()).not.toContain('next version');
    // Nothing is said where slides are shown.
    expect(await other.locator('.update').count()).toBe(0);

    await other.close();
    const loaded = page.waitForEvent('load');
    await bar.locator('[data-reload]').click();
    await loaded;
    expect(await page.title()).toContain('next version');
  });

  it('can be put away, and comes by itself when all windows were closed', async () => {
    const host = await testHost({ root: first });
    const page = await openVisit(browser, `${host.url}en/`);
    await waitUntilKept(page);
    await host.start(second);
    await page.reload();
    await page.locator('.update [data-later]').click();
    expect(await page.locator('.update').count()).toBe(0);
    await page.goto('about:blank');
    await expect
      .poll(async () => {
        await page.goto(`${host.url}en/`);
        const title = await page.title();
        await page.goto('about:blank');
        return title;
      })
      .toContain('next version');
  });
});

describe('what is kept half', () => {
  const home = (host: Host): string => `${host.url}en/`;

  it('is gone on with at the next visit, when the network or the worker went away', async () => {
    const host = await testHost();
    const page = await openVisit(browser, home(host));
    await expect.poll(() => countKept(page), { interval: 20 }).toBeGreaterThan(40);
    await host.stop();
    await waitUntilGivenUp(page);
    const first = await countKept(page);

    await host.start();
    await page.goto(home(host));
    await expect.poll(() => countKept(page), { interval: 20 }).toBeGreaterThan(first + 40);
    await stopWorkers(page);
    await waitUntilGivenUp(page);
    const second = await countKept(page);

    host.requests();
    await page.goto(home(host));
    await waitUntilKept(page);
    const whole = await countKept(page);
    const fetched = host.requests().length;
    expect(second).toBeGreaterThan(first);
    // The page itself and its files besides.
    expect(fetched).toBeLessThan(whole - second + 40);
    await host.stop();
    await page.goto(`${host.url}zh/lessons/compare/`);
    expect(await page.textContent('h1')).toContain('该选哪种方法');
  });

  it('is not taken for whole: a server with files of two versions is tried again', async () => {
    const host = await testHost({ root: mixed });
    const page = await openVisit(browser, home(host), { expectedErrors: [/integrity/] });
    await expect.poll(() => countKept(page)).toBeGreaterThan(0);
    await waitUntilGivenUp(page);
    expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
    await page.goto(`${host.url}en/calculator/`);
    await page.waitForSelector('lr-memory-calculator[data-state="ready"]');
  });

  it('is filled from the network where files were lost, by newer ones where the site has changed', async () => {
    const host = await testHost({ root: first });
    const page = await openVisit(browser, home(host), { expectedErrors: [/integrity/] });
    await waitUntilKept(page);
    const whole = await countKept(page);
    await page.evaluate(async () => {
      for (const name of await caches.keys()) await caches.delete(name);
    });
    await page.goto(`${host.url}en/calculator/`);
    await page.waitForSelector('.figure[data-state="ready"]');
    await host.start(second);
    await page.goto(`${host.url}en/lessons/lora-memory/`);
    expect(await page.title()).toContain('next version');
    // Its worker comes behind it, and keeps all.
    await expect.poll(() => countKept(page), { timeout: 30_000 }).toBeGreaterThanOrEqual(whole);
  });
});

describe('without room or leave', () => {
  const site = (): string => inject('site');

  it('a disk that fills up is given its room back, and not filled again at each visit', async () => {
    const host = await testHost();
    const page = await openVisit(browser, `${host.url}en/`);
    await expect.poll(() => countKept(page), { interval: 20 }).toBeGreaterThan(40);
    const session = await devtools(page);
    await session.send('Storage.overrideQuotaForOrigin', {
      origin: new URL(host.url).origin,
      quotaSize: 1e6,
    });
    await waitUntilGivenUp(page);
    await expect.poll(() => countKept(page)).toBe(0);

    host.requests();
    await page.goto(`${host.url}en/calculator/`);
    await page.waitForSelector('lr-memory-calculator[data-state="ready"]');
    await page.waitForTimeout(500);
    await waitUntilGivenUp(page);
    expect(await countKept(page)).toBe(0);
    expect(host.requests().filter((path) => /models|wasm|present/.test(path))).toEqual([]);
  });

  it('there is none on an insecure origin, and no word about it', async () => {
    const page = await openPage(browser, asClassroom(`${site()}en/`), { serviceWorkers: 'allow' });
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => 'serviceWorker' in navigator)).toBe(false);
  });

  it.each(['en/embed/zero-stages/', 'en/present/lora/'])('%s keeps nothing by itself', async (path) => {
    const page = await openVisit(browser, site() + path);
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => navigator.serviceWorker.getRegistration())).toBeUndefined();
  });

  it('who saves data is not sent the whole course', async () => {
    const page = await openVisit(browser, `${site()}en/embed/zero-stages/`);
    await page.addInitScript(() =>
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } }),
    );
    await page.goto(`${site()}en/`);
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => navigator.serviceWorker.getRegistration())).toBeUndefined();
  });
});
