/** A reader goes through all lessons in one tab, 20 times, with the service worker; looked at on home after each walk. */
import type { Browser, Page } from 'puppeteer-core';
import { lessonSlugs } from '../lessonSlugs.ts';
import { type Census, watch } from './census.ts';
import { type Subject, sampleEvery } from './subject.ts';

const WALKS = 20;
const WARM_UP = 3;

/** Goes from figure to figure, so that every one comes alive, and to the end. */
async function readThrough(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const seen = async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
    };
    for (const figure of document.querySelectorAll('.figure')) {
      figure.scrollIntoView({ block: 'center' });
      await seen();
    }
    scrollTo(0, document.body.scrollHeight);
    await seen();
  });
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLElement>('.figure')].every(
      ({ dataset }) => dataset['state'] !== undefined,
    ),
  );
}

/** What outlives a page: storage, caches, databases, and what the browser runs besides. */
async function surviving(browser: Browser, page: Page): Promise<Census> {
  const session = await browser.target().createCDPSession();
  const { targetInfos } = await session.send('Target.getTargets');
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string }[];
  };
  await session.detach();
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const entries = await Promise.all(
      names.map(async (name) => (await (await caches.open(name)).keys()).length),
    );
    return {
      'kept storage': (await navigator.storage.estimate()).usage ?? 0,
      'kept caches': names.length,
      'kept answers': entries.reduce((sum, count) => sum + count, 0),
      'kept databases': (await indexedDB.databases()).length,
      'kept items': localStorage.length + sessionStorage.length,
    };
  });
  return { ...kept, targets: targetInfos.length, processes: processInfo.length };
}

export const walk: Subject = {
  name: 'walk',
  async measure(browser, site) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.goto(`${site}en/`);
    // All of the course is kept first, so that what is counted is not still being fetched.
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const { census } = await watch(page);
    const rounds = async () => {
      for (const slug of lessonSlugs()) {
        await page.goto(`${site}en/lessons/${slug}/`);
        await readThrough(page);
      }
      await page.goto(`${site}en/`);
    };
    const samples = await sampleEvery(WALKS, WARM_UP, rounds, async () => ({
      ...(await census()),
      ...(await surviving(browser, page)),
    }));
    await context.close();
    return samples;
  },
};
