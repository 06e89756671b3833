import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import rows from '../../content/facts/coverage.json';
import { LANGUAGES, type Language } from '../../src/i18n/languages';
import { idsOf, PAGES, textOf } from './pages';

/**
 * Everything on the slides has its place: `content/facts/coverage.json` maps each slide, formula, number, claim and
 * picture of the deck, and each of its slips, to a page and an anchor, and says what must be found there.
 */
interface Row {
  /** `S1` to `S11`, or `E1` to `E12`. */
  readonly of: string;
  readonly kind: string;
  readonly says: string;
  /** Path below the language. */
  readonly page: string;
  /** The anchor: one of an id, a slide's marks (all sections that bear one), and a slip. */
  readonly id?: string;
  readonly slide?: string;
  readonly slip?: string;
  /** Whether what must be found may stand anywhere on the page. */
  readonly anywhere?: boolean;
  /** A pattern for the sources of the formulas, written without braces, spaces and marks of terms. */
  readonly tex?: string;
  readonly words?: Readonly<Record<Language, string>>;
  /** One of these figures. */
  readonly figure?: readonly string[];
}

const ROWS = rows as readonly Row[];
const SLIDES = Array.from({ length: 11 }, (_, index) => `S${index + 1}`);
const SLIPS = Array.from({ length: 12 }, (_, index) => `E${index + 1}`);

const htmlOf = (language: Language, page: string): string | undefined =>
  PAGES.find(({ path }) => path === `/${language}/${page}`)?.html;

/** A lesson that nobody has written yet is not asked for. */
function isWritten(language: Language, page: string): boolean {
  const slug = /^lessons\/([^/]+)\/$/.exec(page)?.[1];
  if (slug === undefined) return true;
  return readdirSync(`content/lessons/${language}`).some(
    (file) => file.replace(/^\d\d-/, '') === `${slug}.mdx`,
  );
}

/** The page from each heading of the second level to the next. */
const sectionsOf = (html: string): string[] => html.split(/(?=<h2\b)/);

/** What stands at the row's anchor; empty where there is no such anchor. */
function placeOf(html: string, { id, slide, slip }: Row): string {
  if (slip !== undefined) {
    const start = html.indexOf(`<aside class="slip" id="${slip.toLowerCase()}"`);
    return start < 0 ? '' : html.slice(start, html.indexOf('</aside>', start));
  }
  if (id !== undefined && !idsOf(html).has(id)) return '';
  const bears = slide !== undefined ? `data-slide="${slide}"` : ` id="${id}"`;
  return sectionsOf(html)
    .filter((section) => section.includes(bears))
    .join('\n');
}

function texOf(html: string): string {
  return [...html.matchAll(/<annotation encoding="application\/x-tex">([\s\S]*?)<\/annotation>/g)]
    .map((match) =>
      (match[1] ?? '')
        .replaceAll('&amp;', '&')
        .replaceAll(/\\term\{[^}]*\}/g, '')
        .replaceAll(
          /\\(?:mathsf|mathbf|mathrm|operatorname|left|right|bigl?|bigr)(?![a-z])|\\[,;:!]|[\s{}]/g,
          '',
        ),
    )
    .join('\n');
}

describe('the table of what the slides hold', () => {
  it('has every slide and every slip', () => {
    for (const slide of SLIDES)
      expect(ROWS.filter(({ of, kind }) => of === slide && kind === 'slide').length, slide).toBeGreaterThan(
        0,
      );
    for (const slip of SLIPS) expect(ROWS.filter(({ of }) => of === slip).length, slip).toBe(1);
  });

  it('has an anchor in every row, and something to find there but for slides and slips', () => {
    for (const { of, says, kind, id, slide, slip, tex, words, figure } of ROWS) {
      expect(
        [id, slide, slip].filter((anchor) => anchor !== undefined),
        `${of} ${says}`,
      ).toHaveLength(1);
      if (kind === 'slide' || slip !== undefined) continue;
      expect(tex ?? words ?? figure, `${of} ${says}`).toBeDefined();
    }
  });
});

describe.each(LANGUAGES)('in %s', (language) => {
  for (const row of ROWS) {
    it.skipIf(!isWritten(language, row.page))(
      `${row.of}, ${row.kind}: ${row.says} (${row.page || 'home'})`,
      () => {
        const html = htmlOf(language, row.page);
        expect(html, 'the page').toBeDefined();
        const anchored = placeOf(html ?? '', row);
        expect(anchored, 'the anchor').not.toBe('');
        const place = row.anywhere ? (html ?? '') : anchored;
        if (row.tex !== undefined) expect(texOf(place)).toMatch(new RegExp(row.tex));
        if (row.words !== undefined) expect(textOf(place)).toMatch(new RegExp(row.words[language]));
        if (row.figure !== undefined)
          expect(row.figure.some((name) => place.includes(`<lr-${name} `))).toBe(true);
      },
    );
  }

  it('the page of notation lists every slide and slip, with a link to each that a lesson explains', () => {
    const html = htmlOf(language, 'notation/') ?? '';
    for (const id of [...SLIDES, ...SLIPS]) expect(idsOf(html), id).toContain(id.toLowerCase());
    for (const { slip, page } of ROWS.filter((row) => row.kind === 'slip')) {
      if (slip !== undefined && isWritten(language, page))
        expect(html).toContain(`${page}#${slip.toLowerCase()}"`);
    }
  });
});
