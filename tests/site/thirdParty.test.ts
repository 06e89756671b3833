import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { securityHeaders } from '../../tools/headers.mjs';
import { decodeEntities } from '../../tools/package-scorm/site';
import { FILES, PAGES, ROOT } from './pages';

/** Attributes by which an element fetches something, or sends something away, without a press on a link. */
const FETCHING =
  /^(src|srcset|imagesrcset|poster|data|background|action|formaction|ping|manifest|codebase|xlink:href)$/;
/** Elements whose `href` is followed only when the reader presses it. */
const FOLLOWED = ['a', 'area'];

interface Attribute {
  readonly element: string;
  readonly name: string;
  readonly value: string;
}

function attributesOf(html: string): Attribute[] {
  const code = html.replaceAll(/(<script\b[^>]*>)[\s\S]*?<\/script>/g, '$1');
  return [...code.matchAll(/<([a-z][\w-]*)((?:\s+[^\s=>"'/]+(?:="[^"]*")?)*)\s*\/?>/gi)].flatMap(
    ([, element = '', attributes = '']) =>
      [...attributes.matchAll(/([^\s=>"']+)="([^"]*)"/g)].map(([, name = '', value = '']) => ({
        element: element.toLowerCase(),
        name: name.toLowerCase(),
        value: decodeEntities(value),
      })),
  );
}

const isElsewhere = (address: string): boolean => /^\s*(https?:|wss?:|ftp:)?\/\//i.test(address);

/** What would be fetched from other sites. */
function fetchedElsewhere(html: string): string[] {
  return attributesOf(html)
    .filter(({ element, name, value }) => {
      if (name === 'style') return /url\(/i.test(value);
      if (name === 'href') return !FOLLOWED.includes(element) && isElsewhere(value);
      if (name.endsWith('srcset')) return value.split(',').some(isElsewhere);
      return FETCHING.test(name) && isElsewhere(value);
    })
    .map(({ element, name, value }) => `<${element} ${name}="${value}">`);
}

describe('requests to other sites', () => {
  it('are found by this test, in whatever element they stand', () => {
    const foreign = [
      '<script src="https://a.test/a.js"></script>',
      '<script type="module" async src="//a.test/a.js"></script>',
      '<img alt="x > y" srcset="a.png 1x, https://a.test/a.png 2x">',
      '<link rel="preconnect" href="https://a.test">',
      '<link rel="dns-prefetch" href="//a.test">',
      '<video poster="http://a.test/a.png"></video>',
      '<object data="https://a.test/a.svg"></object>',
      '<svg><use xlink:href="https://a.test/a.svg#b"></use></svg>',
      '<svg><image href="https://a.test/a.png"/></svg>',
      '<form action="https://a.test/"></form>',
      '<a href="/x/" ping="https://a.test/">x</a>',
      '<iframe src="HTTPS&#58;//a.test/"></iframe>',
      '<p style="background: url(https://a.test/a.png)"></p>',
    ];
    for (const html of foreign) expect(fetchedElsewhere(html), html).toHaveLength(1);
    expect(fetchedElsewhere('<a href="https://a.test/">x</a><img src="a.png"><script src="./a.js">')).toEqual(
      [],
    );
  });

  it('are made by no page', () => {
    expect(PAGES.length).toBeGreaterThan(50);
    for (const { path, html } of PAGES) {
      expect(attributesOf(html).length, path).toBeGreaterThan(10);
      expect(fetchedElsewhere(html), path).toEqual([]);
    }
  });

  it('are made by no style sheet and no picture', () => {
    const sheets = [...FILES].filter((name) => /\.(css|svg)$/.test(name));
    expect(sheets.length).toBeGreaterThan(3);
    for (const name of sheets) {
      const text = readFileSync(`${ROOT}/${name}`, 'utf8');
      const addresses = [...text.matchAll(/url\(\s*["']?([^"')]*)|@import\s*["']([^"']*)/g)].map(
        ([, url, sheet]) => url ?? sheet ?? '',
      );
      expect(addresses.filter(isElsewhere), name).toEqual([]);
      if (name.endsWith('.svg')) expect(fetchedElsewhere(text), name).toEqual([]);
    }
  });

  it('would be refused by the policy, were a script to try', () => {
    const policy = securityHeaders('/en/')['Content-Security-Policy'] ?? '';
    expect(policy).toMatch(/^default-src 'none';/);
    const sources = policy.split('; ').filter((directive) => !directive.startsWith('frame-ancestors'));
    expect(sources.filter((directive) => /\*|https?:|\w\.\w/.test(directive))).toEqual([]);
  });
});
