/** The blocks that `src/styles/settle.css` lays out only when they come near. */
export const BLOCKS =
  '.prose > :nth-child(n + 4), .gallery-figure, .exercise-group, .exercise-list > li, .notation-entry, .lab-panel, .figure-rest';

/** Milliseconds of layout at a time: a telephone is four times slower or more, and still answers a touch within 50. */
const PIECE = 2;

/**
 * Lays out what is below the first screen, piece by piece between frames, so that the whole is there within seconds
 * for those who listen to it: Chromium leaves what has not been laid out out of its accessibility tree.
 */
export function settle(): void {
  if (document.documentElement.dataset['settling'] === undefined) return;
  const blocks = [...document.querySelectorAll<HTMLElement>(BLOCKS)].values();
  const piece = (): void => {
    const start = performance.now();
    for (const block of blocks) {
      block.dataset['settled'] = '';
      // Asking for its height has it laid out now.
      if (block.offsetHeight >= 0 && performance.now() - start < PIECE) continue;
      requestAnimationFrame(() => setTimeout(piece));
      return;
    }
  };
  requestAnimationFrame(() => setTimeout(piece));
  // A link within the page leads to a place whose height must be known.
  document.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element) || !target.closest('a[href^="#"]')) return;
    for (const block of blocks) block.dataset['settled'] = '';
  });
}
