import type { Measure } from '../types';
import { cut, MAX_ANSWER_LENGTH, normalize } from './text';
import { inBase, unitNamed } from './units';

/** What an answer may mean, each reading in the base unit of what is measured; or why it means nothing. */
export type NumberAnswer =
  | { readonly kind: 'empty' }
  | { readonly kind: 'unreadable'; readonly message: string; readonly given: string }
  | {
      readonly kind: 'read';
      /** More than one where a comma may group thousands or mark decimals. */
      readonly values: readonly number[];
      /** The numbers as typed, before any unit. */
      readonly typed: readonly number[];
      readonly unit: string | null;
      /** False where a unit was given that measures something else. */
      readonly fitting: boolean;
    };

/** Words for powers of ten. `B` is a billion only where no bytes are asked for. */
const MULTIPLIERS: Readonly<Record<string, number>> = {
  thousand: 1e3,
  k: 1e3,
  千: 1e3,
  million: 1e6,
  millions: 1e6,
  mn: 1e6,
  m: 1e6,
  百万: 1e6,
  billion: 1e9,
  billions: 1e9,
  bn: 1e9,
  b: 1e9,
  g: 1e9,
  十亿: 1e9,
  trillion: 1e12,
  t: 1e12,
  万亿: 1e12,
  兆: 1e12,
  万: 1e4,
  十万: 1e5,
  千万: 1e7,
  亿: 1e8,
  百亿: 1e10,
  千亿: 1e11,
};
/** Letters that are multipliers of counts, but prefixes where a unit follows. */
const SHORT = /^[kmbgt]$/i;

/** What counts count: words that may stand behind a plain number and say nothing more. */
const NOUNS =
  /^(?:个|张|层|条|步|次|份|倍|行|列|头|参数|个参数|张卡|卡|张显卡|词元|个词元|数|个数|parameters?|params?|numbers?|values?|weights?|cards?|gpus?|layers?|tokens?|sequences?|steps?|times|x|rows?|columns?|heads?|levels?|blocks?|points?|runs?|matrices|examples?|models?|adapters?|(?:gpu|card)[- ]?hours?|个?卡时|元|块钱|ms|msec|milliseconds?|毫秒|per card|each|on each card|每张|每张卡)$/i;

const NUMBER = String.raw`(?:\d[\d,.' ]*\d|\d)`;
const POWER = String.raw`(?:${NUMBER}|\.\d+)(?:e[+-]?\d{1,3})?(?:\s?\^\s?[({]?[+-]?\d{1,3}[)}]?)?`;
const PRODUCT = new RegExp(`^([+-]?)\\s?(${POWER}(?:\\s?[*/x]\\s?${POWER}){0,7})\\s?(.*)$`, 'i');
const FACTOR = new RegExp(`([*/x]?)\\s?(${POWER})`, 'gi');

/**
 * Reads a number with its unit: `21.07 GB`, `2.107e10 bytes`, `21,07 GB`, `67.4 亿`, `8.4M`, `2 × 10^9`, `25 %`,
 * `8*32*4096*16`. Never throws, and takes time linear in the text, which is cut off at 200 characters.
 */
export function readNumber(text: string, measure: Measure): NumberAnswer {
  if (text.length > MAX_ANSWER_LENGTH) return { kind: 'unreadable', message: 'tooLong', given: cut(text) };
  const plain = normalize(text).replace(/^(?:≈|~|=|about|approx\.?|ca\.?|大约|约为|约|大概|等于)\s?/i, '');
  if (plain === '') return { kind: 'empty' };
  const unreadable = (message: string, given: string): NumberAnswer => ({
    kind: 'unreadable',
    message,
    given: cut(given),
  });
  const match = PRODUCT.exec(plain);
  if (!match) return unreadable('noNumber', text.trim());
  const [, sign = '', product = '', rest = ''] = match;
  const typed = valuesOf(product).map((value) => (sign === '-' ? -value : value));
  if (typed.length === 0 || !typed.every(Number.isFinite)) return unreadable('noNumber', text.trim());
  return (
    withUnit(typed, rest.trim().replace(/[.。]$/, ''), measure) ?? unreadable('unknownUnit', rest.trim())
  );
}

