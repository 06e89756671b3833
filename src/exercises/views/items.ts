import type { Random } from '../../training/random';
import { shuffled } from '../shuffle';
import { plainText } from './plainText';
import type { ViewContext } from './view';

export interface Items {
  show(random: Random, first: boolean, answer: readonly string[]): void;
  order(): readonly string[];
  /** The items in their order, in the words of the text. */
  shown(): string;
  lock(locked: boolean): void;
}

type Around = Pick<ViewContext<'order'>, 'translate' | 'signal' | 'changed' | 'say'>;

/** Items to bring into order. Two buttons move an item and keep the focus; it can be dragged as well. */
export function createItems(form: HTMLElement, { translate, signal, changed, say }: Around): Items {
  const list = form.querySelector<HTMLElement>('[data-items]');
  if (!list) throw new Error('no items');
  let locked = false;
  const items = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[data-item]')];
  const nameOf = (item: HTMLElement) => item.dataset['item'] ?? '';
  const textOf = (item: HTMLElement): string => plainText(item.querySelector('.exercise-item'));
  const tell = (item: HTMLElement): void => {
    say(translate('exercise.form.moved', { item: textOf(item), place: items().indexOf(item) + 1 }));
  };
  const place = (): void => {
    for (const [index, item] of items().entries()) {
      // A disabled button would lose the focus at the end of the list.
      item.querySelector('[data-move="up"]')?.setAttribute('aria-disabled', String(locked || index === 0));
      item
        .querySelector('[data-move="down"]')
        ?.setAttribute('aria-disabled', String(locked || index === items().length - 1));
    }
  };
  list.addEventListener(
    'click',
    (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>('[data-move]');
      const item = button?.closest<HTMLElement>('[data-item]');
      if (!button || !item || locked) return;
      const up = button.dataset['move'] === 'up';
      const other = up ? item.previousElementSibling : item.nextElementSibling;
      if (!other) return;
      if (up) other.before(item);
      else other.after(item);
      button.focus();
      place();
      changed();
      tell(item);
    },
    { signal },
  );
  list.addEventListener('change', place, { signal });
  let dragged: HTMLElement | null = null;
  const names = (): string => items().map(nameOf).join();
  /** The order before anything was dragged. */
  let before = '';
  list.addEventListener(
    'pointerdown',
    (event) => {
      const target = event.target as Element;
      const item = target.closest<HTMLElement>('[data-item]');
      if (!item || locked || event.button !== 0 || target.closest('button')) return;
      event.preventDefault();
      dragged = item;
      before = names();
      item.classList.add('dragged');
      list.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  list.addEventListener(
    'pointermove',
    (event) => {
      if (!dragged) return;
      for (const item of items()) {
        if (item === dragged) continue;
        const { top, bottom } = item.getBoundingClientRect();
        if (event.clientY < top || event.clientY > bottom) continue;
        const isAbove = items().indexOf(item) < items().indexOf(dragged);
        if (isAbove && event.clientY < (top + bottom) / 2) item.before(dragged);
        if (!isAbove && event.clientY > (top + bottom) / 2) item.after(dragged);
        break;
      }
    },
    { signal },
  );
  const drop = (): void => {
    if (!dragged) return;
    dragged.classList.remove('dragged');
    const item = dragged;
    dragged = null;
    // A click, or a page that was scrolled by an item, moves nothing.
    if (names() === before) return;
    place();
    changed();
    tell(item);
  };
  for (const type of ['pointerup', 'pointercancel']) list.addEventListener(type, drop, { signal });
  return {
    show(random, first, answer) {
      if (!first) {
        const names = items().map(nameOf).sort();
        const byName = new Map(items().map((item) => [nameOf(item), item]));
        for (const name of shuffled(names, random, answer)) list.append(byName.get(name) ?? '');
      }
      place();
    },
    order: () => items().map(nameOf),
    shown: () => items().map(textOf).join(' > '),
    lock(next) {
      locked = next;
      place();
    },
  };
}
