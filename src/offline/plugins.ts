import type { WorkboxPlugin } from 'workbox-core';

/** What is kept in the background gives way to what a reader waits for, and a hole in the cache to the network. */
export const patient: WorkboxPlugin = {
  requestWillFetch: async ({ request, event }) =>
    event?.type === 'install' ? new Request(request, { priority: 'low' }) : request,

  // Some hosts answer for the page “not found” as for one that is not found. Its bytes are checked like all others'.
  cacheWillUpdate: async ({ request, response }) =>
    response.ok || (response.status === 404 && new URL(request.url).pathname.endsWith('/404.html'))
      ? response
      : null,

  // A file that the browser has evicted, and that is another by now where the site has a newer version: that one then.
  // An installation must fail instead.
  handlerDidError: async ({ request, event }) => (event.type === 'install' ? undefined : fetch(request)),
};
