import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { DrawnToWidth } from '../../scenes/drawnToWidth';
import { createStackedBars } from '../../scenes/stackedBars';
import type { StackedBars } from '../../scenes/stackedBarsLayout';
import type { SlideMemory } from '../../theory/memory';
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

type CardMemory = Pick<
  SlideMemory,
  'frozenWeights' | 'trainedWeights' | 'gradients' | 'optimizer' | 'activations' | 'logits' | 'other'
>;

/** A bar's parts from its beginning on: what the formula adds up for a card. */
export function memoryParts(memory: CardMemory) {
  return [
    { term: 'frozen', value: memory.frozenWeights },
    { term: 'trained', value: memory.trainedWeights },
    { term: 'gradients', value: memory.gradients },
    { term: 'optimizer', value: memory.optimizer },
    { term: 'activations', value: memory.activations },
    { term: 'logits', value: memory.logits },
    { term: 'other', value: memory.other },
  ];
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
  return mountDrawnFigure(context, createStackedBars, (state) => {
    const description = describe(state, context);
    return { ...description, model: description.bars, shown: () => also?.(state, description) };
  });
}

/** What one state of a drawn figure shows: a drawing, a sentence, and the numbers of a table that always has the same cells. */
interface Drawn<Model> {
  readonly model: Model;
  readonly result: string;
  readonly rows: readonly { readonly cells: readonly Quantity[] }[];
  /** Called when all of it stands on the page. */
  readonly shown?: () => void;
}

/** The browser half of a figure that is one drawing, a sentence and a table. */
export function mountDrawnFigure<S, Model>(
  { host, signal }: WidgetContext<S>,
  create: (svg: SVGSVGElement) => DrawnToWidth<Model>,
  describe: (state: S) => Drawn<Model>,
): View<S> {
  const svg = host.querySelector<SVGSVGElement>('svg[data-drawing]');
  const result = host.querySelector<HTMLElement>('[data-result]');
  if (!svg || !result) throw new Error('the figure has no drawing or no result line');
  const scene = create(svg);
  let drawn = '';
  signal.addEventListener('abort', () => scene.dispose());
  return {
    update(state) {
      const description = describe(state);
      // Who only turns a view in space changes none of this.
      const text = JSON.stringify([description.model, description.result, description.rows]);
      if (text === drawn) {
        description.shown?.();
        return;
      }
      drawn = text;
      scene.update(description.model);
      setText(result, description.result);
      svg.setAttribute('aria-label', description.result);
      const cells = host.querySelectorAll<HTMLDataElement>('table[data-table] tbody data');
      description.rows
        .flatMap((row) => row.cells)
        .forEach((quantity, index) => {
          const cell = cells[index];
          if (cell) showQuantity(cell, quantity);
        });
      description.shown?.();
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
