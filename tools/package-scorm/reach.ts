import { posix } from 'node:path';
import type { Site } from './site';

/** The search's index, of all pages in both languages: packages have no search. */
const LEFT_OUT = /^pagefind\//;

/**
 * All files that pages need, found by following what names them and not by a list: attributes of the pages, addresses
 * in style sheets, and in scripts every string that is the path of a file, beside the script or below the site's root
 * (imports, dynamic ones too, workers, WebAssembly) or of a folder with nothing but files to fetch (the tiny model).
 * Links to pages are not followed. Where a script chooses by a figure's or a lesson's name what to import, as the
 * registry of figures does, only what these pages hold is followed.
 */
export function reach(site: Site, pages: ReadonlyMap<string, string>): string[] {
  const htmls = [...pages.values()];
  const tags = new Set(
    htmls.flatMap((html) => [...html.matchAll(/<(lr-[\w-]+)/g)].map(([, tag]) => tag ?? '')),
  );
  const lessons = new Set(
    htmls.flatMap((html) => [...html.matchAll(/data-exercise="([\w-]+)\//g)].map(([, slug]) => slug ?? '')),
  );
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file) || !site.files.has(file) || file.endsWith('.html') || LEFT_OUT.test(file)) return;
    found.add(file);
    if (file.endsWith('.css')) for (const url of namedInCss(site.text(file))) visit(beside(file, url));
    if (file.endsWith('.js')) for (const name of namedInScript(file)) visit(name);
  };
  const namedInScript = (file: string): string[] => {
    const text = site.text(file);
    const unused = unusedImports(text, tags, lessons);
    const strings = [...text.matchAll(/[`'"]([\w./-]+)[`'"]/g)].map(([, string = '']) => string);
    return strings
      .filter((string) => !unused.has(string))
      .flatMap((string) => [
        beside(file, string),
        ...(string.endsWith('/') ? folder(site, string) : [string]),
      ]);
  };
  for (const [path, html] of pages)
    for (const [, value = ''] of html.matchAll(/="([^"]+)"/g)) visit(beside(path, value));
  return [...found].sort();
}

function beside(file: string, address: string): string {
  return posix.join(posix.dirname(file), address.replace(/[?#].*$/, ''));
}

function folder(site: Site, path: string): string[] {
  if (!/^\w[\w-]*\/\w/.test(path)) return [];
  const files = [...site.files].filter((file) => file.startsWith(path));
  return files.some((file) => file.endsWith('.html')) ? [] : files;
}

function namedInCss(css: string): string[] {
  return [...css.matchAll(/url\(["']?([^)"']+)["']?\)/g)].map(([, url = '']) => url);
}

/** `"lr-name", () => … import("./chunk.js")` for a figure, and `"./slug.ts": … import("./chunk.js")` for a lesson. */
function unusedImports(
  script: string,
  tags: ReadonlySet<string>,
  lessons: ReadonlySet<string>,
): ReadonlySet<string> {
  const figures = script.matchAll(/[`'"](lr-[\w-]+)[`'"],\s*\(\)[^`'"]*?import\([`'"]([^`'"]+)[`'"]\)/g);
  const banks = script.matchAll(/[`'"]\.\/([\w-]+)\.ts[`'"]:[^`'"]*?import\([`'"]([^`'"]+)[`'"]\)/g);
  return new Set([
    ...[...figures].flatMap(([, tag = '', chunk = '']) => (tags.has(tag) ? [] : [chunk])),
    ...[...banks].flatMap(([, slug = '', chunk = '']) => (lessons.has(slug) ? [] : [chunk])),
  ]);
}
