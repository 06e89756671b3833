import type { WorkboxPlugin } from 'workbox-core';

/** What is kept in the background gives way to what a reader waits for, and a hole in the cache to the network. */
export const patient: WorkboxPlugin = {
  requestWillFetch: async ({ request, event }) =>
    event?.type === 'install' ? new Request(request, { priority: 'low' }) : request,

  // A file that the browser has evicted, and that is another by now where the site has a newer version: that one then.
  // An installation must fail instead.
  handlerDidError: async ({ request, event }) => (event.type === 'install' ? undefined : fetch(request)),
};
