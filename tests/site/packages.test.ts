import { posix } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exercisesOf } from '../../src/exercises/scorm/catalogue';
import type { Settings } from '../../src/exercises/scorm/settings';
import { longestSaved, MOST_SUSPEND_DATA } from '../../src/exercises/scorm/suspend';
import { LANGUAGES, type Language } from '../../src/i18n/languages';
import { buildPackage, zip } from '../../tools/package-scorm/build';
import { ownFiles } from '../../tools/package-scorm/bundle';
import {
  catalogueOf,
  decodeEntities,
  lessonPage,
  lessonSlugs,
  openSite,
} from '../../tools/package-scorm/site';

const site = openSite('dist');
const SLUGS = lessonSlugs();
let own: ReadonlyMap<string, Uint8Array>;
beforeAll(async () => {
  own = await ownFiles();
}, 60_000);

const filesOf = (language: Language, lesson: string | null) =>
  buildPackage(site, own, { standard: '1.2', language, lesson }).files;
const textOf = (files: ReadonlyMap<string, Uint8Array>, path: string) =>
  new TextDecoder().decode(files.get(path));

/** Addresses of a page that no file of the package answers. */
function deadIn(files: ReadonlyMap<string, Uint8Array>, path: string): string[] {
  return [...textOf(files, path).matchAll(/\s(?:href|src)="([^"#]+)[^"]*"/g)]
    .map(([, address = '']) => decodeEntities(address))
    .filter((address) => !/^[a-z]+:/.test(address))
    .filter((address) => !files.has(posix.join(posix.dirname(path), address.replace(/[?#].*$/, ''))));
}

describe.each(SLUGS)('the package of %s', (slug) => {
  it.each(LANGUAGES)(
    'holds this lesson and what it needs, in at most 8 MB (%s)',
    { timeout: 60_000 },
    (language) => {
      const files = filesOf(language, slug);
      const page = lessonPage(language, slug);
      expect([...files.keys()].filter((path) => path.endsWith('.html'))).toEqual([page]);
      expect(deadIn(files, page)).toEqual([]);
      const named = [...textOf(files, 'imsmanifest.xml').matchAll(/<file href="([^"]+)"/g)].map(
        ([, path]) => path,
      );
      expect([...named, 'imsmanifest.xml'].sort()).toEqual([...files.keys()].sort());
      expect(textOf(files, page)).not.toMatch(/class="pager"|class="site-nav"|data-tool="embed"/);
      expect(files.has('third-party-licences.txt')).toBe(true);
      expect(textOf(files, page)).toMatch(/<a[^>]* href="[^"]*third-party-licences\.txt"/);
      const trains = textOf(files, page).includes('<lr-lab-run');
      expect(files.has('models/tiny/model.safetensors')).toBe(trains);
      expect([...files.keys()].some((path) => /\/laboratory\.|pagefind/.test(path))).toBe(false);
      // Only English is zipped: the other language differs by its page alone.
      if (language === 'en') expect(zip(files).length).toBeLessThan(8e6);
    },
  );
});

describe('the package of the whole course', () => {
  it.each(LANGUAGES)('holds all its pages, and no dead link (%s)', { timeout: 60_000 }, (language) => {
    const files = filesOf(language, null);
    const pages = [...files.keys()].filter((path) => path.endsWith('.html'));
    expect(pages).toEqual(expect.arrayContaining(SLUGS.map((slug) => lessonPage(language, slug))));
    for (const path of ['', 'lab/', 'calculator/', 'exercises/', 'references/', 'notation/'])
      expect(pages).toContain(`${language}/${path}index.html`);
    expect(pages.flatMap((path) => deadIn(files, path))).toEqual([]);
    expect(textOf(files, `${language}/exercises/index.html`)).not.toMatch(
      /<p>[^<]*(kept in this browser alone|只保存在本浏览器中)/,
    );
    const settings = /data-package-settings>(.*?)<\/script>/.exec(textOf(files, 'index.html'))?.[1] ?? '';
    const { catalogue } = JSON.parse(settings) as Settings;
    expect(exercisesOf(catalogue).length).toBeGreaterThanOrEqual(54);
    expect(longestSaved(catalogue)).toBeLessThanOrEqual(MOST_SUSPEND_DATA);
  });

  it('counts the same in both languages', () => {
    const [english, chinese] = LANGUAGES.map((language) => catalogueOf(site, language, SLUGS));
    expect(chinese).toEqual(english);
  });
});
