import { setText } from '../base/barsFigure';
import type { WidgetContext } from '../base/widget';
import type { CalculatorState } from '../shared/calculatorState';
import { answersOf, type OfferedChange } from './answers';

/** Writes the answers into the figure, and offers the changes as buttons. */
export function showAnswers(context: WidgetContext<CalculatorState>, state: CalculatorState): void {
  const { host } = context;
  const answers = answersOf(state, context);
  for (const name of ['batch', 'sequence', 'gpus'] as const) {
    const place = host.querySelector(`[data-answer="${name}"]`);
    if (place) setText(place, answers[name]);
  }
  const list = host.querySelector<HTMLElement>('[data-changes]');
  if (!list) return;
  // The list is made anew; a reader who took a change by the keyboard stays at the same place in it.
  const place = [...list.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement);
  list.replaceChildren(...answers.changes.map((change) => offer(change, context)));
  if (place >= 0) {
    const buttons = list.querySelectorAll('button');
    (buttons[Math.min(place, buttons.length - 1)] ?? host.querySelector<HTMLElement>('[data-keep]'))?.focus();
  }
  const section = list.closest<HTMLElement>('[data-changes-section]');
  if (section) section.hidden = answers.changes.length === 0;
}

function offer(
  change: OfferedChange,
  { set, translate, signal }: WidgetContext<CalculatorState>,
): HTMLLIElement {
  const item = document.createElement('li');
  item.dataset['change'] = change.id;
  item.dataset['fits'] = change.fits ? 'yes' : 'no';
  const text = document.createElement('span');
  text.className = 'change-text';
  text.textContent = change.text;
  const result = document.createElement('span');
  result.className = 'change-result';
  result.textContent = `${change.fits ? '✓' : '→'} ${change.result}`;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = translate('calculator.take');
  button.setAttribute('aria-label', `${translate('calculator.take')}: ${change.text}`);
  button.addEventListener('click', () => set(change.patch), { signal });
  item.append(text, result, button);
  return item;
}
