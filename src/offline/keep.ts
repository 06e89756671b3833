import type { PrecacheController } from 'workbox-precaching';
import type { ExtendableEvent, WorkerScope } from './scope';

/** Bytes that are left to the reader's own data: runs of the laboratory, progress. */
const LEFT_FREE = 20e6;

/**
 * Keeps every file that is not kept already.
 *
 * @throws {Error} where one cannot be had or kept: this installation ends, and the browser tries again at the next visit
 */
export async function keepAll(
  files: PrecacheController,
  { filesToKeep, registration }: WorkerScope,
  event: ExtendableEvent,
): Promise<void> {
  const cache = await caches.open(files.strategy.cacheName);
  const before = new Set((await cache.keys()).map(({ url }) => url));
  const missing = filesToKeep
    .filter(([url]) => !before.has(files.getCacheKeyForURL(url) ?? ''))
    .reduce((sum, [, size]) => sum + size, 0);
  if ((await freeBytes()) < missing + LEFT_FREE) throw new Error('There is no room to keep the course.');
  try {
    await files.install(event as never);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') await giveBack();
    throw error;
  }

  /** Half a course is of no use to a disk that has no room for the other half. The version before stays. */
  async function giveBack(): Promise<void> {
    if (!registration.active) await caches.delete(files.strategy.cacheName);
    else for (const request of await cache.keys()) if (!before.has(request.url)) await cache.delete(request);
  }
}

async function freeBytes(): Promise<number> {
  // Not every browser says how much; then keeping shows it.
  const { quota, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return quota === undefined ? Number.POSITIVE_INFINITY : quota - usage;
}
