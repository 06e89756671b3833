/** The blocks that `src/styles/settle.css` lays out only when they come near. */
export const BLOCKS =
  '.prose > :nth-child(n + 4), .handout :nth-child(n + 3) > .slide, .slide-mark > *, .figure-picture, .figure-rest, .figure-rest > *, .gallery-figure, .exercise-group, .exercise-list > li, .reference-list > li, .notation-entry, .derivation-line, .lab-panel';

/** Where a page has these it is long, and waits for its reader to rest. */
const LONG = '.slide-mark,.gallery-figure';

/** Milliseconds without a gesture after which a reader is taken to rest. */
const REST = 3000;
/** Milliseconds of layout at a time: a telephone is four times slower or more, and still answers a touch within 50. */
const PIECE = 2;

/**
 * Lays out what is below the first screen while its reader rests, piece by piece between frames, so that the whole is
 * there within seconds for those who listen to it: Chromium leaves what has not been laid out out of its accessibility
 * tree.
 */
export function settle(): void {
  const { dataset } = document.documentElement;
  if (dataset['settling'] === undefined) return;
  // From here on nothing is left to the clock of public/before-paint.js.
  dataset['settling'] = 'begun';
  const waiting = new Set(document.querySelectorAll<HTMLElement>(BLOCKS));
  const show = (block: HTMLElement): void => {
    block.dataset['settled'] = '';
    waiting.delete(block);
  };
  const showPieces = (blocks: IterableIterator<HTMLElement>, goesOn = () => true): void => {
    const start = performance.now();
    for (const block of blocks) {
      if (!goesOn()) return;
      if (!waiting.has(block)) continue;
      show(block);
      // Asking for its height has it laid out now.
      if (block.offsetHeight >= 0 && performance.now() - start < PIECE) continue;
      requestAnimationFrame(() => setTimeout(showPieces, 0, blocks, goesOn));
      return;
    }
  };
  let isFirst = true;
  const near = new IntersectionObserver(
    (entries) => {
      const came = entries.flatMap(({ isIntersecting, target }) =>
        isIntersecting ? ([target, ...target.querySelectorAll(BLOCKS)] as HTMLElement[]) : [],
      );
      // What a reader comes near is shown all at once: it must not grow a second time when it is in sight.
      if (isFirst) showPieces((document.querySelector(LONG) ? came : waiting).values());
      else came.forEach(show);
      isFirst = false;
    },
    { rootMargin: '100%' },
  );
  /** The clock that waits for rest; none while the reader rests. */
  let clock = 0;
  const rest = (): void => {
    clearTimeout(clock);
    clock = window.setTimeout(() => {
      clock = 0;
      showPieces(waiting.values(), () => clock === 0);
    }, REST);
  };

  // A link within the page leads to a place whose height must be known, the Tab key to a field that must be there, and the
  // browser's own search, by Control or Meta, to a word.
  const onGesture = (event: Event): void => {
    const { key, type, target } = event as KeyboardEvent;
    const hash = type === 'click' && (target as Element).closest('a')?.hash;
    if (hash || /Tab|Con|Met/.test(key)) waiting.forEach(show);
    rest();
  };
  for (const block of waiting) near.observe(block);
  // Not scrolling: what grows above a reader is scrolled for by the browser itself.
  for (const gesture of ['wheel', 'touchmove', 'click', 'keydown']) addEventListener(gesture, onGesture);
  rest();
}
