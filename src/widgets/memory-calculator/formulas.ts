import type { WidgetContext } from '../base/widget';
import type { CalculatorState } from '../shared/calculatorState';
import type { TermLine } from './terms';

interface Source {
  readonly short: string;
  readonly href: string;
}

/**
 * Each line of the table opens its formula and its source. The build typesets those of the first state; another
 * formula is typeset here when its line is open, by KaTeX, which is fetched at the first such need.
 */
export function bindFormulas({
  host,
  signal,
}: WidgetContext<CalculatorState>): (lines: ReadonlyMap<string, TermLine>) => void {
  const sources = JSON.parse(host.querySelector('script[data-sources]')?.textContent ?? '{}') as Record<
    string,
    Source
  >;
  const places = [...host.querySelectorAll<HTMLDetailsElement>('details[data-formula-of]')];
  let latest: ReadonlyMap<string, TermLine> = new Map();

  const show = async (place: HTMLDetailsElement): Promise<void> => {
    const line = latest.get(place.dataset['formulaOf'] ?? '');
    const formula = place.querySelector<HTMLElement>('[data-tex]');
    const source = place.querySelector<HTMLAnchorElement>('a[data-source]');
    if (!line || !formula || !source) return;
    const known = sources[line.source];
    if (known) {
      source.href = known.href;
      source.textContent = known.short;
    }
    if (formula.dataset['tex'] === line.formula) return;
    formula.dataset['tex'] = line.formula;
    const { renderFormula } = await import('../../formula/render');
    if (formula.dataset['tex'] === line.formula) formula.innerHTML = renderFormula(line.formula);
  };
  for (const place of places)
    place.addEventListener('toggle', () => place.open && void show(place), { signal });

  return (lines) => {
    latest = lines;
    for (const place of places) if (place.open && !place.closest('[hidden]')) void show(place);
  };
}
