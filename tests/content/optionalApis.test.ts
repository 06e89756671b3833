import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/**
 * What our own scripts use though a browser, or a page opened by http, may lack it; with the words that ask for it, or catch
 * its absence, in the same file. What packages use so is looked at in `npm run audit -- browsers`.
 */
const OPTIONAL: readonly { readonly use: RegExp; readonly guard: RegExp }[] = [
  { use: /navigator\.gpu\b/, guard: /if \(!navigator\.gpu\) return 'noWebGPU'/ },
  { use: /GPUOutOfMemoryError/, guard: /await readyWebGPU/ },
  { use: /navigator\.clipboard/, guard: /try \{\s+await navigator\.clipboard[\s\S]{1,200}\} catch/ },
  {
    use: /\.requestFullscreen/,
    guard: /requestFullscreen\?\.\(|try \{\s+await host\.requestFullscreen[^}]*\} catch/,
  },
  { use: /navigator\.(storage|locks|wakeLock)/, guard: /navigator\.(storage|locks|wakeLock)\?\./ },
  { use: /new (De)?CompressionStream|CompressionStream\(/, guard: /'(De)?CompressionStream' in globalThis/ },
  { use: /show(Save|Open|Directory)\w*Picker/, guard: /'show\w+Picker' in/ },
  { use: /requestIdleCallback/, guard: /requestIdleCallback\?\.|'requestIdleCallback' in/ },
  { use: /startViewTransition/, guard: /startViewTransition\?\./ },
  { use: /new SharedArrayBuffer/, guard: /crossOriginIsolated/ },
];

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|astro)$/.test(name))
  .map((name) => ({ name, text: readFileSync(`src/${name}`, 'utf8') }));

describe('what a browser may lack', () => {
  it.each(OPTIONAL)('$use stands behind $guard', ({ use, guard }) => {
    const using = SOURCES.filter(({ text }) => use.test(text));
    expect(using.filter(({ text }) => !guard.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it('is used at all: WebGPU, the clipboard and the full screen', () => {
    for (const { use } of [0, 2, 3].map((at) => OPTIONAL[at] as (typeof OPTIONAL)[number]))
      expect(SOURCES.some(({ text }) => use.test(text))).toBe(true);
  });
});
