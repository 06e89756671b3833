/**
 * What stands in an exercise that has come alive, as plain data: enough to bring another copy of it, in another window and perhaps in
 * another language, to the same state.
 */
export interface Draft {
  readonly seed: number;
  /** Texts, choices and ticks by the name of their input. */
  readonly inputs: Readonly<Record<string, string | boolean>>;
  /** Items that can be brought into order, in their order. */
  readonly order: readonly string[];
  /** Code, where there is an editor. */
  readonly code: string | null;
  /** Whether a verdict stands below the form. */
  readonly graded: boolean;
  /** Hints and solution, which of them is open. */
  readonly open: readonly boolean[];
}

/** An exercise's element, once it has come alive. */
export interface LiveExercise extends HTMLElement {
  draft(): Draft;
  take(draft: Draft): Promise<void>;
}

type Input = HTMLInputElement | HTMLSelectElement;

const inputsOf = (host: HTMLElement): readonly Input[] => [
  ...host.querySelectorAll<Input>('input[data-input], select[data-part]'),
];
/** Options are in another order in each variant: they go by their value. */
const nameOf = (input: Input): string =>
  isTick(input) ? `option ${input.value}` : (input.dataset['part'] ?? 'answer');
const isTick = (input: Input): input is HTMLInputElement =>
  input instanceof HTMLInputElement && (input.type === 'radio' || input.type === 'checkbox');
const helpOf = (host: HTMLElement) => [
  ...host.querySelectorAll<HTMLDetailsElement>('details[data-hint], details[data-solution]'),
];
const itemsOf = (host: HTMLElement) => [...host.querySelectorAll<HTMLElement>('[data-items] > [data-item]')];

export function readDraft(host: HTMLElement, code: string | null): Draft {
  return {
    seed: Number(host.dataset['seed']),
    inputs: Object.fromEntries(
      inputsOf(host).map((input) => [nameOf(input), isTick(input) ? input.checked : input.value]),
    ),
    order: itemsOf(host).map(({ dataset }) => dataset['item'] ?? ''),
    code,
    graded: host.querySelector('[data-verdict][data-is]') !== null,
    open: helpOf(host).map(({ open }) => open),
  };
}

/** Writes inputs and order as a hand would, so that the form's own listeners follow. Returns whether anything changed. */
export function writeInputs(host: HTMLElement, { inputs, order }: Draft): boolean {
  let changed = false;
  for (const input of inputsOf(host)) {
    const value = inputs[nameOf(input)];
    if (value === undefined || value === (isTick(input) ? input.checked : input.value)) continue;
    if (isTick(input)) input.checked = value === true;
    else input.value = String(value);
    for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }));
    changed = true;
  }
  const items = itemsOf(host);
  if (
    order.length > 0 &&
    order.join() !==
      itemsOf(host)
        .map(({ dataset }) => dataset['item'])
        .join()
  ) {
    for (const name of order) {
      const item = items.find(({ dataset }) => dataset['item'] === name);
      item?.parentElement?.append(item);
    }
    host.querySelector('[data-items]')?.dispatchEvent(new Event('change', { bubbles: true }));
    changed = true;
  }
  return changed;
}

export function openHelp(host: HTMLElement, open: readonly boolean[]): void {
  for (const [index, details] of helpOf(host).entries()) details.open = open[index] ?? details.open;
}
