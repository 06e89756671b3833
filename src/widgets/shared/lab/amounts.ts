import { formatNumber, formatPlain } from '../../../i18n/format';
import type { Language } from '../../../i18n/languages';
import type { Translate } from '../../../i18n/translate';

const THIN_SPACE = '\u202f';
export const MEGABYTE = 1e6;

/** The tiny model's bytes: `76.2 MB`, `3.81 MB`, `12.3 kB`. */
export function formatMegabytes(bytes: number, language: Language): string {
  if (bytes > 0 && bytes < MEGABYTE / 10) return `${formatNumber(bytes / 1000, language, 1)}${THIN_SPACE}kB`;
  return `${formatNumber(bytes / MEGABYTE, language, bytes < 10 * MEGABYTE ? 2 : 1)}${THIN_SPACE}MB`;
}

/** What is left, as a reader plans with it: seconds, then minutes, never a false exactness. */
export function formatDuration(seconds: number, translate: Translate): string {
  if (seconds < 60) return translate('lab.seconds', { count: Math.max(1, Math.round(seconds)) });
  return translate('lab.minutes', { count: Math.round(seconds / 60) });
}

/** Very small and very large differences in powers of ten: `3.1 × 10⁻⁷`. */
export function formatScientific(value: number, language: Language): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -3 && exponent < 5) return formatPlain(value, language, Math.max(0, 3 - exponent));
  const digits = [...String(exponent)].map((sign) => SUPERSCRIPTS[sign] ?? sign).join('');
  return `${formatPlain(value / 10 ** exponent, language, 1)} × 10${digits}`;
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  ...{ '-': '⁻', '0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴' },
  ...{ '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹' },
};

/** A rise is told by its sign: `+0.31`. */
export function formatSigned(value: number, language: Language): string {
  const text = formatNumber(Math.abs(value), language, 2);
  if (Number(value.toFixed(2)) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}
