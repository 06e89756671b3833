import { zipSync } from 'fflate';
import type { Standard } from '../../src/exercises/scorm/api';
import { type Catalogue, exercisesOf, namesByKey } from '../../src/exercises/scorm/catalogue';
import type { Settings } from '../../src/exercises/scorm/settings';
import { longestSaved, MOST_SUSPEND_DATA } from '../../src/exercises/scorm/suspend';
import { LANGUAGE_TAGS, type Language } from '../../src/i18n/languages';
import { interfaceOf } from '../../src/i18n/messages';
import type { Translate } from '../../src/i18n/translate';
import { manifest } from './manifest';
import { framePage, OWN, packagePage } from './page';
import { reach } from './reach';
import { catalogueOf, headingOf, lessonPage, lessonSlugs, referenceAddresses, type Site } from './site';

/** Pages of the whole course beside its lessons. */
const COURSE_PAGES = ['', 'exercises/', 'lab/', 'calculator/', 'notation/', 'references/'];

/** What the scripts inside ask to be shipped along, and what the course's tables link to. */
const LOOSE = { lesson: /^third-party-licences\.txt$/, course: /^(third-party-licences\.txt|measured\/.*)$/ };

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
  const t = interfaceOf(language);
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
  const loose = [...site.files].filter((path) => LOOSE[lesson === null ? 'course' : 'lesson'].test(path));
  const settings: Settings = { standard, framed: lesson === null, catalogue, pages: [...pages, ...loose] };
  // In the whole course the frame alone has the visit.
  const inPages: Settings = lesson === null ? { ...settings, catalogue: [] } : settings;
  const references = referenceAddresses(site.text(`${language}/references/index.html`));
  const note = t(lesson === null ? 'package.wholeCourse' : 'package.oneLesson');

  const textOf = (path: string): string =>
    path === `${language}/exercises/index.html`
      ? keptByLms(site.text(path), t, exercisesOf(catalogue).length)
      : site.text(path);
  const encoder = new TextEncoder();
  const built = new Map(
    pages.map((path) => [path, packagePage(textOf(path), { path, settings: inPages, references, note })]),
  );
  const title = lesson === null ? t('package.course') : headingOf(site.text(lessonPage(language, lesson)));
  const start = lesson === null ? 'index.html' : lessonPage(language, lesson);
  const frame: [string, string][] =
    lesson === null ? [[start, framePage(title, LANGUAGE_TAGS[language], home, settings)]] : [];
  const content = new Map<string, Uint8Array>([
    ...[...built, ...frame].map(([path, html]): [string, Uint8Array] => [path, encoder.encode(html)]),
    ...reach(site, built).map((path): [string, Uint8Array] => [path, site.bytes(path)]),
    ...loose.map((path): [string, Uint8Array] => [path, site.bytes(path)]),
    ...[...own].filter(([path]) => lesson === null || path !== `${OWN}/course.js`),
  ]);
  const identifier = `low-rank-${lesson ?? 'course'}-${language}`;
  const xml = manifest({ standard, identifier, title, start, files: [...content.keys()].sort() });
  return {
    name: `${identifier}-scorm${standard.replace('.', '')}`,
    files: new Map([['imsmanifest.xml', encoder.encode(xml)], ...content]),
  };
}

/** The page of all exercises says who keeps answers: on the site the browser, in a package the LMS. */
function keptByLms(html: string, t: Translate, count: number): string {
  const sentence = `<p>${t('exercises.lead', { count })}</p>`;
  if (!html.includes(sentence)) throw new Error('The page of all exercises does not say who keeps answers.');
  return html.replace(sentence, () => `<p>${t('package.exercisesLead', { count })}</p>`);
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
