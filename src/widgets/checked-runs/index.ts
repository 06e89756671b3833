import type { WidgetDefinition } from '../base/widget';
import { CHECKED_RUNS_SCHEMA, type CheckedRunsState } from './state';

/** Shows the rows and points of one source, or of all. Everything is in the page: nothing is computed here. */
export const widget: WidgetDefinition<CheckedRunsState> = {
  schema: CHECKED_RUNS_SCHEMA,
  mount({ host }) {
    const grouped = [...host.querySelectorAll<HTMLElement | SVGElement>('[data-group]')];
    const runs = host.querySelector<HTMLDetailsElement>('[data-runs]');
    return {
      update({ source }) {
        // Who chooses a source asks for its rows.
        if (runs && source !== 'all') runs.open = true;
        for (const element of grouped) {
          element.toggleAttribute('hidden', source !== 'all' && element.dataset['group'] !== source);
        }
      },
    };
  },
};
