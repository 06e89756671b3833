import { describe, expect, it } from 'vitest';
import { asksNoIndex, inLanguages } from '../../tools/lib/builtPages.ts';
import { layoutOf, onePageALayout } from '../../tools/lib/layouts.ts';
import { barsOf, settled } from '../../tools/lib/lighthouseBars.ts';
import { fontsOf } from '../../tools/lib/pageFonts.ts';
import { type Files, scriptsOf, stylesOf, weigh } from '../../tools/lib/pageWeight.ts';

const CSS =
  '@font-face{font-family:Maths_Main;font-style:normal;font-weight:400;src:url(main.woff2)format("woff2"),url(main.ttf)}' +
  '@font-face{font-family:Maths_Math;font-style:italic;font-weight:400;src:url(math.woff2)}' +
  '@font-face{font-family:Maths_AMS;font-style:normal;font-weight:400;src:url(ams.woff2)}' +
  '.katex{font:1em Maths_Main}.katex .mathnormal{font-family:Maths_Math;font-style:italic}.katex .amsrm{font-family:Maths_AMS}';

const TEXTS: Readonly<Record<string, string>> = {
  '_astro/a.js': 'import"./b.js";import{x as y}from"./c.js";let z=()=>import(`./later.js`);export{z as t};',
  '_astro/b.js': 'export*from"./c.js";',
  '_astro/c.js': 'export const x=1;',
  '_astro/s.css': CSS,
};
const files: Files = {
  text: (name) => TEXTS[name] ?? '',
  gzip: () => 10,
  size: () => 100,
};

const page = {
  path: '/en/lessons/lora/',
  html:
    '<html lang="en" data-language="en"><link rel="stylesheet" href="../../../_astro/s.css">' +
    '<link rel="preload" as="font" type="font/woff2" href="../../../_astro/serif.woff2" crossorigin>' +
    '<script type="module" src="../../../_astro/a.js"></script><script src="../../../before-paint.js"></script>' +
    '<span class="katex"><span class="mord mathnormal">x</span></span></html>',
};

describe('what a page takes', () => {
  it('follows static imports and exports, and nothing that is only fetched later', () => {
    expect([...scriptsOf(page, files)].sort()).toEqual([
      '_astro/a.js',
      '_astro/b.js',
      '_astro/c.js',
      'before-paint.js',
    ]);
    expect(stylesOf(page)).toEqual(['_astro/s.css']);
  });

  it('counts the preloaded font and the faces that formulas use, no others', () => {
    expect([...fontsOf(page, ['_astro/s.css'], files)]).toEqual([
      '_astro/serif.woff2',
      '_astro/main.woff2',
      '_astro/math.woff2',
    ]);
    expect([...fontsOf({ ...page, html: '<p class="mathnormal">' }, ['_astro/s.css'], files)]).toEqual([]);
  });

  it('adds up', () => {
    const { html, ...rest } = weigh(page, files);
    expect(html).toBeGreaterThan(100);
    expect(rest).toEqual({ css: 10, js: 40, fonts: 300, total: html + 350 });
  });
});

describe('layouts', () => {
  it('are told by the address, and an unknown one is an error', () => {
    const layouts = [
      '/',
      '/404.html',
      '/zh/',
      '/en/lessons/lora/',
      '/en/present/',
      '/en/present/lora/',
      '/zh/embed/x/',
    ];
    expect(layouts.map(layoutOf)).toEqual(['door', 'door', 'home', 'lesson', 'text', 'wall', 'embed']);
    expect(() => layoutOf('/en/shop/')).toThrow('/en/shop/ is a page of no known layout');
  });

  it('are stood for by their largest page in each language', () => {
    const at = (path: string, size: number) => ({
      path,
      html: `<html data-language="x">${'a'.repeat(size)}`,
    });
    const pages = [
      at('/en/lessons/a/', 5),
      at('/en/lessons/b/', 9),
      at('/zh/lessons/a/', 5),
      { path: '/', html: '' },
    ];
    expect(onePageALayout(pages).map(({ path }) => path)).toEqual(['/en/lessons/b/', '/zh/lessons/a/']);
    expect(inLanguages(pages)).toHaveLength(3);
  });
});

describe('the bars of Lighthouse', () => {
  const scores = (performance: number, seo = 1) => ({
    performance,
    accessibility: 1,
    'best-practices': 1,
    seo,
  });

  it('let off the two that compute, and their figures alone', () => {
    expect(barsOf('/en/lab/').performance).toBe(0.95);
    expect(barsOf('/zh/calculator/').performance).toBe(0.95);
    expect(barsOf('/zh/embed/memory-calculator/').performance).toBe(0.95);
    expect(barsOf('/en/lessons/lab/').performance).toBe(0.98);
    expect(barsOf('/en/embed/zero-stages/').seo).toBe(1);
  });

  it('are settled once two of three runs agree in every category', () => {
    const bars = barsOf('/en/');
    expect(settled([], bars)).toBe(false);
    expect(settled([scores(1)], bars)).toBe(false);
    expect(settled([scores(1), scores(0.99)], bars)).toBe(true);
    expect(settled([scores(0.9), scores(0.5)], bars)).toBe(true);
    expect(settled([scores(1), scores(0.5)], bars)).toBe(false);
    expect(settled([scores(1), scores(1, 0.9)], bars)).toBe(false);
  });

  it('leave out for a page that asks not to be listed the audit that it can be, told by the page', () => {
    expect(asksNoIndex('<meta name="robots" content="noindex">')).toBe(true);
    expect(asksNoIndex('<meta name="description" content="noindex">')).toBe(false);
  });
});
