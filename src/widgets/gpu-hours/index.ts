import { createCardHours } from '../../scenes/cardHours';
import { setText, showQuantity } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeGpuHours, GPU_HOURS_SCHEMA, type GpuHoursState } from './describe';

export const widget: WidgetDefinition<GpuHoursState> = {
  schema: GPU_HOURS_SCHEMA,
  mount(context) {
    const { host, signal } = context;
    const svg = host.querySelector<SVGSVGElement>('svg[data-drawing]');
    const result = host.querySelector<HTMLElement>('[data-result]');
    if (!svg || !result) throw new Error('the figure has no drawing or no result line');
    const scene = createCardHours(svg);
    signal.addEventListener('abort', () => scene.dispose());
    return {
      update(state) {
        const description = describeGpuHours(state, context);
        scene.update(description.chart);
        setText(result, description.result);
        svg.setAttribute('aria-label', description.result);
        const cells = host.querySelectorAll<HTMLDataElement>('table[data-table] tbody data');
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
