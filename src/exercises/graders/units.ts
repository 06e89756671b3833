import { create, type FactoryFunctionMap, unitDependencies } from 'mathjs';
import type { Measure } from '../types';

const { unit } = create({ unitDependencies } as FactoryFunctionMap, {});

/** The unit that keys are in, as mathjs names it; a plain number has none. */
const BASE: Partial<Record<Measure, string>> = { bytes: 'B', bits: 'b', seconds: 's' };

const PREFIXES = 'kKMGTP';

/** Words for units that mathjs does not know, or knows by other names. */
const SPELLINGS: Readonly<Record<string, string>> = {
  byte: 'B',
  bytes: 'B',
  字节: 'B',
  bit: 'b',
  bits: 'b',
  比特: 'b',
  位: 'b',
  千字节: 'kB',
  兆字节: 'MB',
  吉字节: 'GB',
  太字节: 'TB',
  ms: 'ms',
  msec: 'ms',
  millisecond: 'ms',
  milliseconds: 'ms',
  毫秒: 'ms',
  s: 's',
  sec: 's',
  second: 's',
  seconds: 's',
  秒: 's',
  秒钟: 's',
  min: 'min',
  minute: 'min',
  minutes: 'min',
  分: 'min',
  分钟: 'min',
  h: 'h',
  hr: 'h',
  hrs: 'h',
  hour: 'h',
  hours: 'h',
  小时: 'h',
  时: 'h',
  d: 'day',
  day: 'day',
  days: 'day',
  天: 'day',
};

/** A unit of memory as it is typed: `GB`, `gib`, `Gbit`, `gigabytes`, `G`. */
const MEMORY = /^(kilo|mega|giga|tera|peta|kibi|mebi|gibi|tebi|pebi|[kmgtp])?(i)?(b|byte|bytes|bit|bits)?$/i;

/** The unit that a word names, in mathjs' spelling; null when it names none that exercises know. */
export function unitNamed(word: string): string | null {
  const known = Object.hasOwn(SPELLINGS, word.toLowerCase()) ? SPELLINGS[word.toLowerCase()] : undefined;
  if (known !== undefined) return known;
  const match = MEMORY.exec(word);
  if (!match || word === '') return null;
  const [, prefix = '', binary = '', kind = 'B'] = match;
  const letter = prefix.slice(0, 1).toUpperCase();
  if (letter === '' && binary !== '') return null;
  const isBinary = binary !== '' || /bi$/i.test(prefix);
  // “Gb” is gigabits; “gb” is how many people type gigabytes.
  const isBits = /^bit/i.test(kind) || (kind === 'b' && /^[KMGTP]/.test(prefix));
  const power = PREFIXES.includes(letter) ? (letter === 'K' && !isBinary ? 'k' : letter) : '';
  return `${power}${isBinary ? 'i' : ''}${isBits ? 'b' : 'B'}`;
}

/** A value in a unit, in the base unit of what is measured; null where the two are of different kinds. */
export function inBase(value: number, name: string, measure: Measure): number | null {
  const base = BASE[measure];
  if (base === undefined) return null;
  try {
    return unit(value, name).toNumber(base);
  } catch {
    return null;
  }
}
