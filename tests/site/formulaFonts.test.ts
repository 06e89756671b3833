import { readFileSync } from 'node:fs';
import { convert } from 'fontverter';
import { describe, expect, it } from 'vitest';
import { FORMULA_CHARACTERS, rename } from '../../config/leanFonts';
import { FILES, PAGES, ROOT } from './pages';

const KNOWN = new Set(FORMULA_CHARACTERS);

/** What no font of KaTeX has, and another draws: Chinese in a formula, and spaces of no or little width. */
const FOREIGN = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef\u2000-\u200b]/u;

/** The text that each formula shows, without that for the ear. */
function formulas(html: string): string[] {
  return html
    .split('<span class="katex-html"')
    .slice(1)
    .map((rest) => {
      let depth = 1;
      let text = '';
      for (const [, closing, name, words] of rest
        .slice(rest.indexOf('>') + 1)
        .matchAll(/<(\/?)(\w+)[^>]*>|([^<]+)/g)) {
        if (words !== undefined) text += words;
        else if (name) depth += closing ? -1 : 1;
        if (depth === 0) break;
      }
      return text.replace(/&#x([0-9a-f]+);/gi, (_, code: string) =>
        String.fromCodePoint(Number.parseInt(code, 16)),
      );
    });
}

describe('the fonts of formulas', () => {
  const texts = PAGES.flatMap(({ html }) => formulas(html));

  it('have every character that a formula shows', () => {
    expect(texts.length).toBeGreaterThan(2_000);
    const missing = new Set([...texts.join('')].filter((each) => !KNOWN.has(each) && !FOREIGN.test(each)));
    expect([...missing]).toEqual([]);
  });
});

describe('the fonts of the site, which are changed from what their makers gave', () => {
  const fonts = [...FILES].filter((name) => name.endsWith('.woff2'));

  it('bear no name that their licence reserves, and their licence', async () => {
    expect(fonts.length).toBeGreaterThan(20);
    for (const name of fonts) {
      const sfnt = await convert(readFileSync(`${ROOT}/${name}`), 'sfnt');
      expect(rename(sfnt, ['KaTeX', 'Maths']) + rename(sfnt, ['Source', 'Course']), name).toBe(0);
      expect(sfnt.includes(Buffer.from('sil.org/OFL', 'utf16le').swap16()), name).toBe(true);
    }
  });
});
