/** Writers of Python and YAML: just what a recipe needs, so that what they write can be checked line by line. */

/** A Python expression that is written as it stands. */
export interface Raw {
  readonly raw: string;
}
export const raw = (text: string): Raw => ({ raw: text });

export type Value = string | number | boolean | null | Raw | readonly string[];
export type Options = readonly (readonly [name: string, value: Value, comment?: string])[];

function quoted(text: string): string {
  // JSON's escapes are Python's.
  return JSON.stringify(text);
}

export function pythonValue(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return numeral(value);
  if ('raw' in value) return value.raw;
  return `[${value.map(quoted).join(', ')}]`;
}

/** 0.00001 rather than 1e-5, which YAML 1.1 reads as a text. */
function numeral(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(10).replace(/0+$/, '');
}

const note = (comment: string | undefined): string => (comment === undefined ? '' : `  # ${comment}`);

/** `Name(` with one argument a line, each with its comment, and `)`. */
export function call(name: string, options: Options, indent = ''): string {
  const lines = options.map(
    ([key, value, comment]) => `${indent}    ${key}=${pythonValue(value)},${note(comment)}`,
  );
  return [`${name}(`, ...lines, `${indent})`].join('\n');
}

export type YamlValue = string | number | boolean | YamlMap;
export interface YamlMap {
  readonly [key: string]: YamlValue;
}

/** Block mappings alone; texts are quoted where a plain one would be read as something else. */
export function yaml(map: YamlMap, comments: Readonly<Record<string, string>> = {}, indent = ''): string {
  return Object.entries(map)
    .map(([key, value]) => {
      if (typeof value === 'object') return `${indent}${key}:\n${yaml(value, comments, `${indent}  `)}`;
      return `${indent}${key}: ${yamlScalar(value)}${note(comments[key])}\n`;
    })
    .join('');
}

function yamlScalar(value: string | number | boolean): string {
  if (typeof value === 'number') return numeral(value);
  if (typeof value === 'boolean') return String(value);
  const plain = /^[A-Za-z][\w./, -]*$/.test(value) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value);
  return plain && !/\s$|, *$/.test(value) ? value : quoted(value);
}

/** Each line as a comment. */
export function commented(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '#' : `# ${line}`)).join('\n');
}
