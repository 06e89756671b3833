import { setText, showQuantity } from '../base/barsFigure';
import { make, methodKey } from '../shared/lab/lookup';
import { COLUMNS, type Row } from './describe';

const UNMEASURED = '–';

/** Writes the rows into the table's body: made anew where they are other ones, else only their texts. */
export function showRows(body: HTMLElement, rows: readonly Row[]): void {
  const shown = [...body.querySelectorAll<HTMLElement>('tr')].map((row) => row.dataset['method']);
  if (shown.join() !== rows.map(({ key }) => key).join()) body.replaceChildren(...rows.map(emptyRow));
  for (const [index, { cells, fault }] of rows.entries()) {
    const row = body.children[index];
    if (!row) continue;
    const places = row.querySelectorAll<HTMLDataElement>('data');
    for (const [at, quantity] of cells.entries()) {
      const place = places[at];
      if (place) showQuantity(place, quantity ?? { value: Number.NaN, text: UNMEASURED });
      if (place && !quantity) place.value = '';
    }
    const told = row.querySelector<HTMLElement>('small');
    if (told) {
      setText(told, fault);
      told.hidden = fault === '';
    }
  }
}

function emptyRow({ key, name }: Row): HTMLTableRowElement {
  const fault = make('small', { class: 'lab-run-fault' });
  fault.hidden = true;
  const cells = COLUMNS.map((column) =>
    make('td', { class: 'number' }, make('data', { value: '', 'data-quantity': column }, UNMEASURED)),
  );
  return make(
    'tr',
    { 'data-method': key },
    make('th', { scope: 'row' }, methodKey(key), name, fault),
    ...cells,
  );
}
