import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PAGES, ROOT } from './pages';

const FILE = 'third-party-licences.txt';
const text = readFileSync(`${ROOT}/${FILE}`, 'utf8');
const ENTRIES = text
  .split(/^-{72}$/m)
  .slice(1)
  .map((entry) => /^\n(\S+) (\d\S*)\nLicence: (.+)\nhttps?:\S+\n\n([\s\S]+)$/.exec(entry));
const NAMES = ENTRIES.map((entry) => entry?.[1] ?? '');

/** Packages that the code for readers names. Those of the build alone are listed by hand. */
const BUILD_ONLY = ['astro'];
function namedInSources(): string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  const names = files
    .filter((file) => /\.(ts|astro)$/.test(file))
    .flatMap((file) => {
      const code = readFileSync(`src/${file}`, 'utf8').replaceAll(/^import type [^;]*;/gm, '');
      return [...code.matchAll(/(?:from|import)\s*\(?\s*'((?:@[\w-]+\/)?[a-z][\w.-]*)(?:\/[^']*)?'/g)];
    })
    .map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !BUILD_ONLY.includes(name)).sort();
}

it('the file of licences can be read, and every licence in it has its text', () => {
  expect(ENTRIES.filter((entry) => entry === null)).toEqual([]);
  expect(ENTRIES.length).toBeGreaterThan(20);
  const silent = ENTRIES.filter((entry) => entry?.[4]?.includes('brings no file')).map((entry) => entry?.[1]);
  expect(silent).toEqual([]);
});

it('every package that the sources name is in it, and the search', () => {
  const named = namedInSources();
  expect(named).toContain('three');
  expect(named).toContain('katex');
  expect([...named, 'pagefind'].filter((name) => !NAMES.includes(name))).toEqual([]);
});

it('no package is in it whose own statement is another licence, or none that is free', () => {
  for (const entry of ENTRIES) {
    const [, name = '', version, licence = ''] = entry ?? [];
    expect(licence, name).toMatch(/^\(?(MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|OFL-1\.1|Unlicense)\b/);
    const own = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as Record<
      string,
      unknown
    >;
    // Another version may stand deeper.
    if (own['version'] === version) expect(own['license'], name).toBe(licence);
  }
});

it('every page with a foot leads to it', () => {
  const footed = PAGES.filter(({ html }) => html.includes('class="site-footer"'));
  expect(footed.length).toBeGreaterThan(20);
  for (const { path, html } of footed) expect(html, path).toContain(`${FILE}"`);
});
