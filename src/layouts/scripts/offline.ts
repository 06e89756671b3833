/** Milliseconds after which a page that has loaded is taken to be at rest: its figures stand, its fonts are there. */
const AT_REST = 3000;

/** Has the course kept for offline use once the page is at rest, and says when a new version is ready. */
export function workOffline(): void {
  const { worker } = document.documentElement.dataset;
  const { serviceWorker, connection } = navigator as Navigator & { connection?: { saveData: boolean } };
  // No such thing on insecure origins, and none for windows of a deck, frames and packages. Who saves data is not sent
  // the whole course; what is kept already stays.
  if (!worker || !serviceWorker || connection?.saveData) return;
  const start = async (): Promise<void> => {
    try {
      const registration = await serviceWorker.register(worker);
      const look = (): void => {
        const { installing, waiting } = registration;
        if (installing) installing.onstatechange = look;
        // Without a controller it is the first version that waits, for a moment.
        if (waiting && serviceWorker.controller)
          void import('./update').then((update) => update.announce(registration), console.warn);
      };
      registration.onupdatefound = look;
      look();
    } catch {
      // Refused: the site works as before.
    }
  };
  // Fetching and checking the whole course takes a phone's network and processor, which the first page needs itself.
  const wait = serviceWorker.controller ? 0 : AT_REST;
  addEventListener('load', () => setTimeout(start, wait));
}
