import { createCodeShares } from '../../scenes/codeShares';
import { setText, showQuantity } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { CODE_SHARES_SCHEMA, type CodeSharesState, describeCodeShares } from './describe';

export const widget: WidgetDefinition<CodeSharesState> = {
  schema: CODE_SHARES_SCHEMA,
  mount(context) {
    const { host, signal } = context;
    const svg = host.querySelector<SVGSVGElement>('svg[data-drawing]');
    const result = host.querySelector<HTMLElement>('[data-result]');
    if (!svg || !result) throw new Error('the figure has no drawing or no result line');
    const scene = createCodeShares(svg);
    signal.addEventListener('abort', () => scene.dispose());
    const cells = [...host.querySelectorAll<HTMLDataElement>('table[data-table] tbody data')];
    return {
      update(state) {
        const description = describeCodeShares(state, context);
        scene.update(description.model);
        setText(result, description.result);
        svg.setAttribute('aria-label', description.result);
        description.rows
          .flatMap((row) => row.cells)
          .forEach((quantity, index) => {
            const cell = cells[index];
            if (cell) showQuantity(cell, quantity);
          });
      },
    };
  },
};
