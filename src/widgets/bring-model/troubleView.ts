import { setText } from '../base/barsFigure';
import { find } from '../shared/lab/lookup';
import type { PanelAround, PanelView } from './around';
import type { Place } from './session';
import { describeTrouble } from './words';

const PLACES: readonly Place[] = ['files', 'setup', 'training', 'asking', 'adapter'];

/** Says what went wrong beside what it concerns. The reader's pairs have more to say, and do so themselves. */
export function createTroubleView({ host, words }: PanelAround): PanelView {
  return {
    update({ trouble }) {
      for (const place of PLACES) {
        const line = find(host, `[data-trouble="${place}"]`);
        const here = trouble?.place === place ? trouble.trouble : null;
        setText(line, here ? describeTrouble(here, words) : '');
        line.hidden = here === null;
        if (here) line.dataset['fault'] = here.kind;
      }
    },
  };
}
