import { showMessage } from '../base/message';
import { describeProblem } from '../base/problems';
import type { WidgetContext } from '../base/widget';
import { find } from '../shared/lab/lookup';
import type { Rates } from '../shared/lab/rates';
import { LAB_METHODS, parseRate } from '../shared/lab/rates';
import type { RunState } from '../shared/lab/run';
import { isShown, type LabState, setupOf, type Written } from '../shared/lab/state';

export interface SetupView {
  update(state: LabState, run: RunState, written: Written): void;
}

/** Shows the controls that a set-up has use for, binds the learning rates, and says when changes must wait. */
export function createSetupView(context: WidgetContext<LabState>): SetupView {
  const { host } = context;
  const groups = [...host.querySelectorAll<HTMLElement>('[data-shown]')];
  const nextRun = find(host, '[data-next-run]');
  const showRates = bindRates(context);
  let first = true;
  return {
    update(state, run, written) {
      for (const group of groups) group.hidden = !isShown(group.dataset['shown'] ?? '', state);
      if (first) revealProblems(host);
      first = false;
      showRates(state.lr);
      const busy = run.phase === 'loading' || run.phase === 'training' || run.phase === 'paused';
      nextRun.hidden = !busy || JSON.stringify(setupOf(state, written)) === JSON.stringify(run.setup);
    },
  };
}

/** What a link got wrong must be seen: folded settings open, and of hidden ones the head of the page tells. */
function revealProblems(host: HTMLElement): void {
  for (const problem of host.querySelectorAll<HTMLElement>('[data-problem]:not([hidden])')) {
    const fold = problem.closest('details');
    if (fold) fold.open = true;
    if (problem.closest('[data-shown][hidden]')) showMessage(host, problem.textContent ?? '');
  }
}

/** One box a method; an empty one takes the default. A refused text stays in its box with the reason below it. */
function bindRates({ host, signal, get, set, ...words }: WidgetContext<LabState>): (rates: Rates) => void {
  const boxes = LAB_METHODS.map((method) => ({
    method,
    box: find<HTMLInputElement>(host, `[data-rate="${method}"]`),
    problem: find(host, `[data-problem="rate-${method}"]`),
  }));
  for (const { method, box, problem } of boxes) {
    box.addEventListener(
      'change',
      () => {
        const parsed = box.value.trim() === '' ? { value: undefined } : parseRate(box.value);
        problem.hidden = !('problem' in parsed);
        box.removeAttribute('aria-invalid');
        if ('problem' in parsed) {
          problem.textContent = describeProblem(parsed.problem, words);
          box.setAttribute('aria-invalid', 'true');
          return;
        }
        const { [method]: _, ...others } = get().lr;
        set({ lr: parsed.value === undefined ? others : { ...others, [method]: parsed.value } });
      },
      { signal },
    );
  }
  find(host, '[data-reset]').addEventListener(
    'click',
    () => {
      for (const { box, problem } of boxes) {
        problem.hidden = true;
        box.removeAttribute('aria-invalid');
        box.value = '';
      }
    },
    { signal },
  );
  return (rates) => {
    for (const { method, box } of boxes) {
      const text = rates[method] === undefined ? '' : String(rates[method]);
      const kept = document.activeElement === box || box.getAttribute('aria-invalid') === 'true';
      if (box.value !== text && !kept) box.value = text;
    }
  };
}
