import { describe, expect, it } from 'vitest';
import { FILES, idsOf, PAGES, textOf } from './pages';

const byPath = new Map(PAGES.map((page) => [page.path, page]));

/** Pages below a language but for the windows of decks and embedded figures; of handouts, one stands for all. */
const NUMBERED = /^\/(en|zh)\/(?!embed\/|present\/(?!lora\/handout\/).)/;
/** Pages that have numbers, but none of the memory of a whole run; the last four have none at all. */
const WITHOUT_TOTAL =
  /(lessons\/(lora|downstream|adapters|prefix-prompt)|lora\/handout|present|references|notation|exercises|teach)\/$/;

it('every page exists in both languages', () => {
  const below = (language: string) =>
    PAGES.filter(({ path }) => path.startsWith(`/${language}/`)).map(({ path }) => path.slice(3));
  expect(below('en')).toContain('/lessons/memory/');
  expect(below('zh')).toEqual(below('en'));
});

describe.each(PAGES)('$path', ({ path, html }) => {
  it('holds no inline script or style, no handler and no address of another site but links', () => {
    const inline = [...html.matchAll(/<script\b([^>]*)>/g)].filter(
      ([, attributes = '']) => !/\bsrc=/.test(attributes) && !/type="application\/json"/.test(attributes),
    );
    expect(inline.map(([tag]) => tag)).toEqual([]);
    expect(html).not.toMatch(/<style\b/);
    expect(html).not.toMatch(/\son[a-z]+="/);
    const fetched = [
      ...html.matchAll(/<(?:script|img|link|source|iframe)\b[^>]*\b(?:src|href)="([^"]+)"/g),
    ].map((match) => match[1] ?? '');
    expect(fetched.filter((address) => /^(https?:)?\/\//.test(address))).toEqual([]);
  });

  it('has addresses that hold in any folder', () => {
    const absolute = [...html.matchAll(/\s(?:href|src)="(\/[^"]*)"/g)].map((match) => match[1]);
    expect(absolute).toEqual(path === '/404.html' ? ['/'] : []);
  });

  it('has no dead link and no dead anchor', () => {
    const origin = 'https://site.test';
    const base = path === '/404.html' ? '/' : path;
    const dead = [...html.matchAll(/<(?:a|link|script)\b[^>]*?\s(?:href|src)="([^"]+)"/g)]
      .map(
        (match) => new URL((match[1] ?? '').replaceAll('&#38;', '&').replaceAll('&amp;', '&'), origin + base),
      )
      .filter((url) => url.origin === origin)
      .filter(({ pathname, hash }) => {
        const target = byPath.get(pathname);
        if (!target) return !FILES.has(pathname.slice(1));
        return hash !== '' && !idsOf(target.html).has(decodeURIComponent(hash.slice(1)));
      });
    expect(dead.map((url) => url.pathname + url.hash)).toEqual([]);
  });

  it('reads as finished text', () => {
    const text = textOf(html);
    expect(text).not.toMatch(/\bundefined\b|\bNaN\b|\[object|@\{|\[#[a-z]/);
    expect(text.match(/\$\$|\\frac|\\text\{/g) ?? []).toEqual([]);
    // What only an exercise can lay out, outside of one.
    expect(html.match(/<exercise-(?:given|option|target|feedback|blank)/g) ?? []).toEqual([]);
    expect(html.match(/<h1\b/g)).toHaveLength(1);
    expect(html).toMatch(/<html lang="(en|zh-Hans)"/);
    expect(html).toMatch(/<title>[^<]{3,}<\/title>/);
    expect(html).toMatch(/<meta name="description" content="[^"]{10,}"/);
  });

  it('has its numbers without any script', () => {
    if (!NUMBERED.test(path)) return;
    if (!WITHOUT_TOTAL.test(path)) expect(html).toMatch(/<data value="\d[\d.]*" data-quantity="total">/);
    else if (!/(references|notation|exercises|teach|present)\/$/.test(path))
      expect(html).toMatch(/<data [^>]*data-quantity="\w+/);
  });

  it('uses no id twice', () => {
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});

describe.each(PAGES.filter(({ path }) => path.includes('/lessons/')))('lesson $path', ({ path, html }) => {
  const slug = path.split('/').at(-2);

  it('holds its formulas as HTML and as MathML, made by the build', () => {
    const drawn = html.match(/class="katex-html"/g) ?? [];
    expect(drawn.length).toBeGreaterThan(0);
    // The calculator's summands are drawn for the eye alone: their buttons have names of their own.
    const summands = html.match(/class="formula-term"/g) ?? [];
    expect(html.match(/<math xmlns=/g)).toHaveLength(drawn.length - summands.length);
    expect(html).not.toContain('katex-error');
  });

  it('leaves speaker notes to the speaker', () => {
    expect(textOf(html)).not.toMatch(/Ask the room|请同学们|请大家/);
  });

  it('marks slides, has live figures, and names its exercises after itself', () => {
    expect(html).toMatch(/data-slide="S\d+"/);
    expect(html).toMatch(/<lr-[a-z-]+ /);
    const exercises = [...html.matchAll(/data-exercise="([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(exercises.length).toBeGreaterThan(0);
    expect(exercises.filter((name) => !name.startsWith(`${slug}/`))).toEqual([]);
  });
});
