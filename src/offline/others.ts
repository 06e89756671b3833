import type { Client, WorkerScope } from './scope';

/** Whether no window but that one is open on this site: one that the old version serves would lose its files. */
export async function isAlone(client: Client | null, scope: WorkerScope): Promise<boolean> {
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return windows.every(({ id, url }) => id === client?.id || !url.startsWith(scope.registration.scope));
}
