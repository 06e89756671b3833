/** What a key asks of the deck. One table for the wall and the speaker view, and for the list that teachers read. */
export const KEYS = {
  next: ['PageDown', 'ArrowRight', ' ', 'Enter', 'n'],
  previous: ['PageUp', 'ArrowLeft', 'Backspace', 'p'],
  below: ['ArrowDown', 'j'],
  above: ['ArrowUp', 'k'],
  first: ['Home'],
  last: ['End'],
  questions: ['q'],
  black: ['b', '.'],
  hold: ['h'],
  pointer: ['l'],
  overview: ['o', 'Escape'],
  fullscreen: ['f'],
  language: ['t'],
  theme: ['d'],
  speaker: ['s'],
  keys: ['?'],
} as const;

export type Command = keyof typeof KEYS;

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries(KEYS).flatMap(([command, keys]) => keys.map((key) => [key, command as Command] as const)),
);

/** A clicker's two keys: they turn slides wherever the focus is. */
const CLICKER = new Set<string>(['PageDown', 'PageUp']);

/** What a key press means to the deck: nothing where a control or a text has use for it, or with a modifier. */
export function commandOf(event: KeyboardEvent): Command | null {
  const { key } = event;
  // An event out of a shadow root, where the code editor is, seems to come from a plain element.
  const [target = null] = event.composedPath();
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const command = COMMANDS.get(key.length === 1 ? key.toLowerCase() : key) ?? null;
  if (CLICKER.has(key)) return isText(target) ? null : command;
  return uses(target, key) ? null : command;
}

/** A button that was pressed by the pointer gives the keys back: Space is for the next step again. */
export function releaseKeys(button: HTMLElement, { detail }: MouseEvent): void {
  if (detail > 0) button.blur();
}

function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('textarea'));
}

/** Whether what has the focus acts on this key by itself. */
function uses(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (isText(target)) return true;
  if (target.matches('input, select, [role="slider"], [role="application"], [tabindex] canvas')) {
    return key !== 'Escape';
  }
  // A drawing that is turned or walked through by arrows.
  if (target.matches('svg, canvas, [role="img"][tabindex], [role="grid"] *, [role="listbox"] *'))
    return key.startsWith('Arrow') || key === ' ' || key === 'Enter';
  if (target.closest('button, a[href], summary')) return key === ' ' || key === 'Enter';
  return false;
}
