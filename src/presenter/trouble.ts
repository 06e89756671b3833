import { TROUBLE_EVENT } from './deckWindow';

/** Says that slides could not be had, until others have come. */
export function sayTrouble(main: HTMLElement): void {
  const told = main.querySelector<HTMLElement>('.deck-told');
  document.addEventListener(TROUBLE_EVENT, (event) => {
    if (told)
      told.textContent = (event as CustomEvent<boolean>).detail ? (told.dataset['trouble'] ?? '') : '';
  });
}
