import { setText } from '../base/barsFigure';
import { showMessage } from '../base/message';
import type { WidgetContext } from '../base/widget';
import type { CalculatorState } from '../shared/calculatorState';
import type { RecipePanel } from './recipePanel';

/**
 * Opens and closes the recipe. Its makers, its panel and the zip writer are fetched at the first press, so that a page
 * with a calculator weighs no more for them. While it is open, it follows the state.
 */
export function bindRecipe(context: WidgetContext<CalculatorState>): (state: CalculatorState) => void {
  const { host, signal, translate, get } = context;
  const button = host.querySelector<HTMLButtonElement>('[data-recipe-toggle]');
  const place = host.querySelector<HTMLElement>('[data-recipe]');
  if (!button || !place) return () => {};
  let panel: RecipePanel | null = null;

  const open = async (): Promise<void> => {
    place.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    setText(button, translate('recipe.hide'));
    try {
      if (!panel) {
        place.textContent = translate('recipe.loading');
        const { createRecipePanel } = await import('./recipePanel');
        if (signal.aborted) return;
        panel ??= createRecipePanel(place, context);
      }
      panel.update(get());
    } catch (error) {
      console.error(error);
      close();
      showMessage(host, translate('recipe.failed'));
    }
  };
  const close = (): void => {
    place.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    setText(button, translate('recipe.button'));
  };
  button.addEventListener('click', () => (place.hidden ? void open() : close()), { signal });

  return (state) => {
    if (!place.hidden) panel?.update(state);
  };
}
