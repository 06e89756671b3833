/**
 * Wakes an exercise when a reader first touches it, by pointer or by keyboard: its code is fetched then, and no page
 * pays for it before. A press on a button that came before the code is not lost. With `?seed=` in the address, all
 * exercises of the page wake at once and show that variant.
 */
export function followExercises(): void {
  const opened = new WeakMap<HTMLElement, Promise<void>>();
  const wake = (host: HTMLElement): Promise<void> => {
    const opening =
      opened.get(host) ??
      import('./exercise')
        .then(({ openExercise }) => openExercise(host))
        .catch((error: unknown) => {
          console.warn(`exercise ${host.id}:`, error);
          const place = host.querySelector<HTMLElement>('[data-verdict]');
          if (place) place.textContent = place.dataset['failed'] ?? '';
          opened.delete(host);
        });
    opened.set(host, opening);
    return opening;
  };
  const touched = ({ target, type }: Event): void => {
    const element = target as Element;
    const host = element.closest<HTMLElement>('[data-exercise]');
    if (!host) return;
    const awake = wake(host);
    const button = type === 'click' && !host.dataset['awake'] ? element.closest('button') : null;
    if (button) void awake.then(() => host.dataset['awake'] && button.click());
  };
  for (const type of ['focusin', 'pointerdown', 'click']) document.addEventListener(type, touched);
  if (new URLSearchParams(location.search).has('seed')) {
    for (const host of document.querySelectorAll<HTMLElement>('[data-exercise]')) void wake(host);
  }
}
