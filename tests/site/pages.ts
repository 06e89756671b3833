import { type BuiltPage, builtPages, filesBelow } from '../../tools/lib/builtPages';

export type { BuiltPage };

export const ROOT = 'dist';

export const FILES: ReadonlySet<string> = new Set(filesBelow(ROOT));

export const PAGES: readonly BuiltPage[] = builtPages(ROOT);

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
