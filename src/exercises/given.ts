import { formatBytes, formatCompact, formatNumber, formatPercent, formatPlain } from '../i18n/format';
import type { Language } from '../i18n/languages';
import type { Given } from './types';

/** Bytes, shown in GB unless said. */
export const bytes = (value: number, unit?: 'GB' | 'GiB', digits?: number): Given => ({
  as: 'bytes',
  value,
  unit,
  digits,
});
/** A count or a plain number, without trailing zeros unless `digits` is given. */
export const count = (value: number, digits?: number): Given => ({ as: 'number', value, digits });
/** A large count as it is said: 6.74 billion. */
export const compact = (value: number): Given => ({ as: 'number', value, compact: true });
/** A share of one, shown in percent. */
export const share = (value: number): Given => ({ as: 'share', value });
/** A name that is the same in every language. */
export const name = (text: string): Given => ({ as: 'name', text });
/** A number with a true minus: −2. */
export const minus = (value: number): string => String(value).replace('-', '−');
export const signed = (value: number): Given => name(minus(value));
export const words = (en: string, zh: string): Given => ({ as: 'words', en, zh });

/** A given value as the text shows it. */
export function showGiven(given: Given, language: Language): string {
  switch (given.as) {
    case 'bytes':
      return formatBytes(given.value, given.unit ?? 'GB', language, given.digits);
    case 'number':
      if (given.compact) return formatCompact(given.value, language);
      if (given.digits !== undefined) return formatNumber(given.value, language, given.digits);
      return formatPlain(given.value, language);
    case 'share':
      return formatPercent(given.value, language);
    case 'name':
      return given.text;
    case 'words':
      return given[language];
  }
}
