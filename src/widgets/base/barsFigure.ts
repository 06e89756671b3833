import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import { createStackedBars } from '../../scenes/stackedBars';
import type { StackedBars } from '../../scenes/stackedBarsLayout';
import type { View, WidgetContext } from './widget';

/** A number as the reader sees it, with its plain value in base units and its name for tests and other tools. */
export interface Quantity {
  readonly name: string;
  readonly value: number;
  readonly text: string;
}

/** All that a figure of stacked bars shows of one state; computed by the build and by the browser alike. */
export interface BarsDescription {
  readonly bars: StackedBars;
  /** The result in words. */
  readonly result: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly header: string; readonly cells: readonly Quantity[] }[];
}

export type Describe<S> = (state: S, around: { language: Language; translate: Translate }) => BarsDescription;

/**
 * The browser half of every figure that is stacked bars, a sentence and a table.
 * `also` gets each description too, for a figure that shows more.
 */
export function mountBarsFigure<S>(
  context: WidgetContext<S>,
  describe: Describe<S>,
  also?: (state: S, description: BarsDescription) => void,
): View<S> {
  const { host, signal } = context;
  const svg = host.querySelector<SVGSVGElement>('svg[data-drawing]');
  const result = host.querySelector<HTMLElement>('[data-result]');
  if (!svg || !result) throw new Error('the figure has no drawing or no result line');
  const scene = createStackedBars(svg);
  signal.addEventListener('abort', () => scene.dispose());
  return {
    update(state) {
      const description = describe(state, context);
      scene.update(description.bars);
      setText(result, description.result);
      svg.setAttribute('aria-label', description.result);
      const cells = host.querySelectorAll<HTMLDataElement>('table[data-table] tbody data');
      description.rows
        .flatMap((row) => row.cells)
        .forEach((quantity, index) => {
          const cell = cells[index];
          if (cell) showQuantity(cell, quantity);
        });
      also?.(state, description);
    },
  };
}

export function showQuantity(element: HTMLDataElement, { value, text }: Omit<Quantity, 'name'>): void {
  element.value = String(value);
  setText(element, text);
}

/** Writing the same text again would still cost layout, and would make screen readers repeat a live region. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
