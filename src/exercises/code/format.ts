/** A number as it is written in code: four digits where it is no whole number, thousands apart where it is large. */
function showNumber(value: number): string {
  if (!Number.isInteger(value))
    return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
  if (Math.abs(value) < 1e5 || Math.abs(value) >= 1e15) return String(value);
  return String(value).replace(/\B(?=(\d{3})+$)/g, '_');
}

/** A value as it is written in code, rounded; what is long is cut after `most` characters. */
export function showValue(value: unknown, most = 400): string {
  const text = show(value);
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

function show(value: unknown): string {
  if (typeof value === 'number') return showNumber(value);
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if ('other' in value) return String(value.other);
  const fields = 'fields' in value ? (value.fields as object) : value;
  const inner = Object.entries(fields).map(([name, field]) => `${name}: ${show(field)}`);
  return inner.length === 0 ? '{}' : `{ ${inner.join(', ')} }`;
}

/** Arguments by the names of their parameters, a line each: `alpha = 8`. */
export function showArguments(names: readonly string[], given: readonly unknown[]): string[] {
  return names.map((name, at) => `${name} = ${showText(given[at])}`);
}

/** What is different in another call; of an object the fields that are. */
export function showDifferences(
  names: readonly string[],
  given: readonly unknown[],
  other: readonly unknown[],
): string[] {
  return names.flatMap((name, at) => {
    const [one, two] = [given[at], other[at]];
    if (JSON.stringify(one) === JSON.stringify(two)) return [];
    if (!isPlain(one) || !isPlain(two)) return [`${name} = ${showText(two)}`];
    return Object.keys(two)
      .filter((field) => one[field] !== two[field])
      .map((field) => `${name}.${field} = ${showText(two[field])}`);
  });
}

/** As `showValue`, with texts in quotes, as in code. */
function showText(value: unknown): string {
  if (Array.isArray(value) && value.some((entry) => typeof entry === 'string')) return JSON.stringify(value);
  return showValue(value);
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
