import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { securityHeaders } from '../../tools/headers.mjs';
import { decodeEntities } from '../../tools/package-scorm/site';
import { FILES, PAGES, ROOT } from './pages';

const EMBED = /^\/(en|zh)\/embed\/([a-z0-9-]+)\/$/;
const EMBEDS = PAGES.filter(({ path }) => EMBED.test(path));
const htmlOf = (path: string): string => PAGES.find((page) => page.path === path)?.html ?? '';

/** Parts of the laboratory's page, which is no figure. */
const OF_THE_LABORATORY = ['laboratory', 'bring-model'];

interface Place {
  readonly path: string;
  readonly title: string;
  readonly id: string;
  readonly start: string;
}
const placesIn = (html: string): Place[] =>
  JSON.parse(/data-embed-places>(.*?)<\/script>/.exec(html)?.[1] ?? '[]') as Place[];

/** The figures on a page: element, id and what it starts from. */
const figuresOn = (html: string) =>
  [...html.matchAll(/<lr-([a-z-]+) class="figure"([^>]*)>/g)].map(([, name, attributes = '']) => ({
    name,
    id: / id="([^"]*)"/.exec(attributes)?.[1],
    start: decodeEntities(/ data-defaults="([^"]*)"/.exec(attributes)?.[1] ?? ''),
  }));

describe('embedded figures', () => {
  it.each(LANGUAGES)('there is a page for each figure of the registry (%s)', (language) => {
    const registered = [
      ...readFileSync('src/widgets/registry.ts', 'utf8').matchAll(/defineWidget\('lr-([a-z-]+)'/g),
    ].map(([, name = '']) => name);
    const pages = EMBEDS.flatMap(({ path }) => {
      const [, of, name] = EMBED.exec(path) ?? [];
      return of === language ? [name] : [];
    });
    expect(pages.length).toBeGreaterThan(20);
    expect(pages.sort()).toEqual(registered.filter((name) => !OF_THE_LABORATORY.includes(name)).sort());
  });

  it('every page and every file but these refuses the frames of other sites', () => {
    const isFile = (name: string): boolean => /\.\w+$/.test(name);
    const paths = [
      '/',
      ...PAGES.map(({ path }) => path),
      ...[...FILES].filter(isFile).map((name) => `/${name}`),
    ];
    for (const path of paths) {
      const isEmbed = EMBED.test(path.replace(/index\.html$/, ''));
      const headers = securityHeaders(path);
      const policy = headers['Content-Security-Policy']?.split('; ');
      expect(policy, path).toContain(`frame-ancestors ${isEmbed ? '*' : "'self'"}`);
      expect(headers['Cross-Origin-Resource-Policy'], path).toBe(isEmbed ? 'cross-origin' : 'same-origin');
    }
  });

  it('no search engine is sent to them, and the course’s own search does not know them', () => {
    for (const { path, html } of PAGES)
      expect(html.includes('<meta name="robots" content="noindex"'), path).toBe(EMBED.test(path));
    const fragments = readdirSync(`${ROOT}/pagefind/fragment`);
    expect(fragments.length).toBeGreaterThan(10);
    const found = fragments.map((name) =>
      gunzipSync(readFileSync(`${ROOT}/pagefind/fragment/${name}`)).toString(),
    );
    expect(found.some((text) => text.includes('/lessons/memory/'))).toBe(true);
    expect(found.filter((text) => /"url":"[^"]*\/embed\//.test(text))).toEqual([]);
    expect([...FILES].filter((file) => /sitemap/.test(file))).toEqual([]);
  });

  it('no page of the course leads to them: they are for others', () => {
    for (const { path, html } of PAGES) expect(/\shref="[^"]*\/embed\//.test(html), path).toBe(false);
  });

  it('every figure of every lesson and of the calculator offers its code', () => {
    for (const { path, html } of PAGES.filter(({ path }) => /\/(lessons\/.+|calculator)\/$/.test(path)))
      expect(html.match(/data-tool="embed"/g) ?? [], path).toHaveLength(figuresOn(html).length);
  });
});

describe.each(EMBEDS)('$path', ({ path, html }) => {
  const [, language, name] = EMBED.exec(path) ?? [];

  it('shows this figure alone, as its first place starts it', () => {
    const [first] = placesIn(html);
    expect(figuresOn(html)).toEqual([{ name, id: first?.id, start: first?.start ?? '' }]);
    expect(html).not.toMatch(/class="site-(header|footer)"/);
    expect(html).toContain('<base target="_blank"');
  });

  it('knows every place of the course that shows it, and leads to the first by its anchor', () => {
    const places = placesIn(html).map(({ path: to, id, start }) => ({
      page: new URL(to, `https://site.test${path}`).pathname,
      id,
      start,
    }));
    const shown = PAGES.filter(({ path: page }) => page.startsWith(`/${language}/`))
      .filter(({ path: page }) => /\/(lessons\/.+|calculator)\/$/.test(page))
      .flatMap(({ path: page, html: text }) =>
        figuresOn(text)
          .filter((figure) => figure.name === name)
          .map(({ id, start }) => ({ page, id, start })),
      );
    const inOrder = (list: readonly object[]): string[] => list.map((each) => JSON.stringify(each)).sort();
    expect(inOrder(places)).toEqual(inOrder(shown));
    const link = /<a href="([^"]*)" data-embed-link target="_blank" rel="noopener">/.exec(html)?.[1] ?? '';
    const target = new URL(link, `https://site.test${path}`);
    expect([target.pathname, target.hash]).toEqual([places[0]?.page, `#${places[0]?.id}`]);
    expect(htmlOf(target.pathname)).toContain(` id="${places[0]?.id}"`);
  });
});
