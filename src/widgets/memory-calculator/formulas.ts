import { fetched } from '../base/fetched';
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
export function bindFormulas(
  context: WidgetContext<CalculatorState>,
): (lines: ReadonlyMap<string, TermLine>) => void {
  const { host, signal } = context;
  const sources = JSON.parse(host.querySelector('script[data-sources]')?.textContent ?? '{}') as Record<
    string,
    Source
  >;
  const places = [...host.querySelectorAll<HTMLDetailsElement>('details[data-formula-of]')];
  let latest: ReadonlyMap<string, TermLine> = new Map();

  const show = async (place: HTMLDetailsElement): Promise<void> => {
    const name = place.dataset['formulaOf'] ?? '';
    const line = latest.get(name);
    const formula = place.querySelector<HTMLElement>('[data-tex]');
    const source = place.querySelector<HTMLAnchorElement>('a[data-source]');
    if (!line || !formula || !source) return;
    if (formula.dataset['tex'] !== line.formula) {
      const part = await fetched(context, () => import('../../formula/render'));
      if (!part || latest.get(name)?.formula !== line.formula) return;
      formula.dataset['tex'] = line.formula;
      formula.innerHTML = part.renderFormula(line.formula);
    }
    const known = sources[line.source];
    if (!known) return;
    source.href = known.href;
    source.textContent = known.short;
  };
  for (const place of places)
    place.addEventListener('toggle', () => place.open && void show(place), { signal });

  return (lines) => {
    latest = lines;
    for (const place of places) if (place.open && !place.closest('[hidden]')) void show(place);
  };
}