function withUnit(typed: readonly number[], rest: string, measure: Measure): NumberAnswer | null {
  const read = (values: readonly number[], unit: string | null, fitting = true): NumberAnswer => ({
    kind: 'read',
    values,
    typed,
    unit,
    fitting,
  });
  const times = (factor: number, values = typed): number[] => values.map((value) => value * factor);
  if (rest === '') return read(typed, null);
  if (/^(?:%|percent|per cent|pct|pp|percentage points?|个?百分点)$/i.test(rest))
    return read(times(0.01), '%', measure === 'share' || measure === 'number');
  if (/^(?:‰|permille)$/i.test(rest)) return read(times(0.001), '‰', measure === 'share');

  // 兆 alone is 10¹²; a 兆字节 is a megabyte.
  const isUnit = isMemory(measure) && unitNamed(rest) !== null;
  const [multiplier, after] = isUnit ? [1, rest] : splitMultiplier(rest, measure);
  const scaled = times(multiplier);
  if (after === '') return read(scaled, null);
  if (measure === 'number' && NOUNS.test(after)) return read(scaled, null);
  const unit = unitNamed(after);
  if (unit === null) return measure === 'share' && NOUNS.test(after) ? read(scaled, null) : null;
  const values = scaled.map((value) => inBase(value, unit, measure));
  if (values.every((value) => value !== null)) return read(values as number[], unit);
  return read(scaled, unit, false);
}

const isMemory = (measure: Measure): boolean => measure === 'bytes' || measure === 'bits';

/** `亿字节` is 10⁸ and `字节`; a short letter counts only where it stands alone and no bytes are asked for. */
function splitMultiplier(rest: string, measure: Measure): [number, string] {
  const lower = rest.toLowerCase();
  const names = Object.keys(MULTIPLIERS).sort((a, b) => b.length - a.length);
  for (const name of names) {
    if (!lower.startsWith(name)) continue;
    const after = rest.slice(name.length);
    const short = SHORT.test(name);
    if (short && (isMemory(measure) || !/^(?:$|[\s\p{Script=Han}])/u.test(after))) continue;
    if (!short && /^[a-z]/i.test(after) && /[a-z]$/.test(name)) continue;
    // “6.7B bytes” where bytes are asked for never reaches this; “百万” is tried before “万”.
    return [MULTIPLIERS[name] ?? 1, after.trim()];
  }
  return [1, rest];
}

/** The values of a product of numbers, one for each way to read its commas and points. */
function valuesOf(product: string): number[] {
  let values: number[] = [1];
  for (const [, operator = '', power = ''] of product.matchAll(FACTOR)) {
    const factors = powerValues(power);
    values = values
      .flatMap((value) => factors.map((factor) => (operator === '/' ? value / factor : value * factor)))
      .slice(0, 4);
  }
  return [...new Set(values)];
}

function powerValues(text: string): number[] {
  const [base = '', exponent] = text.split('^');
  const [mantissa = '', tens] = base.toLowerCase().split('e');
  const scale = tens === undefined ? '' : `e${tens}`;
  const values = decimals(mantissa.trim()).map((each) => Number(each + scale));
  if (exponent === undefined) return values;
  const power = Number(exponent.replace(/[(){}\s]/g, ''));
  return values.map((value) => value ** power);
}

/** `21,07` and `6,738,415,616` and `6.738.415.616` as JavaScript writes them. `1,234` may be either. */
function decimals(text: string): string[] {
  const spaced = text.replace(/[' ](?=\d{3}(?!\d))/g, '');
  if (/[' ]/.test(spaced)) return [];
  const grouped = (separator: string) =>
    new RegExp(`^\\d{1,3}(?:\\${separator}\\d{3})+(?:\\${separator === ',' ? '.' : ','}\\d+)?$`).test(spaced);
  const readings: string[] = [];
  if (/^\d*\.?\d+$|^\d+\.$/.test(spaced)) readings.push(spaced);
  if (grouped(',')) readings.push(spaced.replaceAll(',', ''));
  // 6.738 is a decimal here; only several points group thousands.
  if (grouped('.') && spaced.split('.').length > 2)
    readings.push(spaced.replaceAll('.', '').replace(',', '.'));
  if (grouped('.') && spaced.includes(',')) readings.push(spaced.replaceAll('.', '').replace(',', '.'));
  if (/^\d+,\d+$/.test(spaced)) readings.push(spaced.replace(',', '.'));
  return [...new Set(readings)];
}
