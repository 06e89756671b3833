import { showMessage } from './message';

/**
 * Turns an error inside one figure into a sentence in that figure; the page and its other figures go on.
 *
 * @param again what a press on “Try again” does; without it there is no such button
 */
export function reportFailure(host: HTMLElement, sentence: string, error: unknown, again?: () => void): void {
  console.warn(`figure ${host.id}:`, error);
  host.dataset['state'] = 'error';
  showMessage(host, sentence);
  const button = host.querySelector<HTMLElement>('[data-again]');
  if (!button || !again) return;
  button.hidden = false;
  button.onclick = () => {
    clearFailure(host);
    again();
  };
}

export function clearFailure(host: HTMLElement): void {
  showMessage(host, '');
  const button = host.querySelector<HTMLElement>('[data-again]');
  if (button) button.hidden = true;
}
