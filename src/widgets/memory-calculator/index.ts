import { createStackedBars } from '../../scenes/stackedBars';
import { setText, showQuantity } from '../base/barsFigure';
import { fetchAt } from '../base/fetched';
import type { WidgetContext, WidgetDefinition } from '../base/widget';
import { CALCULATOR_SCHEMA, type CalculatorState } from '../shared/calculatorState';
import { showAnswers } from './answersView';
import { bindComparison } from './comparison';
import { describeCalculator } from './describe';
import { bindFormulas } from './formulas';
import { shownControls } from './visibility';

const FOLD_CARDS_BELOW = 560;

/** Browser half of the memory calculator; `MemoryCalculator.astro` is its build-time half. */
export const widget: WidgetDefinition<CalculatorState> = {
  schema: CALCULATOR_SCHEMA,
  mount(context) {
    const { host, signal } = context;
    const svg = find<SVGSVGElement>(host, 'svg[data-drawing]');
    const cardList = find<HTMLDetailsElement>(host, 'details.cards');
    // On a phone the list is longer than everything above it: it starts folded there.
    if (host.clientWidth < FOLD_CARDS_BELOW) cardList.open = false;
    const texts = {
      result: find(host, '[data-result]'),
      advice: find(host, '[data-advice]'),
      fitting: find(host, '[data-fitting]'),
    };
    const variants = [...host.querySelectorAll<HTMLElement>('[data-variant]')];
    const quantities = [...host.querySelectorAll<HTMLDataElement>('data[data-quantity]')];
    const cards = new Map(
      [...host.querySelectorAll<HTMLElement>('[data-card]')].map((card) => [card.dataset['card'], card]),
    );
    const scene = createStackedBars(svg);
    signal.addEventListener('abort', () => scene.dispose());
    const showControls = shownControls(host);
    const showFormulas = bindFormulas(context);
    const showBeside = bindComparison(context);
    /** Parts that few readers open are fetched when they do. */
    let showRecipe: (state: CalculatorState) => void = () => {};
    const recipe = host.querySelector<HTMLElement>('[data-recipe-toggle]');
    const loadRecipe = () => import('./recipeButton');
    fetchAt(context, recipe, 'click', loadRecipe, ({ bindRecipe }) => {
      showRecipe = bindRecipe(context);
      recipe?.click();
    });
    const configuration = host.querySelector<HTMLElement>('.configuration');
    const loadConfiguration = () => import('./configurationInput');
    fetchAt(context, configuration, 'toggle', loadConfiguration, ({ bindConfiguration }) =>
      bindConfiguration(context),
    );
    const showAnswersSoon = afterQuiet(context, showAnswers);
    const showRecipeSoon = afterQuiet(context, (_, state) => showRecipe(state));

    return {
      update(state) {
        const description = describeCalculator(state, context);
        scene.update(description.bars);
        host.dataset['fits'] = description.fits ? 'yes' : 'no';
        setText(texts.result, description.verdict);
        setText(texts.advice, description.advice);
        setText(texts.fitting, description.fittingCards);
        svg.setAttribute('aria-label', description.verdict);
        for (const variant of variants) variant.hidden = variant.dataset['variant'] !== variantOf(state);
        for (const place of quantities) {
          const quantity = description.quantities.get(place.dataset['quantity'] ?? '');
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
        showControls(state);
        showFormulas(description.lines);
        showBeside(description.beside);
        showAnswersSoon(state);
        showRecipeSoon(state);
      },
    };
  },
};

function find<T extends Element>(host: HTMLElement, selector: string): T {
  const element = host.querySelector<T>(selector);
  if (!element) throw new Error(`the calculator lacks ${selector}`);
  return element;
}

/** Which spelling of the slides' first term holds for a method. */
function variantOf({ method }: CalculatorState): string {
  return method === 'full' || method === 'qlora' || method === 'lora' ? method : 'other';
}

const QUIET_MS = 300;

/** Runs `show` with the latest state once no state has come for a moment. */
function afterQuiet<S>(
  context: WidgetContext<S>,
  show: (context: WidgetContext<S>, state: S) => void,
): (state: S) => void {
  let timer = 0;
  context.signal.addEventListener('abort', () => clearTimeout(timer));
  return (state) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => show(context, state), QUIET_MS);
  };
}
