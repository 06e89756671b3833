/** Whose a run is that is going on: of the window that holds the lock of its name. */
export interface Claim {
  /** Whether the run is this window's now. On an insecure origin there are no locks, and every claim holds. */
  take(id: string): Promise<boolean>;
  release(): void;
  /** The runs that some window holds. */
  held(): Promise<ReadonlySet<string>>;
}

const PREFIX = 'low-rank-run:';

/**
 * A run's sign of life is some seconds old, and a paused one gives none; but the browser knows whether its window is
 * still there. A window holds one run at a time.
 */
export function createClaim(): Claim {
  let mine: { readonly id: string; readonly letGo: () => void } | null = null;
  const release = (): void => {
    mine?.letGo();
    mine = null;
  };
  return {
    async take(id) {
      if (mine?.id === id || !navigator.locks) return true;
      release();
      return new Promise((taken) => {
        const hold = async (lock: Lock | null): Promise<void> => {
          taken(lock !== null);
          if (lock)
            await new Promise<void>((letGo) => {
              mine = { id, letGo };
            });
        };
        navigator.locks.request(PREFIX + id, { ifAvailable: true }, hold).catch(() => taken(true));
      });
    },
    release,
    async held() {
      const { held = [] } = (await navigator.locks?.query().catch(() => undefined)) ?? {};
      const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(PREFIX));
      return new Set(names.map((name) => name.slice(PREFIX.length)));
    },
  };
}
