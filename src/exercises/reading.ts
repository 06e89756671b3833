import type { FigureReading } from './types';

const ABSENT: FigureReading = { fields: {}, numbers: [], condition: 'absent' };

/** A figure's element, once it has come alive. */
interface Figure extends HTMLElement {
  fields?(): FigureReading['fields'];
}

/** A live figure of this page by its id, as it stands now. One that has not come alive has no fields. */
export function readFigure(id: string): FigureReading {
  const figure: Figure | null = document.getElementById(id);
  if (!figure) return ABSENT;
  const numbers = [...figure.querySelectorAll<HTMLDataElement>('data[data-quantity]')]
    .filter(({ value }) => value !== '')
    .map((data) => ({
      quantity: data.dataset['quantity'] ?? '',
      row: data.closest<HTMLElement>('[data-method]')?.dataset['method'] ?? null,
      value: Number(data.value),
    }));
  return {
    fields: figure.fields?.() ?? {},
    numbers,
    condition: figure.dataset['run'] ?? figure.dataset['state'] ?? '',
  };
}

/** Calls back when a figure's numbers or its condition change, until the signal aborts. */
export function followFigure(id: string, signal: AbortSignal, changed: () => void): void {
  const figure = document.getElementById(id);
  if (!figure) return;
  const watcher = new MutationObserver(changed);
  watcher.observe(figure, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['data-run', 'data-state', 'value'],
  });
  signal.addEventListener('abort', () => watcher.disconnect());
}

/** A number that a figure shows, the first of its name (in this row); null where it shows none. */
export function numberIn(reading: FigureReading, quantity: string, row?: string): number | null {
  const found = reading.numbers.find(
    (each) => each.quantity === quantity && (row === undefined || each.row === row),
  );
  return found?.value ?? null;
}

/** A reading by hand, for the samples of `bank`: numbers by their quantity. */
export function sampleReading(
  fields: FigureReading['fields'],
  numbers: Readonly<Record<string, number>> = {},
  condition = 'ready',
): FigureReading {
  return {
    fields,
    numbers: Object.entries(numbers).map(([quantity, value]) => ({ quantity, row: null, value })),
    condition,
  };
}
