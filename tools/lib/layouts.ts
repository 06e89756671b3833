/** Which kind of page an address names: pages of one layout are held to one budget, and one of them stands for all where each would be slow. */
import { type BuiltPage, inLanguages } from './builtPages.ts';

const LAYOUTS = [
  ['home', /^$/],
  ['lesson', /^lessons\/[^/]+\/$/],
  ['wall', /^present\/[^/]+\/$/],
  ['speaker', /^present\/[^/]+\/speaker\/$/],
  ['handout', /^present\/[^/]+\/handout\/$/],
  ['embed', /^embed\/[^/]+\/$/],
  ['calculator', /^calculator\/$/],
  ['lab', /^lab\/$/],
  ['exercises', /^exercises\/$/],
  ['gallery', /^gallery\/$/],
  ['text', /^(notation|references|teach|present)\/$/],
] as const;

/** `door` is the root, which chooses a language, and what is not found. */
export type Layout = (typeof LAYOUTS)[number][0] | 'door';

/** @throws Error for an address of no known layout: a new kind of page names itself here, and gets a budget */
export function layoutOf(path: string): Layout {
  const below = /^\/(?:en|zh)\/(.*)$/.exec(path)?.[1];
  if (below === undefined) return 'door';
  const found = LAYOUTS.find(([, pattern]) => pattern.test(below));
  if (!found) throw new Error(`${path} is a page of no known layout (tools/lib/layouts.ts)`);
  return found[0];
}

/** The largest page of each layout, in each language. */
export function onePageALayout(pages: readonly BuiltPage[]): BuiltPage[] {
  const largest = new Map<string, BuiltPage>();
  for (const page of inLanguages(pages)) {
    const key = `${page.path.slice(1, 3)} ${layoutOf(page.path)}`;
    if (page.html.length > (largest.get(key)?.html.length ?? 0)) largest.set(key, page);
  }
  return [...largest.values()];
}
