import type { PrecacheController } from 'workbox-precaching';
import type { ExtendableEvent, WorkerScope } from './scope';

/** Files that are fetched at a time: one after the other, each would wait for the network anew. */
const LANES = 4;
/** So long after a disk was found full the course is not fetched again: 7 days in milliseconds. */
const PAUSE = 7 * 24 * 3600 * 1000;

/**
 * Keeps every file that is not kept already. How much room there is no longer says every browser: trying shows it.
 *
 * @param now milliseconds
 * @throws {Error} where a file cannot be had or kept: this installation ends, and the browser tries again at the next visit
 */
export async function keepAll(
  files: PrecacheController,
  { registration }: WorkerScope,
  event: ExtendableEvent,
  now: number,
): Promise<void> {
  const name = files.strategy.cacheName;
  const note = `${name}-full`;
  const fullAt = Number(await (await caches.match('at', { cacheName: note }))?.text());
  // A note from the future is one of a clock that has been set right since.
  if (fullAt <= now && now - fullAt < PAUSE) throw new Error('There was no room to keep the course.');
  const cache = await caches.open(name);
  const before = new Set((await cache.keys()).map(({ url }) => url));
  try {
    await fetchAll(files, event);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') {
      await giveBack();
      await (await caches.open(note)).put('at', new Response(String(now)));
    }
    throw error;
  }

  /** Half a course is of no use to a disk that has no room for the other half. The version before stays. */
  async function giveBack(): Promise<void> {
    if (!registration.active) await caches.delete(name);
    else for (const request of await cache.keys()) if (!before.has(request.url)) await cache.delete(request);
  }
}

/** `PrecacheController.install`, but for the lanes. After a failure no lane takes another file, and all have ended. */
async function fetchAll(files: PrecacheController, event: ExtendableEvent): Promise<void> {
  const queue = files.getURLsToCacheKeys().entries();
  let trouble: unknown;
  const lane = async (): Promise<void> => {
    for (const [url, cacheKey] of queue) {
      if (trouble) return;
      const integrity = files.getIntegrityForCacheKey(cacheKey) ?? '';
      // The browser's own cache may hold the version before.
      const request = new Request(url, { integrity, cache: 'reload', credentials: 'same-origin' });
      const options = { params: { cacheKey }, request, event: event as never };
      await Promise.all(files.strategy.handleAll(options)).catch((error: unknown) => {
        trouble ??= error;
      });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (trouble) throw trouble;
}
