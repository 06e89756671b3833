import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import { createSketch, type Draw } from '../../scenes/sketch';
import { type Quantity, setText } from '../base/barsFigure';
import type { View, WidgetContext } from '../base/widget';

/** The numbers of a figure as a table; null where a row has no number for a column. */
export interface NumbersTable {
  readonly head: readonly string[];
  readonly rows: readonly { readonly header: string; readonly cells: readonly (Quantity | null)[] }[];
}

/** All that a drawn figure shows of one state; computed by the build and by the browser alike. */
export interface SketchDescription {
  readonly draw: Draw;
  /** The result in words. */
  readonly result: string;
  readonly table: NumbersTable;
}

export type DescribeSketch<S> = (
  state: S,
  around: { language: Language; translate: Translate },
) => SketchDescription;

/** The browser half of every figure that is one drawing, a sentence and a table. */
export function mountSketchFigure<S>(
  context: WidgetContext<S>,
  describe: DescribeSketch<S>,
  also?: (state: S, svg: SVGSVGElement) => void,
): View<S> {
  const { host, signal } = context;
  const svg = host.querySelector<SVGSVGElement>('svg[data-drawing]');
  const result = host.querySelector<HTMLElement>('[data-result]');
  const table = host.querySelector<HTMLTableElement>('table[data-table]');
  if (!svg || !result || !table) throw new Error('the figure has no drawing, no result line or no table');
  const sketch = createSketch(svg);
  signal.addEventListener('abort', () => sketch.dispose());
  return {
    update(state) {
      const description = describe(state, context);
      sketch.update(description.draw);
      svg.setAttribute('aria-label', description.result);
      setText(result, description.result);
      writeTable(table, description.table);
      also?.(state, svg);
    },
  };
}

/** Writes the table anew: its rows and columns change with the state. */
export function writeTable(table: HTMLTableElement, { head, rows }: NumbersTable): void {
  const { ownerDocument: page } = table;
  const cell = (tag: 'th' | 'td', text: string, scope?: string): HTMLElement => {
    const element = page.createElement(tag);
    if (scope) element.setAttribute('scope', scope);
    element.textContent = text;
    return element;
  };
  const headRow = page.createElement('tr');
  headRow.append(...head.map((text) => cell('th', text, 'col')));
  table.tHead?.replaceChildren(headRow);
  const bodyRows = rows.map(({ header, cells }) => {
    const row = page.createElement('tr');
    row.append(
      cell('th', header, 'row'),
      ...cells.map((quantity) => {
        if (!quantity) return cell('td', '–');
        const holder = page.createElement('td');
        const data = page.createElement('data');
        data.value = String(quantity.value);
        data.dataset['quantity'] = quantity.name;
        data.textContent = quantity.text;
        holder.append(data);
        return holder;
      }),
    );
    return row;
  });
  table.tBodies[0]?.replaceChildren(...bodyRows);
}
