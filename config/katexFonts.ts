import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

/**
 * What the course's formulas are set with: KaTeX's fonts have some thousand characters, and every page with formulas fetches
 * four of them before its first paint. `tests/site/formulaFonts.test.ts` fails for a character that is used and not here.
 */
export const FORMULA_CHARACTERS = [
  ...Array.from({ length: 0x7f - 0x20 }, (_, at) => String.fromCodePoint(0x20 + at)),
  ...'\u00a0°±·×÷‖′…',
  ...'ΓΔΘΛΞΠΣΦΨΩαβγδεζηθικλμνξπρστυφχψωϕϵϑϱς',
  ...'ℓℒ←↑→↓↔∀∂∃∅∇∈∉∏∑−∓∗∘√∝∞∣∥∧∨∩∪∫∼≈≡≠≤≥≪≫⊂⊆⊕⊗⊙⊤⊥⋅⋮⋯⋱⌈⌉⌊⌋⟨⟩⟶',
  // KaTeX's stroke through a relation.
  '\ue020',
].join('');

/** Hints are for screens of few pixels that no longer draw type by them; its types do not know of them. */
const OPTIONS = { targetFormat: 'woff2', noHinting: true } as const;

const FONT =
  /url\(fonts\/(KaTeX_[A-Za-z0-9-]+\.woff2)\) format\("woff2"\)(,url\([^)]*\) format\("[a-z]+"\))*/g;

/** Writes the fonts that the style sheet names into the folder. */
async function subset(sheet: string, folder: string): Promise<void> {
  const fonts = join(createRequire(import.meta.url).resolve('katex/dist/katex.min.css'), '..', 'fonts');
  await mkdir(folder, { recursive: true });
  for (const [, name = ''] of sheet.matchAll(FONT)) {
    const whole = await readFile(join(fonts, name));
    await writeFile(join(folder, name), await subsetFont(whole, FORMULA_CHARACTERS, OPTIONS));
  }
}

/** Gives KaTeX's style sheet its fonts with those characters alone, and no other format than WOFF2. */
export function katexFonts(): Plugin {
  let folder = '';
  // The build's side and the browser's both take the sheet.
  let written: Promise<void> | undefined;
  return {
    name: 'katex-fonts',
    enforce: 'pre',
    configResolved(config) {
      folder = join(config.root, '.cache', 'katex-fonts');
    },
    async transform(code, id) {
      if (!/\/katex\/dist\/katex\.min\.css(\?|$)/.test(id)) return null;
      written ??= subset(code, folder);
      await written;
      return code.replace(FONT, (_, name: string) => `url(${join(folder, name)}) format("woff2")`);
    },
  };
}
