import { setText } from '../base/barsFigure';
import type { RankTable } from './describe';
import { find } from './find';

/** Writes the table's rows: as many as the matrix has ranks to show. */
export function showTable(host: HTMLElement, { rows }: RankTable): void {
  const body = find(host, 'table[data-table] tbody');
  while (body.children.length > rows.length) body.lastElementChild?.remove();
  const first = body.firstElementChild;
  while (first && body.children.length < rows.length) body.append(first.cloneNode(true));
  rows.forEach(({ header, cells }, at) => {
    const [head, ...places] = body.children[at]?.children ?? [];
    if (head) setText(head, header);
    cells.forEach(({ value, text }, index) => {
      const data = places[index]?.querySelector('data');
      if (!data) return;
      data.value = String(value);
      setText(data, text);
    });
  });
}
