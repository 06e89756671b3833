import { setText } from '../base/barsFigure';
import {
  describeMachine,
  describePhase,
  describeProgress,
  shareDone,
  type Words,
} from '../shared/lab/describe';
import { describeFault } from '../shared/lab/faults';
import { find } from '../shared/lab/lookup';
import type { Phase, RunState } from '../shared/lab/run';

export const BUTTONS = ['train', 'pause', 'resume', 'step', 'stop', 'reset'] as const;
export type ButtonName = (typeof BUTTONS)[number];

const ENABLED: Readonly<Record<Phase, readonly ButtonName[]>> = {
  idle: ['train', 'step'],
  loading: ['stop', 'reset'],
  training: ['pause', 'stop', 'reset'],
  paused: ['resume', 'step', 'stop', 'reset'],
  done: ['train', 'step', 'reset'],
  error: ['train', 'step', 'reset'],
};

export interface ButtonsView {
  update(run: RunState): void;
}

/** The buttons, what is happening, and how long it will take. */
export function createButtonsView(
  host: HTMLElement,
  words: Words,
  signal: AbortSignal,
  press: (name: ButtonName) => void,
): ButtonsView {
  const buttons = new Map(
    BUTTONS.map((name) => [name, find<HTMLButtonElement>(host, `[data-button="${name}"]`)]),
  );
  for (const [name, button] of buttons) button.addEventListener('click', () => press(name), { signal });
  const enable = focusKeeper(buttons);
  const phase = find(host, '[data-phase]');
  const machine = find(host, '[data-machine]');
  const steps = find(host, '[data-steps]');
  const bar = find<HTMLProgressElement>(host, '[data-progress]');
  const fault = find(host, '[data-fault]');

  return {
    update(run) {
      host.dataset['state'] = run.phase;
      enable(ENABLED[run.phase]);
      setText(phase, describePhase(run, words));
      setText(
        machine,
        run.report ? describeMachine(run.report, words) : words.translate('lab.machine.before'),
      );
      const told = describeProgress(run, words, performance.now() / 1000);
      setText(steps, told);
      steps.hidden = told === '';
      const share = shareDone(run);
      bar.hidden = run.phase === 'idle' || run.phase === 'error';
      if (share === undefined) bar.removeAttribute('value');
      else bar.value = share;
      const sentence = run.fault ? describeFault(run.fault, words.translate) : '';
      setText(fault, sentence);
      fault.hidden = sentence === '';
    },
  };
}

/** What a second press of Enter may do without harm, in this order. */
const NEXT: readonly ButtonName[] = ['pause', 'resume', 'train'];

/** A button that goes dead under the keyboard hands the focus on, as soon as there is a harmless one to take it. */
function focusKeeper(
  buttons: ReadonlyMap<ButtonName, HTMLButtonElement>,
): (enabled: readonly ButtonName[]) => void {
  let lost = false;
  return (enabled) => {
    for (const [name, button] of buttons) {
      const dead = !enabled.includes(name);
      if (button.disabled === dead) continue;
      lost ||= dead && document.activeElement === button;
      button.disabled = dead;
    }
    if (!lost) return;
    const active = document.activeElement;
    const moved = active !== null && active !== document.body && !active.matches('[data-button]:disabled');
    const next = NEXT.find((name) => enabled.includes(name));
    if (!moved && next) buttons.get(next)?.focus();
    lost = !moved && next === undefined;
  };
}
