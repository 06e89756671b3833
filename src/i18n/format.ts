import { type ByteUnit, bytesIn } from '../theory/units';
import { LANGUAGE_TAGS, type Language } from './languages';

/** Between a number and its unit: narrow and not broken across lines. */
const THIN_SPACE = '\u202f';

const formatters = new Map<string, Intl.NumberFormat>();

/** `Intl.NumberFormat` is slow to make and is asked for at every slider input. */
function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(LANGUAGE_TAGS[language], options);
    formatters.set(key, formatter);
  }
  return formatter;
}

/** An exact count or a plain number: `6,738,415,616`, `0.52`. */
export function formatNumber(value: number, language: Language, digits = 0): string {
  return numberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    value,
  );
}

/** A number without trailing zeros, up to `digits` after the point: `16`, `0.516`. */
export function formatPlain(value: number, language: Language, digits = 3): string {
  return numberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** Bytes in GB (10⁹) or GiB (2³⁰), `21.1 GB`. Without `digits`: one after the point, more where little is left of it. */
export function formatBytes(bytes: number, unit: ByteUnit, language: Language, digits?: number): string {
  const value = bytesIn(bytes, unit);
  const shown = digits ?? usefulDigits(Math.abs(value));
  return `${formatNumber(value, language, shown)}${THIN_SPACE}${unit}`;
}

function usefulDigits(value: number): number {
  if (value === 0 || value >= 1) return 1;
  return value < 0.1 ? 3 : 2;
}

/** Bytes per second, `936 GB/s`. */
export function formatBandwidth(bytesPerSecond: number, language: Language): string {
  return `${formatPlain(bytesPerSecond / 1e9, language, 0)}${THIN_SPACE}GB/s`;
}

/** A large count as readers say it: `6.74 billion`, `1,680 万`, `67.4 亿`. */
export function formatCompact(value: number, language: Language): string {
  const text = numberFormat(language, {
    notation: 'compact',
    compactDisplay: language === 'en' ? 'long' : 'short',
    maximumSignificantDigits: 3,
  }).format(value);
  return text.replace(/(\d)(\p{Script=Han})/u, `$1${THIN_SPACE}$2`);
}

/** A share, `0.25%`, `76%`; small shares keep two significant digits. */
export function formatPercent(share: number, language: Language): string {
  const percent = share * 100;
  const text = numberFormat(language, {
    ...(percent < 10
      ? { minimumSignificantDigits: 2, maximumSignificantDigits: 2 }
      : { maximumFractionDigits: 0 }),
  }).format(percent);
  return `${text}%`;
}

/** Files and caches are often far below a gigabyte: they read better in MB or kB, still powers of ten. */
export function smallBytes(value: number, language: Language): string {
  if (value >= 1e9) return formatBytes(value, 'GB', language);
  if (value >= 1e6) return `${formatNumber(value / 1e6, language, value >= 1e7 ? 0 : 1)}\u202fMB`;
  return `${formatNumber(value / 1e3, language, 0)}\u202fkB`;
}
