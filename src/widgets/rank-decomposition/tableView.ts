import { setText } from '../base/barsFigure';
import type { RankDescription } from './describe';
import { find } from './find';

/** The table's rows: as many as the matrix has ranks to show. */
export function createTableView(host: HTMLElement): { update(description: RankDescription): void } {
  const body = find(host, 'table[data-table] tbody');
  let shown: RankDescription['rows'] | null = null;
  return {
    update({ rows }) {
      if (shown !== null && sameRows(shown, rows)) return;
      shown = rows;
      while (body.children.length > rows.length) body.lastElementChild?.remove();
      const first = body.firstElementChild;
      while (first && body.children.length < rows.length) body.append(first.cloneNode(true));
      rows.forEach(({ header, cells }, at) => {
        const row = body.children[at];
        const [head, ...places] = row?.children ?? [];
        if (head) setText(head, header);
        cells.forEach(({ value, text }, index) => {
          const data = places[index]?.querySelector('data');
          if (!data) return;
          data.value = String(value);
          setText(data, text);
        });
      });
    },
  };
}

/** They depend on the matrix alone, and a slider moves often. */
function sameRows(one: RankDescription['rows'], two: RankDescription['rows']): boolean {
  return (
    one.length === two.length &&
    one.every((row, at) => row.cells.every(({ value }, index) => value === two[at]?.cells[index]?.value))
  );
}
