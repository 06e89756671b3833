import type { Standard } from './api';
import type { Catalogue } from './catalogue';

/** What the packaging tool tells a package's pages, as JSON in each. */
export interface Settings {
  readonly standard: Standard;
  /** Whether a frame around the pages has the visit (the whole course), or the page itself (a lesson). */
  readonly framed: boolean;
  readonly catalogue: Catalogue;
  /** Pages that the package holds, below its root: `en/lessons/lora/index.html`. */
  readonly pages: readonly string[];
}

export const SETTINGS_SELECTOR = 'script[data-package-settings]';

/** The settings in this page. Throws where there are none: the script belongs into packages alone. */
export function readSettings(): Settings {
  return JSON.parse(document.querySelector(SETTINGS_SELECTOR)?.textContent ?? '') as Settings;
}
