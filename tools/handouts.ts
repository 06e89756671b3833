/**
 * `npm run handouts`: the handouts of all decks, and the lessons themselves, as PDF files in `handouts/`.
 * `npm run handouts -- --lesson lora --language zh --with notes,answers` makes those, with these parts.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { LANGUAGES } from '../src/i18n/languages.ts';
import { HANDOUT_PARTS } from '../src/presenter/handoutParts.ts';
import { launchOptions } from './browser.mjs';
import { runAsCommand } from './lib/command.mjs';
import { freshSite } from './lib/freshSite.ts';
import { lessonSlugs } from './lib/lessonSlugs.ts';
import { wholeNow } from './lib/until.ts';
import { serveSite } from './serve.mjs';

const KINDS = ['slides', 'lesson'] as const;
export type Kind = (typeof KINDS)[number];

export interface HandoutRequest {
  readonly kind: Kind;
  readonly language: string;
  readonly lesson: string;
  /** Parts of HANDOUT_PARTS; of a lesson, only answers make a difference. */
  readonly parts: readonly string[];
}

/** Time for the last figure to be drawn after all have come alive. */
const SETTLE_MS = 500;

/** Brings every figure alive and waits for it: paper has no scrolling. */
async function readyForPaper(page: Page, answers: boolean): Promise<void> {
  await page.evaluate((open) => {
    for (const figure of document.querySelectorAll('.figure')) figure.dispatchEvent(new Event('focusin'));
    if (open)
      for (const each of document.querySelectorAll<HTMLDetailsElement>('details[data-solution]'))
        each.open = true;
  }, answers);
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll<HTMLElement>('.figure')].every(
        ({ dataset }) => dataset['state'] === 'ready',
      ),
    undefined,
    { timeout: 60_000 },
  );
  // What waits to be laid out has not asked for its fonts yet.
  await wholeNow(page);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(SETTLE_MS);
}

/** One handout as a PDF, A4, with bookmarks and tags. */
export async function makeHandout(
  browser: Browser,
  site: string,
  { kind, language, lesson, parts }: HandoutRequest,
  path?: string,
): Promise<Buffer> {
  const context = await browser.newContext({
    viewport: { width: 1100, height: 1400 },
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  });
  try {
    const page = await context.newPage();
    const place =
      kind === 'slides' ? `present/${lesson}/handout/?with=${parts.join()}` : `lessons/${lesson}/`;
    await page.goto(`${site}${language}/${place}`);
    await readyForPaper(page, parts.includes('answers'));
    return await page.pdf({
      ...(path !== undefined && { path }),
      format: 'A4',
      preferCSSPageSize: true,
      printBackground: true,
      tagged: true,
      outline: true,
      margin: { top: '16mm', bottom: '16mm', left: '16mm', right: '16mm' },
    });
  } finally {
    await context.close();
  }
}

await runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({
    options: {
      lesson: { type: 'string', multiple: true },
      language: { type: 'string', multiple: true },
      kind: { type: 'string', multiple: true },
      with: { type: 'string', default: 'notes' },
      out: { type: 'string', default: 'handouts' },
    },
  });
  const choose = (name: string, asked: readonly string[] | undefined, offered: readonly string[]) => {
    const unknown = asked?.find((each) => !offered.includes(each));
    if (unknown !== undefined) throw new Error(`--${name} takes ${offered.join(', ')}, not "${unknown}".`);
    return asked ?? offered;
  };
  const lessons = choose('lesson', values.lesson, lessonSlugs());
  const languages = choose('language', values.language, LANGUAGES);
  const kinds = choose('kind', values.kind, KINDS) as readonly Kind[];
  const parts = choose('with', values.with.split(',').filter(Boolean), HANDOUT_PARTS);
  const root = await freshSite();
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });
  const site = await serveSite({ root, port: 0 });
  const browser = await chromium.launch(launchOptions());
  try {
    for (const language of languages)
      for (const lesson of lessons)
        for (const kind of kinds) {
          const file = join(out, `${language}-${lesson}-${kind}.pdf`);
          const pdf = await makeHandout(browser, site.url, { kind, language, lesson, parts }, file);
          console.log(`${file} (${Math.ceil(pdf.length / 1000)} kB)`);
        }
  } finally {
    await browser.close();
    await site.close();
  }
});
