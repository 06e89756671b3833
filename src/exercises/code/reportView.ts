import type { Translate } from '../../i18n/translate';
import { showArguments, showDifferences, showValue } from './format';
import type { Checked, Report } from './grade';
import { complaintSentence } from './sentences';
import type { Arguments, Failure, Plan } from './task';
import { type TaskName, taskOf } from './tasks';

const MARKS = { holds: '✓', fails: '✗', unchecked: '○' } as const;

/** The list of properties in the page, and what a run says about them. */
export interface ReportView {
  show(report: Report, plan: Plan<unknown>): void;
  clear(): void;
}

/** The sentence on a property that fails. */
export function failureSentence(task: TaskName, { name, failure }: Checked, translate: Translate): string {
  const fails = translate(`codeExercise.tasks.${task}.${name}.fails`);
  const { complaint } = failure ?? {};
  return complaint ? `${fails} ${complaintSentence(complaint, translate)}` : fails;
}

export function createReportView(host: HTMLElement, task: TaskName, translate: Translate): ReportView {
  const items = [...host.querySelectorAll<HTMLElement>('[data-property]')];
  const fault = host.querySelector<HTMLElement>('[data-fault]');
  const printed = host.querySelector<HTMLElement>('[data-printed]');
  const { parameters } = taskOf(task);

  function put(item: HTMLElement, { state }: Checked): void {
    item.dataset['result'] = state;
    const [mark, word] = item.querySelectorAll('[data-mark], [data-word]');
    if (mark) mark.textContent = MARKS[state];
    if (word) word.textContent = translate(`codeExercise.state.${state}`);
    item.querySelector('.code-case')?.remove();
  }

  /** The arguments of a call; those that are the same in every call say nothing. */
  function shownArguments(plan: Plan<unknown>, call: number): string[] {
    const given = plan.calls[call] as Arguments;
    const varies = parameters.map((_, at) => {
      const text = JSON.stringify(given[at]);
      return plan.calls.some((other) => JSON.stringify(other[at]) !== text);
    });
    return showArguments(
      parameters.filter((_, at) => varies[at]),
      given.filter((_, at) => varies[at]),
    );
  }

  function caseOf(failure: Failure, plan: Plan<unknown>): HTMLElement {
    const given = plan.calls[failure.call] as Arguments;
    const list = document.createElement('dl');
    const entry = (title: string, lines: readonly string[]): void => {
      const term = document.createElement('dt');
      term.textContent = title;
      const detail = document.createElement('dd');
      for (const line of lines) {
        const code = document.createElement('code');
        code.textContent = line;
        detail.append(code);
      }
      list.append(term, detail);
    };
    const { also, what, compared } = failure;
    entry(translate('codeExercise.case.given'), shownArguments(plan, failure.call));
    if (compared !== undefined) {
      const other = plan.calls[compared] as Arguments;
      entry(translate('codeExercise.case.compared'), showDifferences(parameters, given, other));
    }
    if (also)
      entry(translate('codeExercise.case.also'), showArguments(Object.keys(also), Object.values(also)));
    const came = what
      ? `${what} ${translate('codeExercise.case.came')}`
      : translate('codeExercise.case.returned');
    entry(came, [showValue(failure.out)]);
    if (failure.expected !== undefined) {
      entry(translate('codeExercise.case.expected'), [showValue(failure.expected)]);
    }
    return list;
  }

  /** The first case that fails is shown; others open when asked for. */
  function explain(item: HTMLElement, checked: Checked, plan: Plan<unknown>, first: boolean): void {
    if (!checked.failure) return;
    const box = document.createElement('div');
    box.className = 'code-case';
    const sentence = document.createElement('p');
    sentence.textContent = failureSentence(task, checked, translate);
    const details = document.createElement('details');
    details.open = first;
    const summary = document.createElement('summary');
    summary.textContent = translate('codeExercise.case.title');
    details.append(summary, caseOf(checked.failure, plan));
    box.append(sentence, details);
    item.append(box);
  }

  const show = (report: Report, plan: Plan<unknown>): void => {
    const first = report.properties.find(({ state }) => state === 'fails');
    for (const item of items) {
      const checked = report.properties.find(({ name }) => name === item.dataset['property']);
      if (!checked) continue;
      put(item, checked);
      explain(item, checked, plan, checked === first);
    }
    if (fault) {
      const call = report.fault?.call;
      fault.hidden = call === undefined;
      const text = fault.querySelector('pre');
      if (text) text.textContent = call === undefined ? '' : shownArguments(plan, call).join('\n');
    }
    if (printed) {
      printed.hidden = report.printed === '';
      const text = printed.querySelector('pre');
      if (text) text.textContent = report.printed;
    }
  };

  return {
    show,
    clear() {
      for (const item of items) put(item, { name: '', state: 'unchecked' });
      if (fault) fault.hidden = true;
      if (printed) printed.hidden = true;
    },
  };
}
