/**
 * How a page learns that a worker is gone. A browser that ends one, for want of memory most often, tells nobody: its
 * promises stay open for ever. But it gives back the locks that the worker held. On insecure origins there are none, and
 * nothing is learnt.
 */

/** What a worker says once it holds its lock: only from then on is it missed. */
export interface Alive {
  readonly alive: true;
}

/** The worker's half, to be called first: holds the lock of its own name as long as it lives. */
export function live(): void {
  if (self.name === '') return;
  void navigator.locks?.request(self.name, () => {
    self.postMessage({ alive: true } satisfies Alive);
    return new Promise(() => {});
  });
}

let count = 0;

/** A name for a worker that nobody else has: not on this page, nor in another window of the site. */
export function lifeName(): string {
  count += 1;
  return `low-rank-worker-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}-${count}`;
}

/** Calls `gone` once when the worker of that name has ended, unless `signal` aborts before: who ends it knows. */
export function watchLife(
  worker: Pick<Worker, 'addEventListener'>,
  name: string,
  signal: AbortSignal,
  gone: () => void,
): void {
  worker.addEventListener(
    'message',
    ({ data }: MessageEvent<Partial<Alive> | null>) => {
      if (data?.alive === true) whenGone(name, signal, gone);
    },
    { signal },
  );
}

/** The same, once the worker has said that it lives. */
export function whenGone(name: string, signal: AbortSignal, gone: () => void): void {
  navigator.locks.request(name, { signal }, gone).catch(() => {});
}
