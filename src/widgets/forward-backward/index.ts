import { setText, showQuantity } from '../base/barsFigure';
import type { WidgetContext, WidgetDefinition } from '../base/widget';
import { describeForwardBackward, type ForwardBackwardDescription } from './describe';
import { showEquation } from './equationView';
import type { Part } from './map';
import { FORWARD_BACKWARD_SCHEMA, type ForwardBackwardState, STEPS } from './state';

export const widget: WidgetDefinition<ForwardBackwardState> = {
  schema: FORWARD_BACKWARD_SCHEMA,
  mount(context) {
    const { host } = context;
    const place = required<HTMLElement>(host, '[data-equation]');
    bindSteps(context);
    return {
      update(state) {
        const description = describeForwardBackward(state, context);
        for (const [name, text] of [
          ['[data-place]', description.place],
          ['[data-title]', description.title],
          ['[data-arithmetic]', description.arithmetic],
          ['[data-result]', description.result],
        ] as const) {
          setText(required(host, name), text);
        }
        required<HTMLElement>(host, '[data-example]').hidden = description.arithmetic === '';
        for (const formula of host.querySelectorAll<HTMLElement>('[data-formula]')) {
          formula.hidden = formula.dataset['formula'] !== description.step;
        }
        for (const button of moves(host)) {
          // `disabled` would take the focus away from who steps by keyboard.
          const isEnd = !isStep(state.step + Number(button.dataset['move']));
          button.setAttribute('aria-disabled', String(isEnd));
        }
        showEquation(place, description.pieces);
        showMap(host, description.map);
        showTable(host, description.rows);
      },
    };
  },
};

/** The two buttons, and the arrow keys while one of them has the focus. */
function bindSteps({ host, signal, get, set }: WidgetContext<ForwardBackwardState>): void {
  const move = (by: number): void => {
    const step = get().step + by;
    if (isStep(step)) set({ step });
  };
  for (const button of moves(host)) {
    button.addEventListener('click', () => move(Number(button.dataset['move'])), { signal });
  }
  required<HTMLElement>(host, '[data-passes]').addEventListener(
    'keydown',
    (event) => {
      // The slider has its own arrow keys.
      if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      move(by);
    },
    { signal },
  );
}

function isStep(step: number): boolean {
  return step >= 1 && step <= STEPS.length;
}

function moves(host: HTMLElement): NodeListOf<HTMLButtonElement> {
  return host.querySelectorAll<HTMLButtonElement>('button[data-move]');
}

function showMap(host: HTMLElement, { phases, back }: ForwardBackwardDescription['map']): void {
  const map = required<SVGElement>(host, 'svg[data-flow]');
  map.dataset['flow'] = back ? 'back' : 'forward';
  for (const part of map.querySelectorAll<SVGElement>('[data-part]')) {
    part.dataset['phase'] = phases[part.dataset['part'] as Part];
  }
}

function showTable(host: HTMLElement, rows: ForwardBackwardDescription['rows']): void {
  const cells = host.querySelectorAll<HTMLDataElement>('table[data-table] tbody data');
  rows
    .flatMap((row) => row.cells)
    .forEach((quantity, at) => {
      const cell = cells[at];
      if (cell) showQuantity(cell, quantity);
    });
}

function required<T extends Element>(host: HTMLElement, selector: string): T {
  const element = host.querySelector<T>(selector);
  if (!element) throw new Error(`the figure has no ${selector}`);
  return element;
}
