/**
 * WCAG 2.2 AA as far as a machine can tell: axe in every state of every figure, exercise, page and window, in both themes, forced
 * colours, at 200 % and 320 px; the keyboard through every page; what live regions say; what is read of formulas.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { launchOptions } from '../browser.mjs';
import { formulasRead } from '../lib/accessibility/formulas.ts';
import { walkByTab } from '../lib/accessibility/keyboard.ts';
import { heard, hurried, listen } from '../lib/accessibility/liveRegions.ts';
import { wrongInAnyLook } from '../lib/accessibility/looks.ts';
import {
  deckTour,
  exercisesTour,
  figureTour,
  frameTour,
  laboratoryTour,
  pageTour,
  readThrough,
  SHORT_RUN,
  type Tour,
} from '../lib/accessibility/tours.ts';
import { type Audit, demandChosen, isChosen } from '../lib/audit.ts';
import { ROOT } from '../lib/npm.mjs';

const LANGUAGES = ['en', 'zh'];
/** More stops than any page has. */
const MOST_STOPS = 1500;

const folders = (path: string): string[] =>
  readdirSync(join(ROOT, 'dist', path), { withFileTypes: true }).flatMap((each) =>
    each.isDirectory() ? [each.name] : [],
  );

interface Visit {
  readonly path: string;
  readonly tour: Tour;
  /** Only what stands there is looked at, where the rest of the page is another visit's. */
  readonly within?: string;
  /** What is scaled as a whole, and not held to the size of targets: `docs/standard.md` says so. */
  readonly miniature?: string;
}

function visits(language: string): Visit[] {
  const pages = folders(language).filter((name) => !['embed', 'lab', 'lessons', 'present'].includes(name));
  const decks = folders(`${language}/present`);
  return [
    { path: `${language}/`, tour: frameTour },
    { path: `${language}/`, tour: pageTour },
    ...pages.map((name) => ({ path: `${language}/${name}/`, tour: pageTour })),
    ...folders(`${language}/embed`).map((name) => ({ path: `${language}/embed/${name}/`, tour: figureTour })),
    ...folders(`${language}/lessons`).flatMap((name) => [
      { path: `${language}/lessons/${name}/`, tour: pageTour },
      { path: `${language}/lessons/${name}/`, tour: exercisesTour, within: '[data-exercise]' },
    ]),
    { path: `${language}/lab/?${SHORT_RUN}`, tour: laboratoryTour },
    ...decks.flatMap((name) => [
      { path: `${language}/present/${name}/`, tour: deckTour, miniature: '.slide' },
      { path: `${language}/present/${name}/speaker/`, tour: deckTour, miniature: '.slide' },
    ]),
  ];
}

async function onPage<T>(browser: Browser, url: string, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    serviceWorkers: 'block',
  });
  try {
    const page = await context.newPage();
    await page.goto(url);
    return await work(page);
  } finally {
    await context.close();
  }
}

/** What is wrong, with the states in which it is. */
async function tourOf(
  page: Page,
  { tour, within, miniature }: Visit,
): Promise<{ states: number; wrong: string[] }> {
  const where = new Map<string, string[]>();
  let states = 0;
  for await (const state of tour(page)) {
    states += 1;
    for (const wrong of await wrongInAnyLook(page, within, miniature))
      where.set(wrong, [...(where.get(wrong) ?? []), state]);
  }
  return { states, wrong: [...where].map(([wrong, at]) => `${wrong} [${at[0]}, ${at.length} states]`) };
}

/** Each slider held down for a while, one after the other. */
async function holdSliders(page: Page): Promise<string[]> {
  await readThrough(page);
  await listen(page);
  const sliders = page.locator('input[type="range"]');
  for (const slider of await sliders.all()) {
    if (!(await slider.isVisible())) continue;
    await slider.focus();
    for (let press = 0; press < 12; press += 1) {
      await page.keyboard.press(press < 6 ? 'ArrowRight' : 'ArrowLeft');
      await page.waitForTimeout(60);
    }
    await page.waitForTimeout(1100);
  }
  const said = await heard(page);
  return said.length === 0 ? ['nothing is said of any slider'] : hurried(said);
}

const audit: Audit = {
  title: 'accessibility: axe in every state and look, keyboard, live regions, formulas',
  async run({ site, options }) {
    const browser = await chromium.launch(launchOptions());
    const failures: string[] = [];
    const report: Record<string, unknown> = {};
    const note = (path: string, what: string, found: Record<string, unknown>, wrong: string[]) => {
      report[`${path} ${what}`] = { ...found, wrong };
      failures.push(...wrong.map((each) => `/${path} ${what}: ${each}`));
      console.log(`  /${path} ${what}: ${Object.values(found).join(' ')}, ${wrong.length} wrong`);
      for (const each of wrong) console.log(`    ${each}`);
    };
    const attempt = async (path: string, what: string, work: (page: Page) => Promise<void>) => {
      if (!isChosen(`${path} ${what}`, options)) return;
      try {
        await onPage(browser, site + path, work);
      } catch (error) {
        failures.push(`/${path} ${what}: ${String(error)}`);
      }
    };
    for (const language of LANGUAGES) {
      for (const visit of visits(language)) {
        await attempt(visit.path, visit.tour.name, async (page) => {
          const { states, wrong } = await tourOf(page, visit);
          note(visit.path, visit.tour.name, { states }, wrong);
        });
      }
      const pages = visits(language).filter(({ tour }) => tour === pageTour);
      for (const { path } of pages) {
        await attempt(path, 'keyboard', async (page) => {
          await readThrough(page);
          const { stops, cameOut, problems } = await walkByTab(page, MOST_STOPS);
          const trapped = cameOut ? [] : [`no way out after ${stops.length} stops`];
          const back = await walkByTab(page, MOST_STOPS, 'Shift+Tab');
          note(path, 'keyboard', { stops: stops.length }, [...problems, ...trapped, ...back.problems]);
        });
        await attempt(path, 'formulas', async (page) => {
          const { texts, problems } = await formulasRead(page);
          note(path, 'formulas', { read: texts.length }, problems);
        });
      }
      await attempt(`${language}/gallery/`, 'sliders', async (page) => {
        note(`${language}/gallery/`, 'sliders', {}, await holdSliders(page));
      });
    }
    await browser.close();
    demandChosen(Object.keys(report).length + failures.length, options);
    return { failures, report };
  },
};

export default audit;
