/**
 * Links between pages are relative, so that the built site runs in any folder of any server.
 *
 * @param from path of the page that bears the link, `/en/lessons/memory/`
 * @param to   path of the target below the site's root, `/en/calculator/?v=1#x`
 */
export function relativeUrl(from: string, to: string): string {
  // 404.html may stand for any path: its <base> is the site's root.
  if (/^\/404(\.html|\/)?$/.test(from)) return to.slice(1) || './';
  const depth = from.split('/').filter((part) => part !== '').length;
  return '../'.repeat(depth) + to.slice(1) || './';
}

/** `relativeUrl` for the links of one page. */
export function linksFrom(page: URL): (to: string) => string {
  return (to) => relativeUrl(page.pathname, to);
}
