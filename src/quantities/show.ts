import { formatBytes, formatCompact, formatNumber, formatPercent, formatPlain } from '../i18n/format';
import type { Language } from '../i18n/languages';
import { evaluate, type Parameters } from './evaluate';

/**
 * Numbers in prose and formulas. An author names a quantity and its setting; the value comes from `src/theory`:
 * `<Value of="total" model="llama-7b" method="full" gpus={2} />` in text, `@{total model=llama-7b …}` inside `$…$`.
 * How it looks is set by `unit` (GB or GiB), `digits`, and `style` (`compact` for “6.74 billion”).
 */
export function showNumber(
  name: string,
  parameters: Parameters,
  language: Language,
): { value: number; text: string } {
  const { unit = 'GB', digits, style, ...setting } = parameters;
  if (unit !== 'GB' && unit !== 'GiB') throw new Error(`“${unit}” is no unit: GB or GiB`);
  if (style !== undefined && style !== 'compact') throw new Error(`“${style}” is no style: compact`);
  const { value, kind } = evaluate(name, setting);
  const places = digits === undefined ? undefined : Number(digits);
  if (kind === 'bytes') return { value, text: formatBytes(value, unit, language, places) };
  if (kind === 'share') return { value, text: formatPercent(value, language) };
  if (style === 'compact') return { value, text: formatCompact(value, language) };
  if (places !== undefined) return { value, text: formatNumber(value, language, places) };
  return { value, text: formatPlain(value, language) };
}

const PLACEHOLDER = /@\{\s*([\w.]+)([^}]*)\}/g;

/** Fills the placeholders of a TeX source. Throws an Error naming an unknown quantity or parameter. */
export function fillFormula(tex: string, language: Language): string {
  checkTerms(tex);
  return fill(tex, language, toTex);
}

/** Fills the placeholders of a plain text, such as the definition of a symbol. */
export function fillText(text: string, language: Language): string {
  return fill(text, language, (number) => number);
}

/** The roles that a part of a formula may take by `\term{…}{…}`; drawings bear the same names. */
const TERMS: readonly string[] = [
  'frozen',
  'trained',
  'gradients',
  'optimizer',
  'activations',
  'logits',
  'other',
];

function checkTerms(tex: string): void {
  for (const [, names = ''] of tex.matchAll(/\\term\{([^}]*)\}/g)) {
    const unknown = names.split(' ').find((name) => !TERMS.includes(name));
    if (unknown !== undefined) throw new Error(`no term “${unknown}”; there are ${TERMS.join(', ')}`);
  }
}

function fill(source: string, language: Language, write: (number: string) => string): string {
  return source.replace(PLACEHOLDER, (_, name: string, rest: string) => {
    const pairs = rest.split(/\s+/).filter((pair) => pair !== '');
    const parameters = Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
    return write(showNumber(name, parameters, language).text);
  });
}

/** `53.9 GB` as TeX: digits with closed-up thousands, the unit upright after a thin space. */
function toTex(text: string): string {
  const [number = '', unit] = text.split(/[\u202f\s]/);
  const closed = number.replaceAll(',', '{,}');
  return unit === undefined ? closed : `${closed}\\,\\text{${unit}}`;
}
