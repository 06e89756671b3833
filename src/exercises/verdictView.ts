import type { Language } from '../i18n/languages';
import { showGiven } from './given';
import type { ExerciseMessages } from './messages/load';
import type { Feedback, Given, Givens, Verdict } from './types';

export interface VerdictView {
  show(verdict: Verdict): void;
  say(sentence: string): void;
  clear(): void;
}

/** Writes verdicts into the live region below the form, and marks the inputs that they are about. */
export function createVerdictView(
  host: HTMLElement,
  language: Language,
  { translate, has }: ExerciseMessages,
): VerdictView {
  const place = host.querySelector<HTMLElement>('[data-verdict]');
  const inputs = () => [...host.querySelectorAll<HTMLElement>('[data-input]')];
  const mark = ({ state, parts }: Verdict): void => {
    for (const input of inputs()) {
      if (state === 'unreadable' && !parts) input.setAttribute('aria-invalid', 'true');
    }
    for (const [name, right] of Object.entries(parts ?? {})) {
      for (const part of host.querySelectorAll<HTMLElement>('[data-part], [data-item]')) {
        if (part.dataset['part'] !== name && part.dataset['item'] !== name) continue;
        part.dataset['right'] = right ? 'yes' : 'no';
        if (part.dataset['part'] !== undefined && !right) part.setAttribute('aria-invalid', 'true');
      }
    }
  };
  const clear = (): void => {
    place?.replaceChildren();
    place?.removeAttribute('data-is');
    for (const input of inputs()) input.removeAttribute('aria-invalid');
    for (const part of host.querySelectorAll<HTMLElement>('[data-right]')) delete part.dataset['right'];
  };
  /** The author's sentence for this exercise, or else the interface's; none where neither has one. */
  const sentenceOf = ({ message, values = {} }: Feedback): HTMLElement | null => {
    const own = [...host.querySelectorAll<HTMLTemplateElement>('template[data-feedback]')].find(
      (template) => template.dataset['feedback'] === message,
    );
    const element = document.createElement('div');
    if (own) {
      element.append(own.content.cloneNode(true));
      return element;
    }
    const key = `exercise.feedback.${message}`;
    // An option without a sentence of its own has nothing to say.
    if (!has(key)) return null;
    element.textContent = translate(key, showValues(values, language));
    return element;
  };
  return {
    clear,
    say(sentence) {
      clear();
      if (place) place.textContent = sentence;
    },
    show(verdict) {
      clear();
      if (!place) return;
      const head = document.createElement('p');
      head.className = 'verdict-head';
      head.textContent = translate(`exercise.${verdict.state}`);
      const sentences = verdict.feedback.map(sentenceOf).filter((each) => each !== null);
      place.dataset['is'] = verdict.state;
      // What is still missing says more than that nothing was checked.
      place.replaceChildren(
        ...(verdict.state === 'empty' && sentences.length > 0 ? [] : [head]),
        ...sentences,
      );
      mark(verdict);
    },
  };
}

function showValues(
  values: Readonly<Record<string, string | number | Given>>,
  language: Language,
): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'object' ? showGiven(value, language) : value,
    ]),
  );
}

/** Writes a variant's given values into the text, its hints, its solution and its sentences of feedback. */
export function refillGivens(host: HTMLElement, given: Givens, language: Language): void {
  const roots: ParentNode[] = [host, ...[...host.querySelectorAll('template')].map(({ content }) => content)];
  for (const root of roots) {
    for (const place of root.querySelectorAll<HTMLElement>('[data-given]')) {
      const value = given[place.dataset['given'] ?? ''];
      if (!value) continue;
      place.textContent = showGiven(value, language);
      if (place instanceof HTMLDataElement && 'value' in value) place.value = String(value.value);
    }
  }
}
