import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { writeWorker } from '../../config/offlineWorker';
import { serveSite } from '../../tools/serve.mjs';
import { openPage, type PageOptions } from './support';

/** A server that can be taken away and come back at its address. */
export interface Host {
  readonly url: string;
  /** Addresses asked for since the last look, below the root. */
  requests(): string[];
  stop(): Promise<void>;
  /** Serves the same folder again, or another. */
  start(folder?: string): Promise<void>;
}

/** Serves a folder until the test ends, or until `stop`. */
export async function openHost({ root = 'dist', base = '/' } = {}): Promise<Host> {
  let asked: string[] = [];
  const open = async (port: number, folder: string) => {
    const site = await serveSite({ root: folder, base, port });
    site.server.on('request', (request) => asked.push(request.url?.slice(base.length) ?? ''));
    return site;
  };
  let site: Awaited<ReturnType<typeof open>> | undefined = await open(0, root);
  const { url } = site;
  return {
    url,
    requests: () => {
      const since = asked;
      asked = [];
      return since;
    },
    stop: async () => {
      await site?.close();
      site = undefined;
    },
    start: async (folder = root) => {
      await site?.close();
      site = await open(Number(new URL(url).port), folder);
    },
  };
}

/** `openHost` for a test of its own. */
export async function testHost(options: { root?: string; base?: string } = {}): Promise<Host> {
  const host = await openHost(options);
  onTestFinished(() => host.stop());
  return host;
}

/** A page with a service worker. What fails for want of a network is expected. */
export const openVisit = (browser: Browser, url: string, options: PageOptions = {}): Promise<Page> =>
  openPage(browser, url, {
    serviceWorkers: 'allow',
    expectedErrors: [/ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE/],
    ...options,
  });

/** Until the whole course is kept, and this page is served from there. */
export const waitUntilKept = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated', undefined, {
    timeout: 30_000,
  });

/** Until an installation that cannot succeed has ended. */
export const waitUntilGivenUp = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () =>
      navigator.serviceWorker.getRegistration().then((found) => found?.installing == null && !found?.waiting),
    undefined,
    { timeout: 30_000 },
  );

/** How many files are kept. */
export const countKept = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    let count = 0;
    for (const name of (await caches.keys()).filter((each) => !each.endsWith('-full')))
      count += (await (await caches.open(name)).keys()).length;
    return count;
  });

export const devtools = (page: Page): Promise<CDPSession> => page.context().newCDPSession(page);

/** Ends every worker as a browser does that needs their memory. */
export async function stopWorkers(page: Page): Promise<void> {
  const session = await devtools(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await session.detach();
}

/**
 * A copy of the built site for tests to change, with fewer pages, so that it is soon kept. Whoever makes it deletes it.
 *
 * @param options models: with what the laboratory trains
 * @returns the folder
 */
export async function copySite({ models = false } = {}): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'low-rank-version-')));
  const left = models
    ? /^dist\/(figures|..\/embed|..\/present|..\/lessons)./
    : /^dist\/(models|figures|..\/embed|..\/present\/(?!lora$|lora\/)|..\/lessons\/[^l])./;
  cpSync('dist', folder, { recursive: true, filter: (path) => !left.test(path.replaceAll('\\', '/')) });
  await writeWorker(folder);
  return folder;
}

/**
 * The next version of a copy: other words on every page, and the search's chunk under another name, as when its code has
 * changed. The old name is gone.
 */
export async function nextVersion(of: string): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'low-rank-version-')));
  cpSync(of, folder, { recursive: true });
  const chunk = readdirSync(join(folder, '_astro')).find((name) => /^search\..*\.js$/.test(name)) ?? '';
  const renamed = chunk.replace(/\.[\w-]+\.js$/, '.NextOne.js');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(html|js)$/.test(name) || name.startsWith('pagefind')) continue;
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    const next = text.replaceAll(chunk, renamed).replace('</title>', ' (next version)</title>');
    if (next !== text) writeFileSync(path, next);
  }
  renameSync(join(folder, '_astro', chunk), join(folder, '_astro', renamed));
  await writeWorker(folder);
  return folder;
}
