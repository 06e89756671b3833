/**
 * Wakes an exercise when a reader first touches it, by pointer or by keyboard: its code is fetched then, and no page
 * pays for it before. With `?seed=` at the head of the query (behind `figure=` it is the figure's), all exercises of the page wake at once and show that variant.
 */
export function followExercises(): void {
  const wake = (host: HTMLElement, event?: Event): void => {
    import('./wake')
      .then((each) => each.wake(host, event))
      .catch(() => {
        const place = host.querySelector<HTMLElement>('[data-verdict]');
        if (place) place.textContent = place.dataset['failed'] ?? '';
      });
  };
  for (const type of ['focusin', 'pointerdown', 'click', 'keydown']) {
    document.addEventListener(type, (event) => {
      const host = (event.target as Element).closest<HTMLElement>('[data-exercise]:not([data-awake])');
      if (host) wake(host, event);
    });
  }
  if (/^.seed=/.test(location.search)) {
    for (const host of document.querySelectorAll<HTMLElement>('[data-exercise]')) wake(host);
  }
}
