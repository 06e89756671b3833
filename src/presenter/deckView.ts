import type { Outline, Place } from './place';

/** The slides of a window, in their columns. Wall and speaker view have the same ones in the same order. */
export interface DeckView {
  /** The element that holds the columns. */
  readonly slides: HTMLElement;
  outline(): Outline;
  at(place: Place): HTMLElement | null;
}

/** @param slides the element that the build wrote; `data-lesson` names whose slides it holds */
export function createDeckView(slides: HTMLElement): DeckView {
  const columns = () => [...slides.querySelectorAll<HTMLElement>(':scope > .deck-column')];
  const rowsOf = (column: HTMLElement) => [...column.querySelectorAll<HTMLElement>(':scope > .slide')];
  return {
    slides,
    outline: () => ({
      lesson: slides.dataset['lesson'] ?? '',
      steps: columns().map((column) => rowsOf(column).map((slide) => fragmentsOf(slide).length)),
    }),
    at({ column, row }) {
      const found = columns()[column];
      return (found && rowsOf(found)[row]) ?? null;
    },
  };
}

export const fragmentsOf = (slide: HTMLElement): readonly HTMLElement[] => [
  ...slide.querySelectorAll<HTMLElement>('.fragment'),
];

/**
 * An exercise’s answer is its slide’s one step: its solution is neither seen nor in the way before. Opened by hand, it
 * stays open.
 */
export function showSolution(slide: HTMLElement, shown: boolean): void {
  const reveal = slide.querySelector('[data-reveal]');
  const solution = slide.querySelector<HTMLDetailsElement>('details[data-solution]');
  if (!reveal || !solution) return;
  slide.toggleAttribute('data-revealed', shown);
  if (solution.open !== shown) solution.open = shown;
}
