import { readConfiguration } from '../../theory/configuration';
import { setText } from '../base/barsFigure';
import type { WidgetContext } from '../base/widget';
import { type CalculatorState, CUSTOM_MODEL } from '../shared/calculatorState';

/** Far beyond any `config.json`; a dropped checkpoint of gigabytes is not read into memory to find that out. */
const MAX_FILE_BYTES = 4_000_000;

/**
 * The reader's own `config.json`, pasted, chosen or dropped. What is typed stays whatever comes of it; a bad one gets a
 * sentence that names the field.
 */
export function bindConfiguration({ host, signal, set, translate }: WidgetContext<CalculatorState>): void {
  const box = host.querySelector<HTMLTextAreaElement>('[data-configuration]');
  const file = host.querySelector<HTMLInputElement>('[data-configuration-file]');
  const answer = host.querySelector<HTMLElement>('[data-configuration-answer]');
  const take = host.querySelector<HTMLButtonElement>('[data-configuration-take]');
  if (!box || !file || !answer || !take) return;

  const say = (sentence: string, bad: boolean): void => {
    setText(answer, sentence);
    answer.hidden = false;
    answer.toggleAttribute('data-bad', bad);
    if (bad) box.setAttribute('aria-invalid', 'true');
    else box.removeAttribute('aria-invalid');
  };
  const read = (text: string): void => {
    const outcome = readConfiguration(text);
    if ('problem' in outcome) {
      const { kind, field, given = '' } = outcome.problem;
      // A type that is not there is missing, not unknown.
      const reason = kind === 'modelType' && given === '' ? 'missing' : kind;
      const sentence = translate(`calculator.configuration.problem.${reason}`, { field, given });
      say(`${sentence} ${translate('calculator.configuration.kept')}`, true);
      return;
    }
    set({ model: CUSTOM_MODEL, custom: outcome.architecture });
    const notes = outcome.warnings.map((warning) => translate(`calculator.configuration.warning.${warning}`));
    say([translate('calculator.configuration.taken'), ...notes].join(' '), false);
  };
  const readFile = async (chosen: File | undefined): Promise<void> => {
    if (!chosen) return;
    if (chosen.size > MAX_FILE_BYTES) {
      say(translate('calculator.configuration.problem.size', { field: chosen.name, given: '' }), true);
      return;
    }
    box.value = await chosen.text();
    read(box.value);
  };

  take.disabled = false;
  take.addEventListener('click', () => read(box.value), { signal });
  file.addEventListener('change', () => void readFile(file.files?.[0]), { signal });
  box.addEventListener('dragover', (event) => event.preventDefault(), { signal });
  box.addEventListener(
    'drop',
    (event) => {
      const dropped = event.dataTransfer?.files[0];
      if (!dropped) return;
      event.preventDefault();
      void readFile(dropped);
    },
    { signal },
  );
}
