import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { changelogEntries, hindrances } from '../../tools/lib/changelog';
import { zipped } from '../../tools/package-offline/build';

const version = (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;

describe('the changelog', () => {
  it('begins with the version of package.json, and has every version once, the newest first', () => {
    const entries = changelogEntries(readFileSync('CHANGELOG.md', 'utf8'));
    expect(entries[0]?.version).toBe(version);
    const versions = entries.map((entry) => entry.version);
    const newestFirst = [...new Set(versions)].sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    expect(versions).toEqual(newestFirst);
    // Only the newest can be without a date.
    expect(entries.slice(1).filter(({ date }) => date === null)).toEqual([]);
  });

  it('has no heading that is no version', () => {
    expect(() => changelogEntries('## Soon\n')).toThrow('“Soon”');
    expect(changelogEntries('# x\n## 1.0.0 (2027-01-02)\n## 0.1.0 (unreleased)\n')).toEqual([
      { version: '1.0.0', date: '2027-01-02' },
      { version: '0.1.0', date: null },
    ]);
  });
});

describe('a release', () => {
  const released = [{ version: '1.0.0', date: '2027-01-02' }];

  it('is made of a version that has its date, from a site that is up to date', () => {
    expect(hindrances('1.0.0', released, undefined)).toEqual([]);
  });

  it('is refused else, with every reason', () => {
    expect(hindrances('1.1.0', released, 'src/x.ts')).toEqual([
      'package.json says 1.1.0, and CHANGELOG.md begins with 1.0.0.',
      'The site is older than src/x.ts: build it first with "npm run build".',
    ]);
    expect(hindrances('1.0.0', [{ version: '1.0.0', date: null }], undefined)).toEqual([
      'CHANGELOG.md calls 1.0.0 unreleased: give it its date.',
    ]);
    expect(hindrances('1.0.0', [], undefined)[0]).toContain('no version');
  });

  it('is one folder by its name', () => {
    const zip = zipped(new Map([['a.txt', new Uint8Array([1])]]), new Date(2027, 0, 2), 'low-rank-1.0.0');
    expect(Object.keys(unzipSync(zip))).toEqual(['low-rank-1.0.0/a.txt']);
  });
});
