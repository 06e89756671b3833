import type { WidgetDefinition } from '../base/widget';
import { mountSketchFigure } from '../shared/sketchFigure';
import {
  describePrefixAttention,
  PREFIX_ATTENTION_SCHEMA,
  type PrefixAttentionState,
  ROWS,
} from './describe';

export const widget: WidgetDefinition<PrefixAttentionState> = {
  schema: PREFIX_ATTENTION_SCHEMA,
  mount(context) {
    const { host, signal, set } = context;
    // A row of the matrix is chosen by a tap on it; the buttons beside it do the same for the keyboard.
    host.addEventListener(
      'click',
      (event) => {
        const target = event.target instanceof Element ? event.target.closest('[data-row]') : null;
        const row = ROWS.find((each) => each === target?.getAttribute('data-row'));
        if (row) set({ row });
      },
      { signal },
    );
    return mountSketchFigure(context, describePrefixAttention);
  },
};
