import { mountBarsFigure } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describePromptCounts, PROMPT_COUNTS_SCHEMA, type PromptCountsState } from './describe';

export const widget: WidgetDefinition<PromptCountsState> = {
  schema: PROMPT_COUNTS_SCHEMA,
  mount: (context) =>
    mountBarsFigure(context, describePromptCounts, (_, { rows }) => {
      // The rows' names hold lengths, ranks and heads, which change with the state.
      const headers = context.host.querySelectorAll('table[data-table] tbody th');
      rows.forEach(({ header }, index) => {
        const cell = headers[index];
        if (cell && cell.textContent !== header) cell.textContent = header;
      });
    }),
};
