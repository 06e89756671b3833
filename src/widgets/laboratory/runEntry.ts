import type { Words } from '../shared/lab/describe';
import { make, methodName } from '../shared/lab/lookup';
import type { RunState } from '../shared/lab/run';
import type { KeptRun, UnreadableRun } from './keeper';

interface Actions {
  readonly open: () => void;
  readonly resume: () => void;
  readonly rename: (name: string) => void;
  readonly remove: () => void;
  readonly chosen: boolean;
  readonly choose: () => void;
}

/** “LoRA, Prompt tuning · step 120 of 300”. */
export function describeKept(run: RunState, { language, translate }: Words): string {
  return translate('lab.runs.steps', {
    methods: namesOf(run, { language, translate }),
    done: furthest(run),
    total: run.setup?.steps ?? 0,
  });
}

export function namesOf({ methods }: RunState, { language, translate }: Words): string {
  return methods.map(({ method }) => methodName(method, translate)).join(language === 'zh' ? '、' : ', ');
}

export function furthest({ methods }: RunState): number {
  return Math.max(0, ...methods.map(({ step }) => step));
}

/** One saved run with its buttons. Its name becomes a box when it is to be renamed. */
export function runEntry(
  { id, name, run, resumable }: KeptRun,
  words: Words,
  actions: Actions,
): HTMLLIElement {
  const { translate } = words;
  const button = (key: 'load' | 'resume' | 'rename' | 'delete', act: () => void): HTMLButtonElement => {
    const made = make('button', { type: 'button', 'data-run-button': key }, translate(`lab.runs.${key}`));
    made.setAttribute('aria-label', `${translate(`lab.runs.${key}`)}: ${name}`);
    made.addEventListener('click', act);
    return made;
  };
  const box = make('input', {
    type: 'checkbox',
    value: id,
    'aria-label': translate('lab.runs.select', { name }),
  });
  box.checked = actions.chosen;
  box.addEventListener('change', actions.choose);
  const shown = make('p', { class: 'lab-run-name' }, box, name);
  const about = make('p', { class: 'lab-run-about' }, describeKept(run, words));

  const rename = (): void => {
    const field = make('input', { type: 'text', maxlength: '80', value: name, autocomplete: 'off' });
    field.setAttribute('aria-label', translate('lab.runs.name'));
    const form = make('form', { class: 'lab-tools' }, field, make('button', {}, translate('lab.runs.keep')));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (field.value.trim() !== '') actions.rename(field.value.trim());
    });
    shown.replaceChildren(form);
    field.select();
  };
  const tools = make('p', { class: 'lab-tools' }, button('load', actions.open));
  if (resumable) tools.append(button('resume', actions.resume));
  tools.append(button('rename', rename), button('delete', actions.remove));
  return make('li', {}, shown, about, tools);
}

/** A record that cannot be read: why, and a button to be rid of it. */
export function unreadableEntry(
  { problem }: UnreadableRun,
  { translate }: Words,
  remove: () => void,
): HTMLLIElement {
  const button = make(
    'button',
    { type: 'button', 'data-run-button': 'delete' },
    translate('lab.runs.delete'),
  );
  button.addEventListener('click', remove);
  return make(
    'li',
    {},
    make('p', { class: 'lab-run-about' }, translate(`lab.runs.${problem}`)),
    make('p', { class: 'lab-tools' }, button),
  );
}
