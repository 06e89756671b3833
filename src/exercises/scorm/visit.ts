import { connect } from './api';
import { openSession, type Session } from './session';
import type { Settings } from './settings';

const QUIET_MS = 1000;

/**
 * Begins the visit of a window that lives as long as the visit does, and ends it with the window. Null without an LMS.
 * It ends at `pagehide`, not at `beforeunload` or `unload`, which phones skip; and since a phone may drop a page that
 * is out of sight without a word, it saves whenever the page goes out of sight.
 */
export function openVisit({ standard, catalogue }: Settings): Session | null {
  const lms = connect(window, standard);
  if (!lms) return null;
  let timer = 0;
  const session = openSession(lms, catalogue, {
    now: () => new Date(),
    soon(task) {
      if (timer !== 0) return;
      timer = window.setTimeout(() => {
        timer = 0;
        task();
      }, QUIET_MS);
    },
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') session.save();
  });
  addEventListener('pagehide', () => session.end());
  // Back from the browser's cache of pages, where the visit has ended: a new one.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
  return session;
}
