import { setText } from '../base/barsFigure';
import type { BringState } from './session';
import { shareOf } from './words';

/** A bar with a line below it, for as long as something is at work. */
export function showProgress(
  bar: HTMLProgressElement,
  line: HTMLElement,
  state: BringState | null,
  text: string,
): void {
  bar.hidden = state === null;
  line.hidden = state === null || text === '';
  setText(line, text);
  const share = state && shareOf(state);
  if (share === undefined || share === null) bar.removeAttribute('value');
  else bar.value = share;
}
