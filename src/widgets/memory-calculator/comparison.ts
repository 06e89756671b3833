import { setText, showQuantity } from '../base/barsFigure';
import { writeState } from '../base/state';
import type { WidgetContext } from '../base/widget';
import { CALCULATOR_SCHEMA, type CalculatorState } from '../shared/calculatorState';
import type { CalculatorDescription } from './describe';

/** “Keep this set-up to compare”: the kept one stands beside the present one in bars and table until it is let go. */
export function bindComparison({
  host,
  signal,
  get,
  set,
}: WidgetContext<CalculatorState>): (beside: CalculatorDescription['beside']) => void {
  const keep = host.querySelector<HTMLButtonElement>('[data-keep]');
  const release = host.querySelector<HTMLButtonElement>('[data-release]');
  const verdict = host.querySelector<HTMLElement>('[data-kept-verdict]');
  const columns = [...host.querySelectorAll<HTMLElement>('[data-kept-column]')];
  const places = [...host.querySelectorAll<HTMLDataElement>('data[data-kept]')];

  keep?.addEventListener(
    'click',
    () => {
      const { beside: _, ...present } = get();
      const query = writeState(CALCULATOR_SCHEMA, { ...present, beside: '' }).toString();
      // The defaults write nothing at all, and nothing would mean that nothing is kept.
      set({ beside: query || 'v=1' });
    },
    { signal },
  );
  release?.addEventListener('click', () => set({ beside: '' }), { signal });

  return (beside) => {
    const shown = beside !== null;
    for (const column of columns) column.hidden = !shown;
    if (release) release.hidden = !shown;
    if (verdict) {
      verdict.hidden = !shown;
      setText(verdict, beside?.verdict ?? '');
    }
    if (!beside) return;
    for (const place of places) {
      const quantity = beside.quantities.get(place.dataset['kept'] ?? '');
      if (quantity) showQuantity(place, quantity);
    }
  };
}
