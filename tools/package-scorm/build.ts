import { zipSync } from 'fflate';
import en from '../../content/ui/en.json' with { type: 'json' };
import zh from '../../content/ui/zh.json' with { type: 'json' };
import type { Standard } from '../../src/exercises/scorm/api';
import { type Catalogue, namesByKey } from '../../src/exercises/scorm/catalogue';
import type { Settings } from '../../src/exercises/scorm/settings';
import { longestSaved, MOST_SUSPEND_DATA } from '../../src/exercises/scorm/suspend';
import { LANGUAGE_TAGS, type Language } from '../../src/i18n/languages';
import { manifest } from './manifest';
import { framePage, OWN, packagePage } from './page';
import { reach, withoutOldFonts } from './reach';
import { catalogueOf, headingOf, lessonPage, lessonSlugs, referenceAddresses, type Site } from './site';

const WORDS = { en: en.package, zh: zh.package };
/** What the page of all exercises says on who keeps answers: on the site the browser, in a package the LMS. */
const KEPT = {
  en: [en.exercises.lead, en.package.exercisesLead],
  zh: [zh.exercises.lead, zh.package.exercisesLead],
} as const;

/** Pages of the whole course beside its lessons. */
const COURSE_PAGES = ['', 'exercises/', 'lab/', 'calculator/', 'notation/', 'references/'];

export interface Package {
  /** `low-rank-lora-en-scorm12`, without an ending. */
  readonly name: string;
  /** What the zip holds. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface Request {
  readonly standard: Standard;
  readonly language: Language;
  /** A lesson's slug, or null for the whole course. */
  readonly lesson: string | null;
}

/**
 * One package of the built site. Throws an Error, one sentence, for a lesson that there is none of, for names that share
 * a key in saved data, and for a course whose saved data could outgrow what SCORM 1.2 grants.
 *
 * @param own the packages' own scripts and style sheet, from `bundle.ts`
 */
export function buildPackage(
  site: Site,
  own: ReadonlyMap<string, Uint8Array>,
  { standard, language, lesson }: Request,
): Package {
  const slugs = lessonSlugs();
  if (lesson !== null && !slugs.includes(lesson))
    throw new Error(`There is no lesson "${lesson}". The lessons are: ${slugs.join(', ')}.`);
  const catalogue = catalogueOf(site, language, lesson === null ? slugs : [lesson]);
  checkSaved(catalogue);
  const home = `${language}/index.html`;
  const pages =
    lesson === null
      ? [
          ...COURSE_PAGES.map((path) => `${language}/${path}index.html`).filter((page) =>
            site.files.has(page),
          ),
          ...slugs.map((slug) => lessonPage(language, slug)),
        ]
      : [lessonPage(language, lesson)];
  const settings: Settings = { standard, framed: lesson === null, catalogue, pages };
  // In the whole course the frame alone has the visit.
  const inPages: Settings = lesson === null ? { ...settings, catalogue: [] } : settings;
  const references = referenceAddresses(site.text(`${language}/references/index.html`));
  const note = lesson === null ? '' : WORDS[language].oneLesson;

  const textOf = (path: string): string =>
    path === `${language}/exercises/index.html` ? keptByLms(site.text(path), language) : site.text(path);
  const encoder = new TextEncoder();
  const built = new Map(
    pages.map((path) => [path, packagePage(textOf(path), { path, settings: inPages, references, note })]),
  );
  const title = lesson === null ? WORDS[language].course : headingOf(site.text(lessonPage(language, lesson)));
  const start = lesson === null ? 'index.html' : lessonPage(language, lesson);
  const frame: [string, string][] =
    lesson === null ? [[start, framePage(title, LANGUAGE_TAGS[language], home, settings)]] : [];
  const content = new Map<string, Uint8Array>([
    ...[...built, ...frame].map(([path, html]): [string, Uint8Array] => [path, encoder.encode(html)]),
    ...reach(site, built).map((path): [string, Uint8Array] => [path, fileOf(site, path)]),
    ...[...own].filter(([path]) => lesson === null || path !== `${OWN}/course.js`),
  ]);
  const identifier = `low-rank-${lesson ?? 'course'}-${language}`;
  const xml = manifest({ standard, identifier, title, start, files: [...content.keys()].sort() });
  return {
    name: `${identifier}-scorm${standard.replace('.', '')}`,
    files: new Map([['imsmanifest.xml', encoder.encode(xml)], ...content]),
  };
}

function keptByLms(html: string, language: Language): string {
  const [site, lms] = KEPT[language];
  const [before = '', after = ''] = site.split('{count}');
  const start = html.indexOf(before);
  const end = html.indexOf(after, start);
  if (start < 0 || end < 0)
    throw new Error(`The page of all exercises (${language}) does not say who keeps answers.`);
  const count = html.slice(start + before.length, end);
  return html.slice(0, start) + lms.replace('{count}', count) + html.slice(end + after.length);
}

function fileOf(site: Site, path: string): Uint8Array {
  return path.endsWith('.css')
    ? new TextEncoder().encode(withoutOldFonts(site.text(path)))
    : site.bytes(path);
}

function checkSaved(catalogue: Catalogue): void {
  namesByKey(catalogue);
  const longest = longestSaved(catalogue);
  if (longest > MOST_SUSPEND_DATA)
    throw new Error(
      `With every exercise answered the saved data would have ${longest} characters, and SCORM 1.2 grants ${MOST_SUSPEND_DATA}.`,
    );
}

/** The same build gives the same bytes: the files bear no time but the earliest that a zip can name. */
export function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return zipSync(Object.fromEntries(files), { level: 9, mtime: new Date(1980, 0, 1) });
}
