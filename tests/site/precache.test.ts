import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { addressOf } from '../../config/precache';
import { LANGUAGES } from '../../src/i18n/languages';
import { cacheControl } from '../../tools/headers.mjs';
import { FILES, PAGES, ROOT } from './pages';

const WORKER = readFileSync(`${ROOT}/sw.js`, 'utf8');
const LIST = JSON.parse(/^self\.filesToKeep=(\[.*\]);$/m.exec(WORKER)?.[1] ?? '') as [string, string][];
const kept = new Map(LIST);

const files = [...FILES].filter((name) => /\.[^/]+$/.test(name) && name !== 'sw.js');
const read = (file: string): Buffer => readFileSync(`${ROOT}/${file}`);

describe('what the service worker keeps', () => {
  it('is every file of the course, but for what no page asks for', () => {
    const left = files.filter((file) => !kept.has(addressOf(file)));
    const known = /^pagefind\/pagefind-(component-ui|modular-ui|ui|highlight)\.|^models\/tiny\/README\.md$/;
    expect(left.filter((file) => !known.test(file))).toEqual([]);
    expect(kept.size).toBe(files.length - left.length);
  });

  it('is no file that does not exist, and each with its hash', () => {
    const wrong = files
      .filter((file) => kept.has(addressOf(file)))
      .filter((file) => {
        return kept.get(addressOf(file)) !== createHash('sha256').update(read(file)).digest('base64');
      });
    expect(wrong).toEqual([]);
  });

  it('has each page by the address that links give it', () => {
    for (const { path } of PAGES) expect([...kept.keys()]).toContain(path.slice(1) || './');
  });

  it('does without what is left out: no script names it, and no style sheet has it alone', () => {
    const texts = files.filter((file) => /\.(js|html)$/.test(file) && !/^pagefind\//.test(file));
    const naming = texts.filter((file) =>
      /pagefind-(component|modular|ui|highlight)/.test(read(file).toString()),
    );
    expect(naming).toEqual([]);
    for (const file of files.filter((name) => name.endsWith('.css') && !/^pagefind\//.test(name)))
      for (const [rule] of read(file)
        .toString()
        .matchAll(/@font-face\{[^}]*\}/g))
        expect(rule).toMatch(/\.woff2\b|local\(/);
  });

  // The figures of docs/offline.md.
  it('takes at most 36 MB on the disk and 10 MB on the wire', () => {
    const bodies = files.filter((file) => kept.has(addressOf(file))).map(read);
    const disk = bodies.reduce((total, { length }) => total + length, 0);
    const wire = bodies.reduce((total, body) => total + gzipSync(body).length, 0);
    console.log(
      `${bodies.length} files, ${(disk / 1e6).toFixed(1)} MB, ${(wire / 1e6).toFixed(1)} MB as gzip`,
    );
    expect(disk).toBeGreaterThan(10e6);
    expect(disk).toBeLessThan(36e6);
    expect(wire).toBeLessThan(10e6);
    expect(gzipSync(WORKER).length).toBeLessThan(40_000);
  });

  it('is asked for anew at every visit', () => {
    expect(cacheControl('/sw.js')).toBe('no-cache');
  });
});

it('no chunk brings a style sheet or a list of modules of its own, which plain imports would lose', () => {
  const scripts = readdirSync(`${ROOT}/_astro`).filter((name) => name.endsWith('.js'));
  const bringing = scripts.filter((name) =>
    /__vite__mapDeps|\),\[[^\]]+\],import\.meta\.url/.test(read(`_astro/${name}`).toString()),
  );
  expect(bringing).toEqual([]);
});

describe.each(LANGUAGES)('the manifest in %s', (language) => {
  const address = `https://site.test/x/${language}/manifest.webmanifest`;
  const manifest = JSON.parse(read(`${language}/manifest.webmanifest`).toString());
  const below = (relative: string): string =>
    new URL(relative, address).href.replace('https://site.test/x/', '');

  it('is named by every page but those for frames, and they by no absolute address', () => {
    for (const { path, html } of PAGES.filter((page) => page.path.startsWith(`/${language}/`))) {
      const link = /<link rel="manifest" href="([^"]+)"/.exec(html)?.[1];
      if (/^\/..\/embed\//.test(path)) expect(link, path).toBeUndefined();
      else expect(new URL(link ?? '', `https://site.test/x${path}`).href, path).toBe(address);
    }
  });

  it('has what installing needs, in this language and in any folder', () => {
    expect(manifest.lang).toBe(language === 'en' ? 'en' : 'zh-Hans');
    expect(manifest.name).toMatch(language === 'en' ? /^Low Rank: / : /\p{Script=Han}/u);
    expect(manifest.display).toBe('standalone');
    expect([below(manifest.start_url), below(manifest.scope)]).toEqual([`${language}/`, '']);
  });

  it('has icons that exist, of the size that they say', () => {
    const icons = manifest.icons as { src: string; sizes: string; type: string; purpose: string }[];
    for (const { src, sizes, type } of icons) {
      expect(FILES.has(below(src)), src).toBe(true);
      if (type !== 'image/png') continue;
      const png = read(below(src));
      // Width and height stand in the file's first chunk.
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
    }
    expect(icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual(
      expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']),
    );
  });
});
