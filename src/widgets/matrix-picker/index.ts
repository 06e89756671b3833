import { setText, showQuantity } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import {
  type DrawnMatrix,
  describeMatrixPicker,
  MATRIX_PICKER_SCHEMA,
  type MatrixPickerState,
} from './describe';
import { partsOf } from './drawing';

/**
 * Browser half of the layer whose matrices are chosen one by one. Each is a native checkbox with a drawing for a label,
 * so pointer, touch, keyboard and screen readers need nothing of their own.
 */
export const widget: WidgetDefinition<MatrixPickerState> = {
  schema: MATRIX_PICKER_SCHEMA,
  mount(context) {
    const { host, signal, set } = context;
    for (const button of host.querySelectorAll<HTMLButtonElement>('[data-choose]')) {
      const parsed = MATRIX_PICKER_SCHEMA.targets.parse(button.dataset['choose'] ?? '');
      button.disabled = false;
      button.addEventListener(
        'click',
        () => {
          if ('value' in parsed) set({ targets: parsed.value });
        },
        { signal },
      );
    }
    const result = host.querySelector('[data-result]');
    const sum = host.querySelector('[data-sum]');
    const cells = [...host.querySelectorAll<HTMLDataElement>('table[data-table] tbody data')];
    return {
      update(state) {
        const told = describeMatrixPicker(state, context);
        for (const matrix of told.matrices) {
          const place = host.querySelector<HTMLElement>(`[data-matrix="${matrix.name}"]`);
          if (place) show(place, matrix);
        }
        if (result) setText(result, told.result);
        if (sum) setText(sum, told.sum);
        const quantities = told.rows.flatMap((row) => row.cells);
        for (const [index, quantity] of quantities.entries()) {
          const cell = cells[index];
          if (cell) showQuantity(cell, quantity);
        }
        for (const button of host.querySelectorAll<HTMLButtonElement>('[data-choose]')) {
          button.setAttribute('aria-pressed', String(button.dataset['choose'] === state.targets.join(',')));
        }
      },
    };
  },
};

function show(place: HTMLElement, matrix: DrawnMatrix): void {
  place.dataset['chosen'] = matrix.chosen ? 'yes' : 'no';
  const parts = partsOf(matrix);
  for (const rect of place.querySelectorAll<SVGRectElement>('rect[data-part]')) {
    const at = parts[rect.dataset['part'] as keyof typeof parts];
    for (const [name, value] of Object.entries(at)) rect.setAttribute(name, String(value));
  }
  for (const name of ['shape', 'cost'] as const) {
    const text = place.querySelector(`[data-${name}]`);
    if (text) setText(text, matrix[name]);
  }
}
