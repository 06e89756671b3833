/** How long a figure must rest before its result is said: a slider that is dragged says only where it ended. */
const REST_MS = 1000;

/**
 * Keeps a figure's result from being read out at every step of a slider: silent while changes come, said once they rest.
 *
 * @returns to be called just before each change is drawn
 */
export function keepQuiet(host: HTMLElement, signal: AbortSignal): () => void {
  const result = host.querySelector('[data-result][aria-live]');
  let timer = 0;
  let before = '';
  const speak = (): void => {
    timer = 0;
    if (!result) return;
    result.setAttribute('aria-live', 'polite');
    const text = result.textContent ?? '';
    // Written once more, since a live region is read when its text changes.
    if (text !== before) result.textContent = text;
  };
  signal.addEventListener('abort', () => clearTimeout(timer));
  return () => {
    if (!result) return;
    if (timer === 0) before = result.textContent ?? '';
    result.setAttribute('aria-live', 'off');
    clearTimeout(timer);
    timer = window.setTimeout(speak, REST_MS);
  };
}
