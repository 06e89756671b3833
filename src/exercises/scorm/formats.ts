/** The standards' formats of times and texts. */

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');

/** SCORM 1.2's CMITimespan, `HHHH:MM:SS.SS`; up to 9999 hours. */
export function timespan12(seconds: number): string {
  const hundredths = Math.min(Math.round(Math.max(0, seconds) * 100), 9999 * 360_000 + 359_999);
  const hours = String(Math.floor(hundredths / 360_000)).padStart(4, '0');
  const rest = hundredths % 360_000;
  return `${hours}:${two(rest / 6000)}:${two((rest % 6000) / 100)}.${two(rest % 100)}`;
}

/** SCORM 2004's timeinterval(second,10,2), `PT12.34S`: seconds alone are a whole duration. */
export function duration2004(seconds: number): string {
  return `PT${Math.round(Math.max(0, seconds) * 100) / 100}S`;
}

/** SCORM 1.2's CMITime, the time of day `HH:MM:SS`, as the student's clock shows it. */
export function time12(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** SCORM 2004's time(second,10,2) in universal time: it takes a zone only after a fraction of the second. */
export function timestamp2004(date: Date): string {
  return date.toISOString().replace(/\dZ$/, 'Z');
}

/** An id that both standards take: letters, digits, hyphens and dots, at most 255. */
export function identifier(name: string): string {
  return name
    .replaceAll('/', '.')
    .replaceAll(/[^\w.-]/g, '-')
    .slice(0, 255);
}

/** A share of one, 0 to 1, to four digits. */
export const share = (value: number): string => String(Math.round(value * 10_000) / 10_000);

/** A share of one as a percentage with at most two decimals. */
export function percentage(share: number): string {
  return String(Math.round(share * 10_000) / 100);
}

/** Cuts a text to at most so many UTF-16 units, not through a character; control characters become spaces. */
export function clip(text: string, most: number): string {
  const plain = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
  if (plain.length <= most) return plain;
  return plain.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}
