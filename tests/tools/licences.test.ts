import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFree, licenceFile, packageFolder, readPackage } from '../../tools/lib/licences';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'low-rank-licences-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function packageOf(stated: Record<string, unknown>, texts: Record<string, string> = {}): string {
  const folder = join(root, String(stated['name']));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '1.0.0', ...stated }));
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('licences', () => {
  it.each(['MIT', 'OFL-1.1', '(MIT OR GPL-3.0)', 'MIT AND Zlib', 'Apache-2.0 OR MIT'])(
    '%s is free',
    (licence) => {
      expect(isFree(licence)).toBe(true);
    },
  );

  it.each([
    '',
    'UNLICENSED',
    'GPL-3.0',
    'MIT AND GPL-3.0',
    'SEE LICENSE IN LICENSE',
    'mitigated',
    'MIT AND (GPL-3.0 OR AGPL-3.0)',
    'CC-BY-NC-4.0',
  ])('“%s” is not known to be', (licence) => {
    expect(isFree(licence)).toBe(false);
  });

  it('a package without a free licence fails, by its name', () => {
    expect(() => readPackage(packageOf({ name: 'silent' }))).toThrow('silent');
    expect(() => licenceFile([packageOf({ name: 'closed', license: 'UNLICENSED' })])).toThrow('“UNLICENSED”');
  });

  it('the file has each package once, with the texts that it brings', () => {
    const one = packageOf(
      { name: 'one', license: 'MIT' },
      { LICENSE: 'May be\r\nused.', 'NOTICE.md': 'Thanks.' },
    );
    const two = packageOf({ name: 'another', license: { type: 'ISC' }, homepage: 'https://a.example/' });
    const text = licenceFile([one, two, one]);
    expect(text.match(/^one 1\.0\.0$/gm)).toHaveLength(1);
    expect(text).toContain('Licence: MIT\nhttps://www.npmjs.com/package/one\n\nMay be\nused.\n\nThanks.\n');
    expect(text).toContain('another 1.0.0\nLicence: ISC\nhttps://a.example/\n\nThe package brings no file');
    // Some keep them in a folder.
    const three = packageOf({ name: 'three', license: 'MIT' });
    mkdirSync(join(three, 'LICENSES'));
    writeFileSync(join(three, 'LICENSES', 'MIT.txt'), 'In a folder.');
    expect(licenceFile([three])).toContain('\n\nIn a folder.\n');
    expect(text.indexOf('another 1.0.0')).toBeLessThan(text.indexOf('one 1.0.0'));
  });
});

it.each([
  ['/p/node_modules/three/build/three.module.js', '/p/node_modules/three'],
  ['/p/node_modules/@jax-js/jax/dist/index.js?v=1', '/p/node_modules/@jax-js/jax'],
  ['/p/node_modules/a/node_modules/b/index.js', '/p/node_modules/a/node_modules/b'],
  ['\0/p/node_modules/mathjs/lib/x.js?commonjs', '/p/node_modules/mathjs'],
  ['C:\\p\\node_modules\\idb\\build\\index.js', 'C:/p/node_modules/idb'],
  ['/p/src/theory/units.ts', undefined],
  ['\0vite/preload-helper.js', undefined],
])('%s belongs to %s', (id, folder) => {
  expect(packageFolder(id)).toBe(folder);
});
