import type { PrecacheController } from 'workbox-precaching';

/**
 * What a server would answer to an address that is no file's: a folder's slash is added, so that relative links hold;
 * else there is no such page.
 *
 * @param address as asked for
 * @param root the site's own address, ends with '/'
 */
export async function withoutNetwork(
  address: string,
  root: string,
  files: PrecacheController,
): Promise<Response> {
  const url = new URL(address);
  const folder = `${url.origin}${url.pathname}/`;
  if (files.getCacheKeyForURL(folder)) return Response.redirect(folder + url.search, 301);
  const page = await files.matchPrecache('404.html');
  if (!page) return Response.error();
  // As our own server does: the page is shown at any depth.
  const html = (await page.text()).replace(
    '<base href="/">',
    () => `<base href="${new URL(root).pathname}">`,
  );
  return new Response(html, { status: 404, headers: page.headers });
}
