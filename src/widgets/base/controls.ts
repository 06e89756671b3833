import type { IntegerField, Problem, Schema } from './state';

export interface Controls<S> {
  /** Brings every control to the given state. A control in which the reader is typing is left alone. */
  show(state: S): void;
  /** Says what is wrong beside the control; false where the field has no control. */
  showProblem(name: keyof S, sentence: string): boolean;
  clearProblem(name: keyof S): void;
}

interface Handlers<S> {
  change(name: keyof S, value: S[keyof S]): void;
  refuse(name: keyof S, problem: Problem): void;
}

type Control = HTMLInputElement | HTMLSelectElement;

/**
 * Two-way binding between a state and the native controls of the host that bear its fields' names.
 * A refused text stays in its box, with the reason beside it; the state keeps its last good value.
 */
export function bindControls<S>(
  host: HTMLElement,
  schema: Schema<S>,
  signal: AbortSignal,
  handlers: Handlers<S>,
): Controls<S> {
  const controls = [...host.querySelectorAll<Control>('input[name], select[name]')].filter(
    (control) => fieldName(control) in (schema as object),
  );
  const named = (name: keyof S) => controls.filter((control) => fieldName(control) === name);

  for (const control of controls) {
    const name = fieldName(control) as keyof S & string;
    const read = (): void => {
      const parsed = schema[name].parse(textOf(control, named(name), schema[name]));
      if ('problem' in parsed) handlers.refuse(name, parsed.problem);
      else handlers.change(name, parsed.value as S[keyof S]);
    };
    control.addEventListener('input', control.type === 'text' ? afterTyping(read, signal) : read, { signal });
    // Leaving the box, or Enter, says that the number is finished.
    if (control.type === 'text') control.addEventListener('change', read, { signal });
  }

  return {
    show(state) {
      for (const control of controls) {
        const name = fieldName(control) as keyof S & string;
        showValue(control, state[name], schema[name]);
      }
    },
    showProblem(name, sentence) {
      const place = problemPlace(host, name);
      if (!place) return false;
      place.textContent = sentence;
      place.hidden = false;
      for (const control of named(name)) control.setAttribute('aria-invalid', 'true');
      return true;
    },
    clearProblem(name) {
      const place = problemPlace(host, name);
      if (!place || place.hidden) return;
      place.textContent = '';
      place.hidden = true;
      for (const control of named(name)) control.removeAttribute('aria-invalid');
    },
  };
}

const TYPING_MS = 350;

/** On the way to 4096 a reader types 4, 40 and 409, and means none of them. */
function afterTyping(read: () => void, signal: AbortSignal): () => void {
  let timer = 0;
  const finish = (): void => {
    timer = 0;
    read();
  };
  // A figure that is taken away keeps what was typed last.
  signal.addEventListener('abort', () => {
    if (timer === 0) return;
    clearTimeout(timer);
    finish();
  });
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(finish, TYPING_MS);
  };
}

/** Radio buttons of two figures on one page must not share a group: `data-field` holds the field's name then. */
function fieldName(control: Control): string {
  return control.dataset['field'] ?? control.name;
}

function problemPlace<S>(host: HTMLElement, name: keyof S): HTMLElement | null {
  return host.querySelector(`[data-problem="${CSS.escape(String(name))}"]`);
}

function textOf(control: Control, group: readonly Control[], field: unknown): string {
  if (control.type === 'range') return String((field as IntegerField).stops[Number(control.value)] ?? '');
  if (control.type !== 'checkbox') return control.value;
  return group
    .filter((box): box is HTMLInputElement => box instanceof HTMLInputElement && box.checked)
    .map((box) => box.value)
    .join(',');
}

function showValue(control: Control, value: unknown, field: unknown): void {
  if (control.type === 'range') {
    const index = String(nearestStop((field as IntegerField).stops, Number(value)));
    if (control.value !== index) control.value = index;
    control.setAttribute('aria-valuetext', String(value));
  } else if (control.type === 'checkbox' && control instanceof HTMLInputElement) {
    if (!isRefused(control)) control.checked = (value as readonly string[]).includes(control.value);
  } else if (control.type === 'radio' && control instanceof HTMLInputElement) {
    control.checked = control.value === value;
  } else if (control.value !== String(value) && !isBeingTyped(control) && !isRefused(control)) {
    control.value = String(value);
  }
}

/** A refused text stays in its box until the reader mends it, and so do refused ticks. */
function isRefused(control: Control): boolean {
  return /text|checkbox/.test(control.type) && control.getAttribute('aria-invalid') === 'true';
}

/** `04` and `4` are the same number to us; rewriting the box under the reader's cursor is not. */
function isBeingTyped(control: Control): boolean {
  return control.ownerDocument.activeElement === control && control.type !== 'select-one';
}

/** Index of the slider stop closest to `value`. */
export function nearestStop(stops: readonly number[], value: number): number {
  let best = 0;
  stops.forEach((stop, index) => {
    if (Math.abs(stop - value) < Math.abs((stops[best] ?? 0) - value)) best = index;
  });
  return best;
}
