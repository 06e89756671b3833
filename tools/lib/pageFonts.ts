/** Which font files a page fetches for what the build wrote: the one it preloads, and the faces of KaTeX that its formulas use. */
import { posix } from 'node:path';
import type { BuiltPage } from './builtPages.ts';
import type { Files } from './pageWeight.ts';

interface Face {
  family: string;
  style: string;
  weight: string;
}

const declared = (rule: string, property: string): string | undefined =>
  new RegExp(`(?:^|[;{])${property}:([^;}]+)`).exec(rule)?.[1]?.replaceAll(/["']/g, '').trim();

const keyOf = ({ family, style, weight }: Face): string => `${family}/${style}/${weight}`;

const faceOf = (rule: string, family: string): Face => ({
  family,
  style: declared(rule, 'font-style') ?? 'normal',
  weight: (declared(rule, 'font-weight') ?? '400').replace('normal', '400').replace('bold', '700'),
});

/** The first file of each face, woff2, by face. */
function facesIn(css: string, sheet: string): Map<string, string> {
  return new Map(
    [...css.matchAll(/@font-face\{([^}]*)\}/g)].flatMap(([, rule = '']) => {
      const family = declared(rule, 'font-family');
      const address = /url\(["']?([^"')]+)["']?\)/.exec(rule)?.[1];
      if (!family || !address) return [];
      return [[keyOf(faceOf(rule, family)), posix.join(posix.dirname(sheet), address)] as const];
    }),
  );
}

/** All classes that occur together on one element, `mord mathnormal`. */
const classesOf = (html: string): string[][] =>
  [...new Set([...html.matchAll(/\sclass="([^"]*)"/g)].map(([, list = '']) => list))].map((list) =>
    list.split(/\s+/),
  );

/** The faces of KaTeX whose rules meet an element of the page, told by the classes of the element itself. */
function usedFaces(css: string, elements: readonly string[][]): string[] {
  if (!elements.some((classes) => classes.includes('katex'))) return [];
  const used = [keyOf({ family: 'Maths_Main', style: 'normal', weight: '400' })];
  for (const [, selectors = '', rule = ''] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const family = declared(rule, 'font-family');
    if (!family?.startsWith('Maths_') || selectors.startsWith('@')) continue;
    const met = selectors.split(',').some((selector) => {
      const wanted = [...selector.slice(selector.lastIndexOf(' ')).matchAll(/\.([\w-]+)/g)].map(
        ([, name = '']) => name,
      );
      return wanted.length > 0 && elements.some((classes) => wanted.every((name) => classes.includes(name)));
    });
    if (met) used.push(keyOf(faceOf(rule, family)));
  }
  return used;
}

/** Files below the site's root. */
export function fontsOf(
  { path, html }: BuiltPage,
  styles: readonly string[],
  files: Files,
): ReadonlySet<string> {
  const preloads = [...html.matchAll(/<link\b[^>]*\bas="font"[^>]*\bhref="([^"]+)"/g)];
  const fonts = new Set(preloads.map(([, address = '']) => posix.join(path, address).slice(1)));
  const elements = classesOf(html);
  const faces = new Map(styles.flatMap((sheet) => [...facesIn(files.text(sheet), sheet)]));
  for (const sheet of styles)
    for (const face of usedFaces(files.text(sheet), elements)) {
      const file = faces.get(face);
      if (file) fonts.add(file);
    }
  return fonts;
}
