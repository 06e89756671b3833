import { followExercises } from '../../exercises/selfCheck';

followContentsRail();
followExercises();
closeSymbolsWithEscape();

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
  // Fires whenever a heading crosses the line a quarter down the window; the last one above it is being read.
  const watcher = new IntersectionObserver(
    () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 4);
      mark(passed.at(-1)?.id ?? '');
    },
    { rootMargin: '0px 0px -75% 0px' },
  );
  for (const heading of headings) watcher.observe(heading);
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
