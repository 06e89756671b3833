/** What a page takes from the network before its reader touches anything, from the built files alone: bytes as served with gzip. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BuiltPage } from './builtPages.ts';
import { fontsOf } from './pageFonts.ts';

export const PARTS = ['html', 'css', 'js', 'fonts'] as const;
export type Part = (typeof PARTS)[number];
/** Bytes; `total` is their sum. */
export type Weight = Readonly<Record<Part | 'total', number>>;

/** Files of a built site by path below its root, read and weighed once. */
export interface Files {
  text(name: string): string;
  gzip(name: string): number;
  /** As they lie, for what is compressed already. */
  size(name: string): number;
}

export function filesOf(root: string): Files {
  const remember = <T>(make: (name: string) => T): ((name: string) => T) => {
    const known = new Map<string, T>();
    return (name) => {
      const value = known.get(name) ?? make(name);
      known.set(name, value);
      return value;
    };
  };
  const bytes = (name: string) => readFileSync(join(root, name));
  return {
    text: remember((name) => bytes(name).toString('utf8')),
    gzip: remember((name) => gzipSync(bytes(name)).length),
    size: remember((name) => bytes(name).length),
  };
}

/** A relative address in a file, as a path below the root. */
const resolve = (address: string, from: string): string =>
  posix.join(from.endsWith('/') ? from : posix.dirname(from), address).replace(/^\/+/, '');

function attributes(html: string, tag: string): Record<string, string>[] {
  return [...html.matchAll(new RegExp(`<${tag}\\b([^>]*)>`, 'g'))].map(([, inside = '']) =>
    Object.fromEntries(
      [...inside.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, value]),
    ),
  );
}

/** `import … from`, `import '…'` and `export … from` of built code, which has no spaces; not `import(…)`. */
const STATIC = /(?:^|[;}\n])(?:import|export)(?:[\w$*{][^;"'`()]*?from|\s*)["']([^"']+)["']/g;

/** A module and all that it imports before it runs. */
function withImports(names: readonly string[], files: Files): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const [, address = ''] of files.text(name).matchAll(STATIC)) queue.push(resolve(address, name));
  }
  return reached;
}

/** The scripts of a page's tags with the whole graph of their static imports, and what is preloaded. */
export function scriptsOf({ path, html }: BuiltPage, files: Files): ReadonlySet<string> {
  const tags = attributes(html, 'script').flatMap(({ src }) => src ?? []);
  const preloaded = attributes(html, 'link').flatMap(({ rel, href }) =>
    rel === 'modulepreload' && href ? [href] : [],
  );
  return withImports(
    [...tags, ...preloaded].map((address) => resolve(address, path)),
    files,
  );
}

export const stylesOf = ({ path, html }: BuiltPage): string[] =>
  attributes(html, 'link').flatMap(({ rel, href }) =>
    rel === 'stylesheet' && href ? [resolve(href, path)] : [],
  );

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

export function weigh(page: BuiltPage, files: Files): Weight {
  const styles = stylesOf(page);
  const parts = {
    html: gzipSync(page.html).length,
    css: sum(styles.map(files.gzip)),
    js: sum([...scriptsOf(page, files)].map(files.gzip)),
    fonts: sum([...fontsOf(page, styles, files)].map(files.size)),
  };
  return { ...parts, total: sum(Object.values(parts)) };
}
