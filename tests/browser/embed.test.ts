import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { PAGES } from '../site/pages';
import { asClassroom, axe, COLOUR_RULES, launch, openPage } from './support';
import { eachInOneLanguage, eachInTurn } from './thorough';

let browser: Browser;
/** Of another origin than the site. */
let parent: { readonly url: string; close(): void };
beforeAll(async () => {
  browser = await launch();
  parent = await serveParent();
});
afterAll(async () => {
  await browser.close();
  parent.close();
});

const EMBEDS = PAGES.map(({ path }) => path.slice(1)).filter((path) => /^..\/embed\/./.test(path));
const DARK = 'rgb(28, 32, 39)';
const LIGHT = 'rgb(255, 255, 255)';

/** The listener that the documentation gives to pages that frame a figure. */
const LISTENER =
  /<script>\n {2}addEventListener[\s\S]*?<\/script>/.exec(readFileSync('docs/embedding.md', 'utf8'))?.[0] ??
  '';

/** Pages of somebody else: `/?html=…` is a page of that text; `isolated` in the query asks the same of what it frames. */
async function serveParent(): Promise<typeof parent> {
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://parent.test').searchParams;
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    if (query.has('isolated')) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    response.end(
      `<!doctype html><html lang="en"><head>${LISTENER}</head><body>${query.get('html') ?? ''}</body></html>`,
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}

interface Framed {
  readonly page: Page;
  readonly frame: Frame;
  /** Messages that the page around the frame was sent. */
  messages(): Promise<{ type: string; figure: string; height: number }[]>;
}

interface FramedOptions extends BrowserContextOptions {
  readonly isolated?: boolean;
  readonly expectedErrors?: RegExp[];
}

/** A page of another origin that holds this code. Fails afterwards on any error in it or in the frame. */
async function openFramed(html: string, options: FramedOptions = {}): Promise<Framed> {
  const { isolated = false, expectedErrors = [], ...contextOptions } = options;
  const context = await browser.newContext({
    viewport: { width: 800, height: 900 },
    serviceWorkers: 'block',
    ...contextOptions,
  });
  const problems: string[] = [];
  const report = (problem: string): void => {
    if (!expectedErrors.some((pattern) => pattern.test(problem))) problems.push(problem);
  };
  context.on('weberror', (error) => report(`uncaught: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error') report(`console: ${message.text()}`);
  });
  onTestFinished(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const told: unknown[] = [];
    Object.assign(globalThis, { told });
    addEventListener('message', ({ data }) => told.push(data));
  });
  const query = new URLSearchParams({ html, ...(isolated ? { isolated: '' } : {}) });
  await page.goto(`${parent.url}?${query}`);
  const element = await page.waitForSelector('iframe');
  const frame = await element.contentFrame();
  if (!frame) throw new Error('no frame');
  const messages = () =>
    page.evaluate(
      () => (globalThis as unknown as { told: { type: string; figure: string; height: number }[] }).told,
    );
  return { page, frame, messages };
}

const code = (path: string, base = inject('site')): string =>
  `<iframe src="${base}${path}" title="x" width="100%" height="300" allow="fullscreen" style="border:0"></iframe>`;
const ready = (frame: Frame | Page) => frame.waitForSelector('.figure[data-state="ready"]');
const resultIn = (frame: Frame | Page, id = 'zero-stages') => frame.textContent(`#${id} [data-result]`);

const TRIED = eachInOneLanguage(EMBEDS);

describe.each(LANGUAGES)('every embedded figure in %s', (language) => {
  const all = TRIED.filter((path) => path.startsWith(`${language}/`));

  it('comes alive without an error and scrolls sideways at 320 px nowhere', {
    timeout: 180_000,
  }, async () => {
    const [first = ''] = all;
    const page = await openPage(browser, inject('site') + first, { width: 320 });
    expect(all.length).toBeGreaterThan(10);
    for (const path of all) {
      await page.goto(inject('site') + path);
      await ready(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
  });
});

it.each(eachInTurn(['zero-stages', 'memory-calculator', 'lab-run'], LANGUAGES))(
  '%s alone passes axe in both themes (%s)',
  async (name, language) => {
    const page = await openPage(browser, `${inject('site')}${language}/embed/${name}/?theme=light`);
    await ready(page);
    expect(await axe(page), 'light').toEqual([]);
    await page.goto(`${inject('site')}${language}/embed/${name}/?theme=dark`);
    await ready(page);
    expect(await axe(page, COLOUR_RULES), 'dark').toEqual([]);
  },
);

describe('in a page of another origin', () => {
  it.each([
    ['at the root', () => inject('site')],
    ['in a sub-folder', () => inject('subfolder')],
  ])('the frame is as high as its content, and follows it (site %s)', async (_, base) => {
    const { page, frame, messages } = await openFramed(code('en/embed/zero-stages/', base()));
    await ready(frame);
    const heights = async () => ({
      frame: (await page.locator('iframe').boundingBox())?.height,
      content: await frame.evaluate(() => document.documentElement.scrollHeight),
    });
    const fits = () =>
      expect
        .poll(async () => {
          const { frame: outer = 0, content } = await heights();
          return content - outer;
        })
        .toBe(0);
    await fits();
    const before = (await heights()).content;
    expect(before).toBeGreaterThan(500);
    await frame.click('.figure-data summary');
    await expect.poll(async () => (await heights()).content).toBeGreaterThan(before + 100);
    await fits();
    // Lower again, too.
    await frame.click('.figure-data summary');
    await expect.poll(async () => (await heights()).frame).toBe(before);
    // A narrower page: the figure is drawn anew, higher.
    await page.setViewportSize({ width: 360, height: 800 });
    await expect.poll(async () => (await heights()).frame).toBeGreaterThan(before);
    await fits();
    const told = await messages();
    expect(told.length).toBeGreaterThan(2);
    for (const message of told)
      expect(message).toEqual({
        type: 'low-rank:height',
        figure: 'zero-stages',
        height: expect.any(Number) as number,
      });
  });

  it.each([
    ['', 'light', LIGHT],
    ['', 'dark', DARK],
    ['?theme=auto', 'dark', DARK],
    ['?theme=dark', 'light', DARK],
    ['?theme=light', 'dark', LIGHT],
    ['?theme=<b>', 'light', LIGHT],
  ] as const)('“%s” on a system that is %s', async (query, colorScheme, colour) => {
    const { frame } = await openFramed(code(`en/embed/zero-stages/${query}`), { colorScheme });
    await ready(frame);
    expect(await frame.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(colour);
  });

  it('has the language of its address', async () => {
    const { frame } = await openFramed(code('zh/embed/zero-stages/?v=1&gpus=16'), { locale: 'en-GB' });
    await ready(frame);
    expect(await frame.getAttribute('html', 'lang')).toBe('zh-Hans');
    expect(await frame.textContent('[data-embed-link]')).toBe('Low Rank：在课程中打开');
    expect(await resultIn(frame)).toContain('16 张卡');
  });

  it.each([
    ['memory', 'zero-stages', 'v=1&gpus=16', ''],
    ['practice', 'zero-stages', 'v=1&gpus=16', ''],
    ['practice', 'zero-stages', '', ''],
    ['qlora', 'method-memory', 'v=1&gpus=2', ''],
    ['compare', 'decision-guide-slide', 'v=1&data=sequences', '&figure=decision-guide-slide'],
  ])('one query means the same as in the lesson: %s, %s, “%s”', async (slug, id, state, named) => {
    const query = state === '' ? `figure=${id}` : `figure=${id}&${state}`;
    const lesson = await openPage(browser, `${inject('site')}en/lessons/${slug}/?${query}#${id}`);
    await lesson.evaluate((name) => document.getElementById(name)?.scrollIntoView(), id);
    await lesson.waitForSelector(`#${id}[data-state="ready"]`);
    const name = id.replace(/-slide$/, '');
    const { frame } = await openFramed(code(`en/embed/${name}/?from=${slug}${named}&${state}`));
    await ready(frame);
    const numbersIn = (place: Frame | Page) =>
      place
        .locator(`#${id} :is([data-result], data)`)
        .evaluateAll((all) => all.map(({ textContent }) => textContent));
    const numbers = await numbersIn(frame);
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers).toEqual(await numbersIn(lesson));
  });

  it('says of a bad link what is wrong with it, and stands as its place starts it', async () => {
    const { frame } = await openFramed(code('en/embed/zero-stages/?from=nowhere&v=1&gpus=0'));
    await ready(frame);
    expect(await frame.textContent('[data-problem="gpus"]')).toContain('0 is outside');
    expect(await resultIn(frame)).toContain('2 cards');
  });

  it('a run has the title and the rows of its lesson, and trains', { timeout: 240_000 }, async () => {
    const { frame } = await openFramed(code('en/embed/lab-run/?from=qlora&v=1&steps=10'));
    await ready(frame);
    await expect.poll(() => frame.locator('[data-rows] tr').count()).toBe(2);
    await expect.poll(() => frame.textContent('.figure-title')).toContain('4-bit');
    const loss = () => frame.locator('[data-curves] path').count();
    expect(await loss()).toBe(0);
    await frame.click('[data-train]');
    await expect.poll(loss, { timeout: 100_000 }).toBeGreaterThan(0);
  });

  it('leads to the lesson, in a tab of its own, with the state as it stands', async () => {
    const { page, frame } = await openFramed(
      code('en/embed/zero-stages/?from=practice&theme=dark&v=1&gpus=4'),
    );
    await ready(frame);
    const hrefOf = () =>
      frame.locator('[data-embed-link]').evaluate((link) => (link as HTMLAnchorElement).href);
    const lesson = `${inject('site')}en/lessons/practice/`;
    expect(await hrefOf()).toBe(`${lesson}?figure=zero-stages&v=1&gpus=4#zero-stages`);
    await frame.fill('input[type="text"][name="gpus"]', '64');
    await expect.poll(hrefOf).toBe(`${lesson}?figure=zero-stages&v=1&gpus=64#zero-stages`);
    const opened = page.context().waitForEvent('page');
    await frame.click('[data-embed-link]');
    const tab = await opened;
    await tab.waitForSelector('#zero-stages[data-state="ready"]');
    expect(await resultIn(tab)).toBe(await resultIn(frame));
    expect(await tab.evaluate(() => opener)).toBe(null);
    // What was chosen for the frame stays there.
    expect(await tab.evaluate(() => document.documentElement.dataset['theme'])).toBeUndefined();
  });

  it('works in a page that asks the same isolation of what it frames, and has threads if it is given them', async () => {
    const html = code('en/embed/zero-stages/').replace('fullscreen', 'fullscreen; cross-origin-isolated');
    const { page, frame } = await openFramed(html, { isolated: true });
    await ready(frame);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await frame.evaluate(() => crossOriginIsolated)).toBe(true);
  });

  it('has its numbers without JavaScript, and leads to the lesson', async () => {
    const { frame } = await openFramed(code('zh/embed/zero-stages/'), { javaScriptEnabled: false });
    await frame.waitForSelector('[data-embed-link]');
    expect(await frame.locator('data[data-quantity]').count()).toBeGreaterThan(5);
    expect(await frame.getAttribute('[data-embed-link]', 'href')).toBe(
      '../../../zh/lessons/memory/#zero-stages',
    );
    expect(await frame.locator('noscript p').isVisible()).toBe(true);
    expect(await frame.locator('.figure-tools').isVisible()).toBe(false);
  });

  it.each(['en/', 'zh/lessons/memory/', 'en/lab/', 'en/present/lora/', 'en/embed/no-such-figure/'])(
    '/%s refuses to be framed',
    async (path) => {
      const { page } = await openFramed(code(path), { expectedErrors: [/frame-ancestors|404/] });
      await expect.poll(() => page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/');
    },
  );
});

describe('the code to embed a figure', () => {
  const shown = 'en/lessons/practice/?figure=zero-stages&v=1&gpus=16#zero-stages';
  const button = '#zero-stages [data-tool="embed"]';

  it('shows in another page what the lesson shows, under its title', async () => {
    const page = await openPage(browser, inject('site') + shown);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.waitForSelector('#zero-stages[data-state="ready"]');
    await page.click(button);
    await expect.poll(() => page.textContent('#zero-stages [data-told]')).toContain('Embed code copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(
      /^<iframe src="[^"]*" title="ZeRO [^"]* · Low Rank" width="100%" height="\d+" loading="lazy" allow="fullscreen" style="border:0"><\/iframe>$/,
    );
    expect(copied).toContain(
      `src="${inject('site')}en/embed/zero-stages/?from=practice&amp;v=1&amp;gpus=16"`,
    );
    const height = Number(/ height="(\d+)"/.exec(copied)?.[1]);
    const { frame, messages } = await openFramed(copied, { viewport: { width: 1100, height: 900 } });
    await ready(frame);
    expect(await resultIn(frame)).toBe(await resultIn(page));
    // The height in the code is near what the figure takes, for pages that listen to nothing.
    const told = (await messages()).at(-1)?.height ?? 0;
    expect(Math.abs(height - told)).toBeLessThan(150);
  });

  it.each([
    ['en', 'Close'],
    ['zh', '关闭'],
  ])('is shown, selected, where there is no clipboard (%s)', async (language, close) => {
    const page = await openPage(browser, asClassroom(inject('site') + shown.replace('en/', `${language}/`)));
    await page.waitForSelector('#zero-stages[data-state="ready"]');
    await page.click(button);
    const field = page.locator('dialog.embed-code textarea');
    const selected = await field.evaluate((element) => {
      const { value, selectionStart, selectionEnd } = element as HTMLTextAreaElement;
      return value.slice(selectionStart, selectionEnd);
    });
    expect(selected).toMatch(
      new RegExp(`^<iframe src="http://[^"]*/${language}/embed/zero-stages/.*</iframe>$`),
    );
    expect(await axe(page, undefined, 'dialog.embed-code')).toEqual([]);
    await page.getByRole('button', { name: close, exact: true }).click();
    await expect.poll(() => field.count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-tool'))).toBe('embed');
  });

  it('names a figure that its page has twice, and one of the calculator’s page', async () => {
    const page = await openPage(
      browser,
      asClassroom(`${inject('site')}en/calculator/?v=1&method=lora&targets=q,v`),
    );
    await page.waitForSelector('#memory-calculator[data-state="ready"]');
    await page.click('#memory-calculator [data-tool="embed"]');
    expect(await page.inputValue('dialog.embed-code textarea')).toContain(
      'en/embed/memory-calculator/?from=calculator&amp;v=1&amp;method=lora&amp;targets=q,v"',
    );
    await page.keyboard.press('Escape');
    await page.goto(asClassroom(`${inject('site')}en/lessons/compare/#decision-guide-slide`));
    await page.locator('#decision-guide-slide').scrollIntoViewIfNeeded();
    await page.waitForSelector('#decision-guide-slide[data-state="ready"]');
    await page.click('#decision-guide-slide [data-tool="embed"]');
    expect(await page.inputValue('dialog.embed-code textarea')).toContain(
      'en/embed/decision-guide/?from=compare&amp;figure=decision-guide-slide&amp;v=1"',
    );
  });

  it('is fetched when it is asked for', async () => {
    const page = await openPage(browser, inject('site') + shown);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.waitForSelector('#zero-stages[data-state="ready"]');
    expect(requests.filter((url) => /embedCode/.test(url))).toEqual([]);
  });
});
