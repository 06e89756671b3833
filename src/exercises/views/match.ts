import { gradeMatch } from '../graders/match';
import { letter, shuffled } from '../shuffle';
import type { VariantOf } from '../types';
import type { Mount } from './view';

/** For each option a choice among the lettered targets. */
export const mount: Mount<'match'> = ({ form, signal, changed, definition }) => {
  const selects = [...form.querySelectorAll<HTMLSelectElement>('select[data-part]')];
  const targets = form.querySelector<HTMLElement>('[data-targets]');
  const pairs = form.querySelector<HTMLElement>('[data-pairs]');
  let variant: VariantOf<'match'> | null = null;
  form.addEventListener('change', changed, { signal });
  const answer = () =>
    Object.fromEntries(selects.map((select) => [select.dataset['part'] ?? '', select.value]));
  return {
    show(next, random, first) {
      variant = next;
      if (first || !targets || !pairs) return;
      const lines = [...targets.querySelectorAll<HTMLElement>('[data-target]')];
      const rows = [...pairs.querySelectorAll<HTMLElement>('[data-item]')];
      const left = shuffled(rows.map((row) => row.dataset['item'] ?? '').sort(), random);
      const right = shuffled(lines.map((line) => line.dataset['target'] ?? '').sort(), random);
      for (const name of right) targets.append(lines.find((line) => line.dataset['target'] === name) ?? '');
      for (const name of left) pairs.append(rows.find((row) => row.dataset['item'] === name) ?? '');
      for (const select of selects) {
        const options = [...select.options];
        for (const [index, name] of right.entries()) {
          const option = options.find(({ value }) => value === name);
          if (!option) continue;
          const line = lines.find(({ dataset }) => dataset['target'] === name);
          // As the build writes it: a target with a formula is called by its letter alone.
          const text = line?.querySelector('.katex') ? '' : (line?.textContent ?? '').trim();
          option.textContent = text === '' ? letter(index) : `${letter(index)} · ${text}`;
          select.append(option);
        }
        select.value = '';
      }
    },
    grade: () => (variant ? gradeMatch(answer(), variant, definition) : { state: 'empty', feedback: [] }),
    answer: () =>
      Object.entries(answer())
        .map(([option, target]) => `${option}=${target}`)
        .join(', '),
  };
};
