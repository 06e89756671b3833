import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

/**
 * What the course's formulas are set with: KaTeX's fonts have far more, and a page with formulas fetches four of them before its
 * first paint. `tests/site/formulaFonts.test.ts` fails for a character that is used and not here.
 */
export const FORMULA_CHARACTERS = [
  ...Array.from({ length: 0x7f - 0x20 }, (_, at) => String.fromCodePoint(0x20 + at)),
  ...'\u00a0°±·×÷‖′…',
  ...'ΓΔΘΛΞΠΣΦΨΩαβγδεζηθικλμνξπρστυφχψωϕϵϑϱς',
  ...'ℓℒ←↑→↓↔∀∂∃∅∇∈∉∏∑−∓∗∘√∝∞∣∥∧∨∩∪∫∼≈≡≠≤≥≪≫⊂⊆⊕⊗⊙⊤⊥⋅⋮⋯⋱⌈⌉⌊⌋⟨⟩⟶',
  // KaTeX's stroke through a relation.
  '\ue020',
].join('');

/** The weights that the styles ask of the text's font, which has them from 200 to 900. */
const WEIGHTS = { min: 400, max: 700, default: 400 };

/** Hints are for screens of few pixels that no longer draw type by them; its types do not know of them. */
const LEAN = { targetFormat: 'woff2', noHinting: true } as const;
const LIGHTER = { ...LEAN, keepAllGlyphs: true, variationAxes: { wght: WEIGHTS } };

interface Family {
  /** Its style sheet, as it is imported. */
  readonly sheet: string;
  /** A font in the sheet, by folder and name, with its other formats, which nobody needs who has WOFF2. */
  readonly font: RegExp;
  readonly lean: (whole: Buffer) => Promise<Buffer>;
}

const FAMILIES: readonly Family[] = [
  {
    sheet: 'katex/dist/katex.min.css',
    font: /url\((fonts)\/([\w-]+\.woff2)\) format\("woff2"\)(?:,url\([^)]*\) format\("[a-z]+"\))*/g,
    lean: (whole) => subsetFont(whole, FORMULA_CHARACTERS, LEAN),
  },
  {
    sheet: '@fontsource-variable/source-serif-4/wght.css',
    font: /url\(\.\/(files)\/([\w-]+\.woff2)\) format\('woff2-variations'\)/g,
    lean: (whole) => subsetFont(whole, '', LIGHTER),
  },
];

const { resolve } = createRequire(import.meta.url);

/** Writes the fonts of a sheet into the folder. */
async function write({ sheet, font, lean }: Family, folder: string): Promise<void> {
  const from = resolve(sheet);
  const text = await readFile(from, 'utf8');
  await mkdir(folder, { recursive: true });
  for (const [, below = '', name = ''] of text.matchAll(font)) {
    const whole = await readFile(join(dirname(from), below, name));
    await writeFile(join(folder, name), await lean(whole));
  }
}

/** Gives both style sheets, and whoever asks for one of their fonts by name, fonts that hold no more than the course needs. */
export function leanFonts(): Plugin {
  let folder = '';
  // The build's side and the browser's both take the sheets.
  const written = new Map<Family, Promise<void>>();
  const ready = async (family: Family): Promise<void> => {
    const writing = written.get(family) ?? write(family, folder);
    written.set(family, writing);
    await writing;
  };
  return {
    name: 'lean-fonts',
    enforce: 'pre',
    configResolved(config) {
      folder = join(config.root, '.cache', 'lean-fonts');
    },
    async resolveId(source) {
      const family = FAMILIES.find(({ sheet }) => source.startsWith(`${dirname(sheet)}/`));
      if (!family || !source.endsWith('.woff2?url')) return null;
      await ready(family);
      return join(folder, basename(source));
    },
    async transform(code, id) {
      const family = FAMILIES.find(({ sheet }) => id.replace(/\?.*/, '').endsWith(`/${sheet}`));
      if (!family) return null;
      await ready(family);
      return code
        .replace(family.font, (_, _below, name: string) => `url(${join(folder, name)}) format("woff2")`)
        .replaceAll('font-weight: 200 900', `font-weight: ${WEIGHTS.min} ${WEIGHTS.max}`);
    },
  };
}
