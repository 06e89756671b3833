import { setText, showQuantity } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeLoraStart, LORA_START_SCHEMA, type LoraStartState } from './describe';

export const widget: WidgetDefinition<LoraStartState> = {
  schema: LORA_START_SCHEMA,
  mount(context) {
    const { host } = context;
    const result = host.querySelector('[data-result]');
    if (!result) throw new Error('the figure has no result line');
    return {
      update(state) {
        const description = describeLoraStart(state, context);
        setText(result, description.result);
        for (const { start, path, dot, label, quantities } of description.panels) {
          const panel = host.querySelector(`[data-start="${start}"]`);
          panel?.querySelector('svg')?.setAttribute('aria-label', label);
          panel?.querySelector('[data-curve]')?.setAttribute('d', path);
          const mark = panel?.querySelector('[data-dot]');
          mark?.setAttribute('cx', String(dot[0]));
          mark?.setAttribute('cy', String(dot[1]));
          const cells = panel?.querySelectorAll('data') ?? [];
          quantities.forEach((quantity, at) => {
            const cell = cells[at];
            if (cell) showQuantity(cell as HTMLDataElement, quantity);
          });
        }
      },
    };
  },
};
