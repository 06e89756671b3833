/**
 * The service worker: after one visit the whole course works offline.
 *
 * A version is kept whole or not at all. A worker installs by keeping every file of its list, in the background, each
 * checked by its hash; what an interrupted installation has kept is kept, and the next visit goes on from there. Until
 * then pages come from the network, or from the version before.
 *
 * A page never sees two versions. A new worker waits until no page of the old one is left, or until the only one asks
 * for it (`src/layouts/scripts/update.ts`); only then is what the old one alone needed deleted.
 */
import { PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { keepAll } from './keep';
import { isAlone } from './others';
import { patient } from './plugins';
import type { WorkerScope } from './scope';
import { withoutNetwork } from './withoutNetwork';

const scope = self as unknown as WorkerScope;

const files = new PrecacheController({ plugins: [patient] });
files.addToCacheList(
  scope.filesToKeep.map(([url, hash]) => ({
    url,
    revision: hash.slice(0, 12),
    integrity: `sha256-${hash}`,
  })),
);

// A query is a page's own matter: the state of a figure, the lecturer's deck.
registerRoute(
  new PrecacheRoute(files, {
    ignoreURLParametersMatching: [/./],
    cleanURLs: false,
    urlManipulation: ({ url }) => [new URL(url.pathname.replace(/\/index\.html$/, '/'), url)],
  }),
);
registerRoute(
  new NavigationRoute(({ request }) =>
    fetch(request).catch(() => withoutNetwork(request.url, scope.registration.scope, files)),
  ),
);

scope.addEventListener('install', (event) => event.waitUntil(keepAll(files, scope, event, Date.now())));

scope.addEventListener('activate', (event) => {
  // Deletes what this version does not have: of the one before no page is left.
  void files.activate(event as never);
  // The page of the first visit works offline too.
  event.waitUntil(scope.clients.claim());
});

/** A page asks the waiting worker to take over, and is told whether it does. */
scope.addEventListener('message', (event) => {
  if (event.data !== 'take-over') return;
  event.waitUntil(
    (async () => {
      const alone = await isAlone(event.source, scope);
      event.ports[0]?.postMessage(alone);
      if (alone) await scope.skipWaiting();
    })(),
  );
});
