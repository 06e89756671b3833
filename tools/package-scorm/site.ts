/** The built site as the packages take it: its files, its pages, and what of a lesson counts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Catalogue, CatalogueLesson } from '../../src/exercises/scorm/catalogue';

export interface Site {
  /** Every file, as a path below the site's root. */
  readonly files: ReadonlySet<string>;
  text(path: string): string;
  bytes(path: string): Uint8Array;
}

/** Throws an Error, one sentence, where there is no built site. */
export function openSite(folder: string): Site {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(folder).length + 1))
      .map((name) => name.replaceAll(sep, '/'));
  } catch {
    throw new Error(`There is no folder "${folder}" to package: build the site first with "npm run build".`);
  }
  const bytes = (path: string): Uint8Array => readFileSync(join(folder, path));
  return { files: new Set(names.sort()), bytes, text: (path) => new TextDecoder().decode(bytes(path)) };
}

export const lessonPage = (language: string, slug: string): string =>
  `${language}/lessons/${slug}/index.html`;

/** The lessons' slugs in the order of the course, by the numbers of the authors' files. */
export function lessonSlugs(folder = 'content/lessons/en'): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => /^\d\d-([a-z0-9-]+)\.mdx$/.exec(name)?.[1] ?? []);
}

export function catalogueOf(site: Site, language: string, slugs: readonly string[]): Catalogue {
  return slugs.map((slug) => lessonIn(slug, site.text(lessonPage(language, slug))));
}

/** What of a lesson's built page counts. */
export function lessonIn(slug: string, html: string): CatalogueLesson {
  const all = (pattern: RegExp): string[] => [...html.matchAll(pattern)].map((match) => match[1] ?? '');
  return {
    slug,
    sections: all(/<h2\b[^>]*\sid="([^"]+)"/g),
    exercises: all(new RegExp(`\\sdata-exercise="${slug}/([^"]+)"`, 'g')),
  };
}

/** A page's heading as plain text. */
export function headingOf(html: string): string {
  const heading = /<h1\b[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '';
  return decodeEntities(heading.replaceAll(/<[^>]*>/g, ''))
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Each cited work's own address on the web, by its id on the page of references. */
export function referenceAddresses(html: string): ReadonlyMap<string, string> {
  const items = html.matchAll(/<li id="([^"]+)"(?:(?!<\/li>)[\s\S])*?<a href="(https?:[^"]+)"/g);
  return new Map([...items].map(([, id = '', address = '']) => [id, decodeEntities(address)]));
}

export function decodeEntities(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return named[name] ?? whole;
    return String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10));
  });
}

export function encodeEntities(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
