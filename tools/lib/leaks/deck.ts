/** A lecturer goes through the whole course, 20 times: wall and speaker view stay open and fetch one lesson after another. */
import type { Page } from 'puppeteer-core';
import { lessonSlugs } from '../lessonSlugs.ts';
import { prefixed, watch } from './census.ts';
import { type Subject, sampleEvery } from './subject.ts';

const WALKS = 20;
const WARM_UP = 3;

/** Goes to a place, and waits until the window shows its lesson. */
async function show(page: Page, lesson: string, column: number): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#${lesson}/${column}/0/0`);
  await page.waitForFunction(
    (slug) => document.querySelector<HTMLElement>('[data-slides]')?.dataset['lesson'] === slug,
    {},
    lesson,
  );
}

export const deck: Subject = {
  name: 'deck',
  async measure(browser, site) {
    const context = await browser.createBrowserContext();
    const [wall, speaker] = [await context.newPage(), await context.newPage()];
    for (const page of [wall, speaker]) await page.setBypassServiceWorker(true);
    await wall.goto(`${site}en/present/course/`);
    await speaker.goto(`${site}en/present/course/speaker/`);
    const ready = '[data-window][data-state="ready"]';
    for (const page of [wall, speaker]) await page.waitForSelector(ready);
    const watched = [await watch(wall), await watch(speaker)] as const;
    const lessons = lessonSlugs();
    const rounds = async () => {
      for (const lesson of [...lessons.slice(1), ...lessons.slice(0, 1)]) {
        await show(speaker, lesson, 1);
        const columns = await speaker.evaluate(
          () => document.querySelector('[data-slides]')?.children.length ?? 0,
        );
        for (let column = 2; column <= columns; column++) await show(speaker, lesson, column);
        await wall.waitForFunction(
          (slug) => document.querySelector<HTMLElement>('[data-slides]')?.dataset['lesson'] === slug,
          {},
          lesson,
        );
      }
      await show(speaker, lessons[0] ?? '', 1);
    };
    const census = async () => ({
      ...prefixed('wall', await watched[0].census()),
      ...prefixed('speaker', await watched[1].census()),
    });
    const samples = await sampleEvery(WALKS, WARM_UP, rounds, census);
    await context.close();
    return samples;
  },
};
