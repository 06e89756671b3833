import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { expect, inject, onTestFinished } from 'vitest';
import { launchOptions } from '../../tools/browser.mjs';

export { axe, COLOUR_RULES } from '../../tools/lib/accessibility/axe';
export { atTop } from '../../tools/lib/until';

/** A name that means this machine, but is not 'localhost': browsers hold it to be an insecure origin over http. */
const CLASSROOM = 'classroom.test';

/** Chromium's note that an insecure origin gets no threads: true of every page there, and nothing a page can change. */
const INSECURE_ORIGIN = /Cross-Origin-Opener-Policy header has been ignored/;

/** Starts Chromium; whoever starts it closes it. `webgpu` gives it a software adapter, else it has none. */
export function launch({ webgpu = false } = {}): Promise<Browser> {
  const options = launchOptions({ webgpu });
  return chromium.launch({
    ...options,
    executablePath: inject('chromium'),
    args: [...options.args, `--host-resolver-rules=MAP ${CLASSROOM} 127.0.0.1`],
  });
}

/** The same page as a classroom sees it that opens the lecturer's machine by its address: no WebGPU, no threads. */
export function asClassroom(url: string): string {
  return url.replace(/\/\/[^:/]+/, `//${CLASSROOM}`);
}

/** Slugs of the lessons, in their order. */
export const LESSONS = [
  'memory',
  'lora',
  'lora-memory',
  'qlora',
  'practice',
  'downstream',
  'adapters',
  'prefix-prompt',
  'compare',
];

export interface PageOptions {
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  javaScriptEnabled?: boolean;
  locale?: string;
  reducedMotion?: 'reduce' | 'no-preference';
  /** Off, unless the test is about it: what it answers is seen by no route of Playwright's, and it fetches all files. */
  serviceWorkers?: 'allow' | 'block';
  /** Runs in each of its documents before anything else. */
  before?: () => void;
  /** Console errors that this test is about, such as the one for a page that does not exist. */
  expectedErrors?: RegExp[];
}

/**
 * Opens a page in a context of its own, which closes with the test. The test fails afterwards on any uncaught error,
 * console error (violations of the content security policy and missing files among them) or request to another origin.
 */
export async function openPage(browser: Browser, url: string, options: PageOptions = {}): Promise<Page> {
  const { width = 1280, height = 800, theme = 'light', javaScriptEnabled = true, locale = 'en-GB' } = options;
  const { reducedMotion = 'no-preference', serviceWorkers = 'block', expectedErrors = [] } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    javaScriptEnabled,
    locale,
    reducedMotion,
    serviceWorkers,
  });
  const problems: string[] = [];
  const { origin } = new URL(url);
  const expected = url.includes(`//${CLASSROOM}`) ? [...expectedErrors, INSECURE_ORIGIN] : expectedErrors;
  const report = (problem: string) => {
    if (!expected.some((pattern) => pattern.test(problem))) problems.push(problem);
  };
  context.on('weberror', (error) => report(`uncaught: ${error.error().stack ?? error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error') report(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('request', (request) => {
    const target = new URL(request.url());
    if (/^https?:$/.test(target.protocol) && target.origin !== origin)
      report(`other origin: ${request.url()}`);
  });
  onTestFinished(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });
  const page = await context.newPage();
  if (options.before) await page.addInitScript(options.before);
  await page.goto(url);
  return page;
}

/** For the page, before its start: a browser that refuses to store anything for this site. */
export function refuseStorage(): void {
  Object.defineProperty(window, 'localStorage', {
    get: () => {
      throw new DOMException('refused', 'SecurityError');
    },
  });
}

/** Two frames: what a change of size or state leads to is drawn. */
export const untilDrawn = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));

/** For the page, at its start or later: sums its layout shifts from the first on, for `shiftOf`. */
export function watchShifts(): void {
  const global = globalThis as unknown as { shift: number };
  global.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) global.shift += (entry as unknown as { value: number }).value;
  }).observe({ type: 'layout-shift', buffered: true });
}

export const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { shift: number }).shift);

/** A script of the tests, with what it imports of the site's sources, as one module. */
export async function bundlePage(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      modulePreload: false,
      rollupOptions: { input: entry, output: { codeSplitting: false } },
    },
  });
  const [chunk] = (built as unknown as { output: [{ code: string }] }).output;
  return chunk.code;
}
