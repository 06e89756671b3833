import { formatPercent } from '../../i18n/format';
import type { LabMethod } from '../../training/laboratory/api';
import { setText, showQuantity } from '../base/barsFigure';
import { describeResult, quantitiesOf, type Words } from '../shared/lab/describe';
import { describeFault } from '../shared/lab/faults';
import { find, make, methodKey, methodName } from '../shared/lab/lookup';
import type { MethodRun, RunState } from '../shared/lab/run';

const COLUMNS = ['step', 'loss', 'accuracy', 'forgetting', 'trainable', 'memory', 'steps-per-second'];
const UNMEASURED = '–';

interface Row {
  readonly row: HTMLTableRowElement;
  readonly cells: ReadonlyMap<string, HTMLDataElement>;
  readonly fault: HTMLElement;
}

export interface ResultsView {
  update(run: RunState): void;
}

/** The table of results and the result in words. Rows are made once a run; afterwards only texts change. */
export function createResultsView(host: HTMLElement, words: Words): ResultsView {
  const { translate, language } = words;
  const section = find(host, '[data-results]');
  const body = find(section, '[data-rows]');
  const result = find(host, '[data-result]');
  let rows = new Map<LabMethod, Row>();
  let base: HTMLTableRowElement | null = null;

  const rebuild = (methods: readonly MethodRun[]): void => {
    rows = new Map(methods.map(({ method }) => [method, makeRow(method, methodName(method, translate))]));
    base = make('tr', { 'data-method': 'base' });
    body.replaceChildren(base, ...[...rows.values()].map(({ row }) => row));
  };

  return {
    update(run) {
      section.hidden = run.methods.length === 0;
      const shown = [...rows.keys()].join();
      if (shown !== run.methods.map(({ method }) => method).join()) rebuild(run.methods);
      if (base) showBase(base, run, words);
      for (const each of run.methods) {
        const row = rows.get(each.method);
        if (!row) continue;
        for (const quantity of quantitiesOf(each, words)) {
          const cell = row.cells.get(quantity.name);
          if (cell) showQuantity(cell, quantity);
        }
        setText(row.fault, each.fault ? describeFault(each.fault, translate) : '');
        row.fault.hidden = each.fault === null;
      }
      const sentence = describeResult(run, words);
      setText(result, sentence);
      result.hidden = sentence === '';
    },
  };

  function showBase(row: HTMLTableRowElement, { baseline }: RunState, { translate }: Words): void {
    const key = baseline ? `${baseline.accuracy} ${baseline.majority}` : '';
    if (row.dataset['shown'] === key) return;
    row.dataset['shown'] = key;
    const majority = baseline
      ? translate('lab.results.majority', { share: formatPercent(baseline.majority, language) })
      : '';
    const head = make('th', { scope: 'row' }, translate('lab.base'));
    if (majority !== '') head.append(make('small', {}, majority));
    const accuracy = baseline
      ? make(
          'data',
          { value: String(baseline.accuracy), 'data-quantity': 'accuracy' },
          formatPercent(baseline.accuracy, language),
        )
      : UNMEASURED;
    row.replaceChildren(
      head,
      ...COLUMNS.map((name) => make('td', { class: 'number' }, name === 'accuracy' ? accuracy : UNMEASURED)),
    );
  }
}

function makeRow(method: LabMethod, name: string): Row {
  const cells = new Map(
    COLUMNS.map((column) => [column, make('data', { value: '', 'data-quantity': column }, UNMEASURED)]),
  );
  const fault = make('small', { class: 'lab-row-fault' });
  fault.hidden = true;
  const head = make('th', { scope: 'row' }, methodKey(method), name, fault);
  const row = make('tr', { 'data-method': method }, head);
  for (const cell of cells.values()) row.append(make('td', { class: 'number' }, cell));
  return { row, cells, fault };
}
