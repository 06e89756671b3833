import { readdirSync, readFileSync } from 'node:fs';
import { type ConfigurationProblem, readConfiguration } from '../../src/theory/configuration';

const FOLDER = 'tests/fixtures/configs';

/** The published configurations by name, as text. */
export const PUBLISHED: ReadonlyMap<string, string> = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file.replace(/\.json$/, ''), readFileSync(`${FOLDER}/${file}`, 'utf8')]),
);

export function published(name: string): string {
  const text = PUBLISHED.get(name);
  if (text === undefined) throw new Error(`no fixture ${name}`);
  return text;
}

/** A published configuration with some fields replaced; undefined removes one. */
export function changed(name: string, fields: Record<string, unknown>): string {
  return JSON.stringify({ ...(JSON.parse(published(name)) as object), ...fields });
}

export function architectureFrom(text: string) {
  const read = readConfiguration(text);
  if ('problem' in read) throw new Error(JSON.stringify(read.problem));
  return read.architecture;
}

export function problemOf(text: string): ConfigurationProblem {
  const read = readConfiguration(text);
  if (!('problem' in read)) throw new Error('read without a problem');
  return read.problem;
}
