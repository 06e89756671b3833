import type { Random } from '../../training/random';
import { shuffled } from '../shuffle';
import { plainText } from './plainText';

export interface Options {
  show(random: Random, first: boolean, offered?: readonly string[]): void;
  chosen(): readonly string[];
  /** What is chosen, in the words of the text. */
  shown(): string;
  lock(locked: boolean): void;
}

/** The options of a choice, as the build wrote them. */
export function createOptions(
  form: HTMLElement,
  { signal, changed }: { readonly signal: AbortSignal; changed(): void },
): Options {
  const box = form.querySelector<HTMLFieldSetElement>('[data-options]');
  if (!box) throw new Error('no options');
  const labels = [...box.querySelectorAll<HTMLElement>('[data-option]')];
  const inputs = [...box.querySelectorAll<HTMLInputElement>('input')];
  /** In the text's order, which shuffling starts from, as it does in the build. */
  const nameOf = (label: HTMLElement) => label.dataset['option'] ?? '';
  const names = labels.map(nameOf).sort();
  box.addEventListener('change', changed, { signal });
  return {
    show(random, first, offered) {
      if (!first) {
        for (const input of inputs) input.checked = false;
        for (const name of shuffled(names, random)) {
          const label = labels.find((each) => nameOf(each) === name);
          if (label) box.append(label);
        }
      }
      for (const label of labels) label.hidden = offered !== undefined && !offered.includes(nameOf(label));
    },
    chosen: () => inputs.filter(({ checked }) => checked).map(({ value }) => value),
    shown: () =>
      labels
        .filter((label) => label.querySelector('input')?.checked)
        .map(plainText)
        .join('; '),
    lock(locked) {
      box.disabled = locked;
    },
  };
}
