import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A package of which something is shipped to readers. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, as the package states it. */
  readonly licence: string;
  readonly address: string;
  /** The texts that it asks to be shipped along: its licence and notices. */
  readonly text: string;
}

/** Licences under which code or fonts may be shipped with a course that is free itself. */
const FREE = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'OFL-1.1',
  'Unlicense',
  'Zlib',
];

/** Whether an SPDX expression leaves a free choice: all of an `AND`, any of an `OR`; what is not understood is not free. */
export function isFree(expression: string): boolean {
  const bare = expression.trim().replace(/^\(([^()]*)\)$/, '$1');
  if (/[()]/.test(bare)) return false;
  return bare
    .split(/ OR /)
    .some((choice) => choice.split(/ AND /).every((each) => FREE.includes(each.trim())));
}

/** The folder of the package that a module stands in, however deep; undefined for a module of our own. */
export function packageFolder(id: string): string | undefined {
  const path = id
    .replaceAll('\\', '/')
    .replace(/^\0/, '')
    .replace(/[?#].*$/, '');
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/@][^/]*)\/./.exec(path)?.[1];
}

/**
 * Reads who made a package and under which licence.
 *
 * @throws {Error} one sentence, where it states no free licence
 */
export function readPackage(folder: string): ShippedPackage {
  const stated = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string | { type?: string };
    homepage?: string;
  };
  const licence = (typeof stated.license === 'object' ? stated.license.type : stated.license) ?? '';
  if (!isFree(licence))
    throw new Error(
      `The package ${stated.name} would be shipped to readers, and its licence “${licence}” is not known to be free.`,
    );
  const texts = textFiles(folder).map((path) => readFileSync(path, 'utf8').replaceAll(/\r\n?/g, '\n').trim());
  return {
    name: stated.name,
    version: stated.version,
    licence,
    address: stated.homepage ?? `https://www.npmjs.com/package/${stated.name}`,
    text: texts.join('\n\n'),
  };
}

/** Files of licences and notices, also those of a folder of that name. */
function textFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => /^(licen[cs]es?|copying|notice)\b/i.test(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isFile() ? [path] : readdirSync(path).map((name) => join(path, name));
    })
    .sort();
}

const RULE = '-'.repeat(72);

/** The file that is shipped: each package once, in the order of the names. */
export function licenceFile(folders: Iterable<string>): string {
  const packages = [...new Set(folders)].map(readPackage);
  const entries = packages
    .sort((a, b) => basename(a.name).localeCompare(basename(b.name)) || a.version.localeCompare(b.version))
    .map(({ name, version, licence, address, text }) =>
      [
        RULE,
        `${name} ${version}`,
        `Licence: ${licence}`,
        address,
        '',
        text || 'The package brings no file with the text of its licence.',
        '',
      ].join('\n'),
    );
  return `${[
    'Low Rank contains code and fonts of the packages below, under their own licences.',
    'Low Rank 包含下列软件包的代码与字体，各按其许可证使用。',
    '',
    ...new Set(entries),
  ].join('\n')}`;
}
