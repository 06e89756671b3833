import { colourTable, parseRgb, type Rgb } from '../matrixViewColours';
import type { ColourTables } from './heatMap';

/** The same in every theme: a picture's black is black. */
const GREY = colourTable([0, 0, 0], [128, 128, 128], [255, 255, 255]);

/** The tokens as the present theme computes them, read off an element inside `host`. */
export function readColours(host: HTMLElement): ColourTables & { colour(token: string): string } {
  const colour = (token: string): string => {
    const probe = document.createElement('span');
    probe.hidden = true;
    // Forced colours would answer with the system's ink for every token.
    probe.style.setProperty('forced-color-adjust', 'none');
    probe.style.color = `var(--${token})`;
    host.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  const read = (token: string, otherwise: Rgb): Rgb => parseRgb(colour(token)) ?? otherwise;
  return {
    diverging: colourTable(
      read('matrix-negative', [10, 79, 143]),
      read('matrix-middle', [255, 255, 255]),
      read('matrix-positive', [173, 74, 0]),
    ),
    grey: GREY,
    colour,
  };
}

/** Calls `changed` at every change of theme until the signal aborts. */
export function watchTheme(changed: () => void, signal: AbortSignal): void {
  const themes = new MutationObserver(changed);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)', 'print']) {
    matchMedia(query).addEventListener('change', changed, { signal });
  }
  signal.addEventListener('abort', () => themes.disconnect());
}
