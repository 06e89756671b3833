/** The pages of a built site, as they lie in its folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Path below the root as a reader sees it (`/en/lab/`, `/404.html`), and the HTML. */
export interface BuiltPage {
  readonly path: string;
  readonly html: string;
}

/** All files below a folder, with forward slashes. */
export function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
}

/** @throws Error when there is no such folder */
export function builtPages(root: string): BuiltPage[] {
  return filesBelow(root)
    .filter((name) => name.endsWith('.html'))
    .sort()
    .map((name) => ({
      path: `/${name.replace(/index\.html$/, '')}`,
      html: readFileSync(join(root, name), 'utf8'),
    }));
}

/** Whether a page asks robots not to list it, as embedded figures do. */
export const asksNoIndex = (html: string): boolean =>
  /<meta\b[^>]*\bname="robots"[^>]*\bcontent="[^"]*noindex/.test(html);

/** The pages in a language; the root only chooses one, and `404.html` is no address. */
export const inLanguages = (pages: readonly BuiltPage[]): BuiltPage[] =>
  pages.filter(({ html }) => /<html\b[^>]*\sdata-language="/.test(html));
