import { showMessage } from './message';

/** Turns an error inside one figure into a sentence in that figure; the page and its other figures go on. */
export function reportFailure(host: HTMLElement, sentence: string, error: unknown): void {
  console.warn(`figure ${host.id}:`, error);
  host.dataset['state'] = 'error';
  showMessage(host, sentence);
}
