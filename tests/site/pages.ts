import { readdirSync, readFileSync } from 'node:fs';

/** The built site's pages: path below the root as a reader sees it, and the HTML. */
export interface BuiltPage {
  readonly path: string;
  readonly html: string;
}

export const ROOT = 'dist';

export const FILES: ReadonlySet<string> = new Set(
  readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')),
);

export const PAGES: readonly BuiltPage[] = [...FILES]
  .filter((name) => name.endsWith('.html'))
  .sort()
  .map((name) => ({
    path: `/${name.replace(/index\.html$/, '')}`,
    html: readFileSync(`${ROOT}/${name}`, 'utf8'),
  }));

/** What a reader without styles would read: no tags, no scripts, and no TeX source of formulas. */
export function textOf(html: string): string {
  return html
    .replaceAll(/<(script|style|annotation)\b[\s\S]*?<\/\1>/g, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

export function idsOf(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1] ?? ''));
}
