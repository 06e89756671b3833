import { mkdir, readFile, rename as renameFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { convert } from 'fontverter';
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

/**
 * Without hints, which only old ways of drawing type follow closely; its types do not know of the option. Copyright and licence stay
 * in the fonts.
 */
const LEAN = { targetFormat: 'sfnt' as const, noHinting: true, preserveNameIds: [0, 7, 13, 14] };
const LIGHTER = { ...LEAN, keepAllGlyphs: true, variationAxes: { wght: WEIGHTS } };

interface Family {
  /** Its style sheet, as it is imported. */
  readonly sheet: string;
  /** A font in the sheet, by folder and name, with its other formats, which nobody needs who has WOFF2. */
  readonly font: RegExp;
  /** What its licence, the SIL Open Font License, reserves for the font as its makers gave it, and a word as long instead. */
  readonly reserved: readonly [string, string];
  readonly lean: (whole: Buffer) => Promise<Buffer>;
}

const FAMILIES: readonly Family[] = [
  {
    sheet: 'katex/dist/katex.min.css',
    font: /url\((fonts)\/([\w-]+\.woff2)\) format\("woff2"\)(?:,url\([^)]*\) format\("[a-z]+"\))*/g,
    reserved: ['KaTeX', 'Maths'],
    lean: (whole) => subsetFont(whole, FORMULA_CHARACTERS, LEAN),
  },
  {
    sheet: '@fontsource-variable/source-serif-4/wght.css',
    font: /url\(\.\/(files)\/([\w-]+\.woff2)\) format\('woff2-variations'\)/g,
    reserved: ['Source', 'Course'],
    lean: (whole) => subsetFont(whole, '', LIGHTER),
  },
];

/** Of the `name` table: family, identifier, full name, PostScript's name. */
const NAMES: readonly number[] = [1, 3, 4, 6];

/** Writes another word as long over one in a font's names; notices of copyright and licence keep it. Returns how often. */
export function rename(sfnt: Buffer, [from, to]: readonly [string, string]): number {
  const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
  let times = 0;
  for (let table = 0; table < sfnt.readUInt16BE(4); table++) {
    const entry = 12 + 16 * table;
    if (sfnt.toString('latin1', entry, entry + 4) !== 'name') continue;
    const start = sfnt.readUInt32BE(entry + 8);
    const storage = start + sfnt.readUInt16BE(start + 4);
    for (let record = 0; record < sfnt.readUInt16BE(start + 2); record++) {
      const at = start + 6 + 12 * record;
      if (!NAMES.includes(sfnt.readUInt16BE(at + 6))) continue;
      const text = storage + sfnt.readUInt16BE(at + 10);
      const value = sfnt.subarray(text, text + sfnt.readUInt16BE(at + 8));
      const place = value.indexOf(utf16(from));
      if (place < 0) continue;
      utf16(to).copy(value, place);
      times++;
    }
  }
  return times;
}

const { resolve } = createRequire(import.meta.url);

/** Writes the fonts of a sheet into the folder. Each is whole at every moment: another build may be reading it. */
async function write({ sheet, font, reserved, lean }: Family, folder: string): Promise<void> {
  const from = resolve(sheet);
  const fonts = [...(await readFile(from, 'utf8')).matchAll(font)];
  if (fonts.length === 0) throw new Error(`${sheet} names no fonts as it did`);
  await mkdir(folder, { recursive: true });
  for (const [, below = '', name = ''] of fonts) {
    const sfnt = await lean(await readFile(join(dirname(from), below, name)));
    if (rename(sfnt, reserved) === 0)
      throw new Error(`${name} does not bear the name that its licence reserves`);
    const unfinished = join(folder, `${name}.${process.pid}`);
    await writeFile(unfinished, await convert(sfnt, 'woff2'));
    await renameFile(unfinished, join(folder, name));
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
    await writing.catch((error: unknown) => {
      written.delete(family);
      throw error;
    });
  };
  const fileOf = (name: string): string => join(folder, name).replaceAll('\\', '/');
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
      return fileOf(basename(source));
    },
    async transform(code, id) {
      const family = FAMILIES.find(({ sheet }) => id.replace(/\?.*/, '').endsWith(`/${sheet}`));
      if (!family) return null;
      await ready(family);
      const [from, to] = family.reserved;
      return code
        .replace(family.font, (_, _below, name: string) => `url("${fileOf(name)}") format("woff2")`)
        .replaceAll(new RegExp(`(font(?:-family)?:[^;}]*?)${from}`, 'g'), `$1${to}`)
        .replaceAll('font-weight: 200 900', `font-weight: ${WEIGHTS.min} ${WEIGHTS.max}`);
    },
  };
}
