import { followExercises } from '../../exercises/selfCheck';
import { followProgress } from './progress';

followContentsRail();
followExercises();
followProgress();
closeSymbolsWithEscape();
reachWhatScrolls();

/** Marks the section in view in the contents rail; on wide screens the rail is unfolded. */
function followContentsRail(): void {
  const rail = document.querySelector<HTMLElement>('.rail');
  const fold = rail?.querySelector('details');
  if (!rail || !fold) return;
  const narrow = matchMedia('(max-width: 1099px)');
  const adapt = (): void => {
    fold.open = !narrow.matches;
  };
  narrow.addEventListener('change', adapt);
  adapt();
  const links = new Map(
    [...rail.querySelectorAll<HTMLAnchorElement>('.rail-sections a')].map((link) => [
      link.hash.slice(1),
      link,
    ]),
  );
  const mark = (id: string): void => {
    for (const [section, link] of links) {
      if (section === id) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  const headings = [...document.querySelectorAll('.prose h2[id]')];
  let frame = 0;
  const follow = (): void => {
    frame = 0;
    // The last heading above the line a quarter down the window is the one being read.
    mark(headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 4)?.id ?? '');
  };
  document.addEventListener(
    'scroll',
    () => {
      if (frame === 0) frame = requestAnimationFrame(follow);
    },
    { passive: true },
  );
  follow();
  rail.addEventListener('click', (event) => {
    if (event.target instanceof HTMLAnchorElement && narrow.matches) fold.open = false;
  });
}

/** A definition that covers text can be put away without moving the pointer or the focus far. */
function closeSymbolsWithEscape(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.activeElement instanceof HTMLElement) {
      if (document.activeElement.closest('.symbol')) document.activeElement.blur();
    }
  });
}

/** A formula or table that is wider than the screen scrolls by the keyboard too; one that is not is no stop for Tab. */
function reachWhatScrolls(): void {
  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0');
      else target.removeAttribute('tabindex');
    }
  });
  for (const box of document.querySelectorAll('.derivation-formula, .prose .katex-display'))
    watcher.observe(box);
}
