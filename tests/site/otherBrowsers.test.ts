import { readFileSync } from 'node:fs';
import css from '@eslint/css';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { FILES, ROOT } from './pages';

/**
 * What the styles use that is not in every current browser yet (Baseline “newly available”: Chrome, Edge, Firefox and Safari,
 * on telephones too), with what a reader sees who lacks it. Anything else fails: take it out, or say here why not.
 */
const BEYOND_BASELINE: Readonly<Record<string, string>> = {
  "Value 'pretty' of property 'text-wrap'": 'lines break as ever',
  "Selector 'fullscreen'":
    'only a telephone cannot show an element full screen, and is told so when it is asked to',
  "Value 'ui-monospace' of property 'font-family'": 'the next font of the list',
  "Value 'ui-sans-serif' of property 'font-family'": 'the next font of the list',
  "Property 'forced-color-adjust'": 'Safari has no forced colours to adjust to',
  "Property 'accent-color'": 'boxes have the system’s colour',
  "Property 'user-select'": 'Safari reads -webkit-user-select, which stands beside it',
  "Value 'avoid' of property 'break-after'": 'a heading may print at the foot of a page',
  "Property 'page-break-after'": 'reveal.js, for its own print view: break-after stands beside it',
  "Value 'break-word' of property 'word-break'": 'an old name that all still read',
  "Property 'resize'": 'a box of text keeps its size',
  "Property 'overflow-anchor'": 'a browser that holds nothing in place needs not be told what',
  "At-rule '@view-transition'": 'pages change at once',
  "Property 'text-size-adjust'": 'a telephone held sideways may enlarge text',
};

const STYLES = [...FILES].filter((name) => /^_astro\/.*\.css$/.test(name));

describe('the styles in Firefox and Safari', () => {
  it('use nothing beyond Baseline but what the list allows, and the list allows nothing idle', {
    timeout: 60_000,
  }, async () => {
    const eslint = new ESLint({
      overrideConfigFile: true,
      ignore: false,
      overrideConfig: {
        files: ['**/*.css'],
        plugins: { css },
        language: 'css/css',
        languageOptions: { tolerant: true },
        linterOptions: { noInlineConfig: true },
        rules: { 'css/use-baseline': ['error', { available: 'newly' }] },
      } as never,
    });
    const results = await eslint.lintFiles(STYLES.map((name) => `${ROOT}/${name}`));
    expect(results.length).toBeGreaterThan(5);
    const found = results.flatMap(({ messages }) =>
      messages.map(({ message }) => message.replace(/ is not a .*$/, '')),
    );
    expect([...new Set(found)].sort()).toEqual(Object.keys(BEYOND_BASELINE).sort());
  });

  it('have Safari’s own name beside what Safari knows by no other', () => {
    for (const name of STYLES) {
      const style = readFileSync(`${ROOT}/${name}`, 'utf8');
      for (const property of ['user-select', 'text-size-adjust']) {
        const count = (of: string) => style.split(new RegExp(`[;{]${of}:`)).length - 1;
        expect(count(`-webkit-${property}`), `${name} ${property}`).toBe(count(property));
      }
    }
  });
});
