import { createStackedBars } from '../../scenes/stackedBars';
import { setText, showQuantity } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeCalculator } from './describe';
import { CALCULATOR_SCHEMA, type CalculatorState } from './state';

const FOLD_CARDS_BELOW = 560;

/** Browser half of the memory calculator; `MemoryCalculator.astro` is its build-time half. */
export const widget: WidgetDefinition<CalculatorState> = {
  schema: CALCULATOR_SCHEMA,
  mount(context) {
    const { host, signal } = context;
    const find = <T extends Element>(selector: string): T => {
      const element = host.querySelector<T>(selector);
      if (!element) throw new Error(`the calculator lacks ${selector}`);
      return element;
    };
    const svg = find<SVGSVGElement>('svg[data-drawing]');
    const result = find('[data-result]');
    const advice = find('[data-advice]');
    const loraControls = host.querySelectorAll<HTMLElement>(
      '[data-control="rank"], [data-control="targets"]',
    );
    const variants = host.querySelectorAll<HTMLElement>('[data-variant]');
    const places = new Map(
      [...host.querySelectorAll<HTMLDataElement>('data[data-quantity]')].map((place) => [
        place,
        place.dataset['quantity'],
      ]),
    );
    const cards = new Map(
      [...host.querySelectorAll<HTMLElement>('[data-card]')].map((card) => [card.dataset['card'], card]),
    );
    const fitting = find('[data-fitting]');
    const cardList = find<HTMLDetailsElement>('details.cards');
    // On a phone the list is longer than everything above it: it starts folded there.
    if (host.clientWidth < FOLD_CARDS_BELOW) cardList.open = false;
    const scene = createStackedBars(svg);
    signal.addEventListener('abort', () => scene.dispose());

    return {
      update(state) {
        const description = describeCalculator(state, context);
        scene.update(description.bars);
        host.dataset['fits'] = description.fits ? 'yes' : 'no';
        setText(result, description.verdict);
        setText(advice, description.advice);
        setText(fitting, description.fittingCards);
        svg.setAttribute('aria-label', description.verdict);
        for (const control of loraControls) control.hidden = state.method === 'full';
        for (const variant of variants) variant.hidden = variant.dataset['variant'] !== state.method;
        const byName = new Map(description.quantities.map((quantity) => [quantity.name, quantity]));
        for (const [place, name] of places) {
          const quantity = byName.get(name ?? '');
          if (quantity) showQuantity(place, quantity);
        }
        for (const { gpu, fits, share } of description.cards) {
          const card = cards.get(gpu.id);
          if (!card) continue;
          card.dataset['fits'] = fits ? 'yes' : 'no';
          card.toggleAttribute('data-chosen', gpu.id === state.gpu);
          const needed = card.querySelector('[data-share]');
          if (needed) setText(needed, share);
        }
      },
    };
  },
};
