/** The blocks that `src/styles/settle.css` lays out only when they come near. */
export const BLOCKS =
  '.prose > :nth-child(n + 4), .slide-mark > *, .derivation-line, .figure-picture, .figure-rest > *, .gallery-figure, .exercise-group, .exercise-list > li, .notation-entry, .reference-list > li, .references > section + section, .lab-panel, .figure-rest, .handout .slide';

/** Milliseconds of layout at a time: a telephone is four times slower or more, and still answers a touch within 50. */
const PIECE = 2;

/**
 * Lays out what is below the first screen, piece by piece between frames, so that the whole is there within seconds
 * for those who listen to it: Chromium leaves what has not been laid out out of its accessibility tree.
 */
export function settle(): void {
  const root = document.documentElement;
  if (root.dataset['settling'] === undefined) return;
  // From here on nothing is left to the clock of public/before-paint.js.
  root.dataset['settling'] = 'begun';
  const all = [...document.querySelectorAll<HTMLElement>(BLOCKS)];
  const blocks = all.values();
  const near = new IntersectionObserver(
    (entries) => {
      // All of it at once: what is near must not grow a second time when it has come into sight.
      for (const { isIntersecting, target } of entries)
        if (isIntersecting)
          for (const block of [target, ...target.querySelectorAll(BLOCKS)]) show(block as HTMLElement);
    },
    { rootMargin: '100% 0px' },
  );
  const show = (block: HTMLElement): void => {
    block.dataset['settled'] = '';
    near.unobserve(block);
  };
  const showAll = (): void => {
    for (const block of blocks) show(block);
  };
  const piece = (): void => {
    const start = performance.now();
    for (const block of blocks) {
      show(block);
      // Asking for its height has it laid out now.
      if (block.offsetHeight >= 0 && performance.now() - start < PIECE) continue;
      requestAnimationFrame(() => setTimeout(piece));
      return;
    }
  };
  for (const block of all) near.observe(block);
  requestAnimationFrame(() => setTimeout(piece));
  // A link within the page leads to a place whose height must be known, and the Tab key to a field that must be there.
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('a')?.hash) showAll();
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Tab') showAll();
  });
}
