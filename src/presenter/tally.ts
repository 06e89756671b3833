import type { Translate } from '../i18n/translate';
import type { Room } from './sync/room';

/** What some of the room said, the name of an option or words of their own, and how many hands went up for it. */
export interface Guess {
  readonly guess: string;
  readonly hands: number;
}

const MOST_ROWS = 8;
const ASKED = '[data-exercise][data-kind="predict"], [data-exercise][data-kind="choice"]';

/**
 * A show of hands below each question that can be guessed: one row for each option, or for what was called out. The
 * instructor types it in either window. Returns what makes the rows for slides that were loaded.
 */
export function followTallies(slides: HTMLElement, room: Room, translate: Translate): () => void {
  const boxOf = (exercise: HTMLElement): HTMLElement =>
    exercise.querySelector<HTMLElement>('.tally') ?? createBox(exercise, translate);
  const write = (exercise: HTMLElement): void => {
    const guesses = room.get(`tally:${exercise.dataset['exercise']}`) as readonly Guess[] | undefined;
    if (guesses) writeRows(boxOf(exercise), guesses);
  };
  slides.addEventListener('input', ({ target }) => {
    const box = (target as Element).closest<HTMLElement>('.tally');
    const exercise = box?.closest<HTMLElement>('[data-exercise]');
    if (!box || !exercise) return;
    draw(box);
    room.set(`tally:${exercise.dataset['exercise']}`, readRows(box));
  });
  const all = () => [...slides.querySelectorAll<HTMLElement>(ASKED)];
  room.follow('tally:', (key) => {
    const exercise = all().find(({ dataset }) => `tally:${dataset['exercise']}` === key);
    if (exercise) write(exercise);
  });
  return () => {
    for (const exercise of all()) {
      boxOf(exercise);
      write(exercise);
    }
  };
}

function createBox(exercise: HTMLElement, translate: Translate): HTMLElement {
  const box = make('details', 'tally');
  const summary = make('summary');
  summary.textContent = translate('present.tally');
  box.append(summary);
  const options = [...exercise.querySelectorAll<HTMLElement>('[data-option]')];
  const row = (option: HTMLElement | null): HTMLElement => {
    const made = make('div', 'tally-row');
    const text = option?.querySelector('span');
    if (option) {
      made.dataset['tallyOption'] = option.dataset['option'] ?? '';
      const shown = make('span', 'tally-guess');
      shown.append(...(text?.cloneNode(true).childNodes ?? []));
      made.append(shown);
    } else made.append(field('guess', translate('present.guess')));
    const hands = field(
      'hands',
      translate('present.hands', { guess: text?.textContent?.trim() ?? '' }).trim(),
    );
    hands.inputMode = 'numeric';
    hands.maxLength = 4;
    const bar = make('span', 'tally-bar');
    bar.ariaHidden = 'true';
    const share = make('span', 'tally-share');
    made.append(hands, bar, share);
    return made;
  };
  box.append(...(options.length > 0 ? options.map(row) : [row(null)]));
  exercise.querySelector('[data-form]')?.after(box);
  return box;
}

function readRows(box: HTMLElement): readonly Guess[] {
  return rowsOf(box).map((row) => ({ guess: guessOf(row), hands: handsOf(row) }));
}

function writeRows(box: HTMLElement, guesses: readonly Guess[]): void {
  box.toggleAttribute('open', true);
  for (const [index, { guess, hands }] of guesses.entries()) {
    const row =
      rowsOf(box).find(({ dataset }) => dataset['tallyOption'] === guess) ??
      rowsOf(box)[index] ??
      addRow(box);
    if (row.dataset['tallyOption'] === undefined) setValue(row, 'guess', guess);
    setValue(row, 'hands', hands === 0 ? '' : String(hands));
  }
  draw(box);
}

/** Bars to the largest count, shares of all in words, and one free row where words are typed. */
function draw(box: HTMLElement): void {
  const counts = rowsOf(box).map(handsOf);
  const [most, all] = [Math.max(1, ...counts), counts.reduce((sum, count) => sum + count, 0)];
  for (const [index, row] of rowsOf(box).entries()) {
    const count = counts[index] ?? 0;
    row.style.setProperty('--share', String(count / most));
    const share = row.querySelector('.tally-share');
    if (share) share.textContent = all === 0 ? '' : `${Math.round((100 * count) / all)}%`;
  }
  const last = rowsOf(box).at(-1);
  if (last && last.dataset['tallyOption'] === undefined && guessOf(last) !== '' && counts.length < MOST_ROWS)
    addRow(box);
}

function addRow(box: HTMLElement): HTMLElement {
  const last = rowsOf(box).at(-1) as HTMLElement;
  const row = last.cloneNode(true) as HTMLElement;
  for (const input of row.querySelectorAll('input')) input.value = '';
  last.after(row);
  return row;
}

const rowsOf = (box: HTMLElement) => [...box.querySelectorAll<HTMLElement>('.tally-row')];
const inputOf = (row: HTMLElement, name: string) => row.querySelector<HTMLInputElement>(`[data-${name}]`);
const guessOf = (row: HTMLElement): string =>
  row.dataset['tallyOption'] ?? inputOf(row, 'guess')?.value.trim() ?? '';

function handsOf(row: HTMLElement): number {
  const text = inputOf(row, 'hands')?.value ?? '';
  return /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : 0;
}

function setValue(row: HTMLElement, name: string, value: string): void {
  const input = inputOf(row, name);
  // Not under the hand of who is typing.
  if (input && input.value !== value && input !== document.activeElement) input.value = value;
}

function make(tag: string, name = ''): HTMLElement {
  const element = document.createElement(tag);
  if (name !== '') element.className = name;
  return element;
}

function field(name: 'guess' | 'hands', label: string): HTMLInputElement {
  const input = document.createElement('input');
  input.type = 'text';
  input.className = `exercise-input tally-${name}`;
  input.dataset[name] = '';
  input.setAttribute('aria-label', label);
  input.autocomplete = 'off';
  return input;
}
