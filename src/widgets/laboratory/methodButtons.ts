import type { LabMethod } from '../../training/laboratory/api';
import { setText } from '../base/barsFigure';
import { make } from '../shared/lab/lookup';
import type { RunState } from '../shared/lab/run';

/** What a row of buttons is for. */
interface Purpose {
  /** Attribute that names the button's method. */
  readonly attribute: string;
  readonly label: (method: LabMethod) => string;
  readonly press: (method: LabMethod, button: HTMLButtonElement) => void;
  readonly signal: AbortSignal;
}

/** A button for each method of a run, made anew when the methods are others; returns whether they were. */
export function createMethodButtons(
  place: HTMLElement,
  { attribute, label, press, signal }: Purpose,
): (run: RunState) => boolean {
  let shown = '';
  return ({ methods }) => {
    const names = methods.map(({ method }) => method);
    if (names.join() === shown) return false;
    shown = names.join();
    place.replaceChildren(
      ...names.map((method) => {
        const button = make('button', { type: 'button', [attribute]: method });
        setText(button, label(method));
        button.addEventListener('click', () => press(method, button), { signal });
        return button;
      }),
    );
    return true;
  };
}
