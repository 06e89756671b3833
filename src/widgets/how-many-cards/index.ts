import { mountBarsFigure, setText, showQuantity } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeHowManyCards } from './describe';
import { HOW_MANY_CARDS_SCHEMA, type HowManyCardsState } from './state';
import { compareTable } from './tableRows';

export const widget: WidgetDefinition<HowManyCardsState> = {
  schema: HOW_MANY_CARDS_SCHEMA,
  mount(context) {
    const { host, signal } = context;
    const compared = new Map(
      [...host.querySelectorAll<HTMLElement>('[data-compared]')].map((row) => [row.dataset['compared'], row]),
    );
    // The row's name sets the run; card, length and stage stay the reader's.
    for (const { key, run } of compareTable(context.get(), context).rows) {
      compared
        .get(key)
        ?.querySelector('button')
        ?.addEventListener('click', () => context.set(run), { signal });
    }
    const summary = host.querySelector('[data-summary]');
    return mountBarsFigure(context, describeHowManyCards, (state, description) => {
      const headers = host.querySelectorAll('table[data-table] tbody th');
      description.rows.forEach((row, index) => {
        const header = headers[index];
        if (header) setText(header, row.header);
      });
      const table = compareTable(state, context);
      if (summary) setText(summary, table.summary);
      for (const row of table.rows) {
        const element = compared.get(row.key);
        const counted = element?.querySelector<HTMLDataElement>('[data-quantity="counted"]');
        const verdict = element?.querySelector<HTMLElement>('[data-verdict]');
        const why = element?.querySelector('[data-why]');
        if (!element || !counted || !verdict || !why) continue;
        showQuantity(counted, { value: row.counted, text: row.countedText });
        setText(verdict, row.verdict);
        verdict.dataset['verdict'] = row.same ? 'same' : 'differs';
        setText(why, row.why);
        element.querySelector('button')?.setAttribute('aria-pressed', String(row.chosen));
      }
    });
  },
};
