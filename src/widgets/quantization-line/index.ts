import { createQuantizationLine } from '../../scenes/quantizationLine';
import { setText, showQuantity } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeQuantizationLine } from './describe';
import { OUTLIER, QUANTIZATION_LINE_SCHEMA, type QuantizationLineState, WEIGHT_NAMES } from './state';

export const widget: WidgetDefinition<QuantizationLineState> = {
  schema: QUANTIZATION_LINE_SCHEMA,
  mount(context) {
    const { host, signal } = context;
    const svg = host.querySelector<SVGSVGElement>('svg[data-drawing]');
    const result = host.querySelector<HTMLElement>('[data-result]');
    const outlier = host.querySelector<HTMLButtonElement>('[data-outlier]');
    if (!svg || !result || !outlier) throw new Error('the figure has no drawing, result line or button');
    const scene = createQuantizationLine(svg, (index, value) => {
      const name = WEIGHT_NAMES[index];
      if (name && context.get()[name] !== value) context.set({ [name]: value });
    });
    signal.addEventListener('abort', () => scene.dispose());
    outlier.addEventListener(
      'click',
      () => {
        const { initial } = QUANTIZATION_LINE_SCHEMA[OUTLIER.name];
        const isOne = Math.abs(context.get()[OUTLIER.name]) > 1;
        context.set({ [OUTLIER.name]: isOne ? initial : OUTLIER.value });
      },
      { signal },
    );
    const cells = [...host.querySelectorAll<HTMLDataElement>('table[data-table] tbody data')];
    return {
      update(state) {
        const description = describeQuantizationLine(state, context);
        scene.update(description.blocks);
        svg.setAttribute('aria-label', description.result);
        setText(result, description.result);
        outlier.setAttribute('aria-pressed', String(Math.abs(state[OUTLIER.name]) > 1));
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
