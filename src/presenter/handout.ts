import { mirrorExercises } from './mirrorExercises';
import { mirrorFigures } from './mirrorFigures';
import { openRoom } from './sync/openRoom';

/** As long as paper waits for figures and fonts. */
const PAPER_MS = 3000;
/** After which figures that nobody has come near come alive: paper has no scrolling. */
const FIGURES_MS = 3000;

/**
 * A handout shows what its reader ticks, or what the address names (`?with=notes,answers`), with every figure and exercise as it
 * stands in the windows of its deck that are open.
 */
export function openHandout(): void {
  const main = document.querySelector<HTMLElement>('[data-handout]');
  const slides = main?.querySelector<HTMLElement>('[data-slides]');
  const form = main?.querySelector<HTMLFormElement>('[data-handout-options]');
  if (!main || !slides || !form) return;
  const show = (): void => {
    const has = [...new FormData(form).keys()];
    main.dataset['has'] = has.join(' ');
    for (const each of slides.querySelectorAll<HTMLDetailsElement>('details[data-solution]'))
      each.open = has.includes('answers');
  };
  const query = new URLSearchParams(location.search);
  const wanted = query.get('with')?.split(',');
  if (wanted) for (const box of form.querySelectorAll('input')) box.checked = wanted.includes(box.name);
  form.addEventListener('change', show);
  const figures = [...slides.querySelectorAll<HTMLElement>('.figure')];
  // Each in a task of its own.
  const enliven = (): void => {
    for (const figure of figures) setTimeout(() => figure.dispatchEvent(new Event('focusin')));
  };
  setTimeout(enliven, FIGURES_MS);
  // The keys of the browser's own way to paper.
  addEventListener('keydown', ({ ctrlKey, metaKey }) => {
    if (ctrlKey || metaKey) enliven();
  });
  form.querySelector('[data-print]')?.addEventListener('click', async () => {
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    let isLate = false;
    const late = pause(PAPER_MS).then(() => {
      isLate = true;
    });
    enliven();
    // Slides that wait to be laid out have not asked for their fonts yet.
    delete document.documentElement.dataset['settling'];
    slides.getBoundingClientRect();
    while (figures.some(({ dataset }) => !dataset['state']) && !isLate) await pause(50);
    await Promise.race([document.fonts.ready, late]);
    print();
  });
  show();

  const lesson = main.dataset['handout'] ?? '';
  const deck = query.get('deck') === 'course' ? 'course' : lesson;
  const room = openRoom(deck);
  const mirrored = { root: slides, room, lesson: () => lesson, isHeld: () => false };
  mirrorFigures(mirrored);
  mirrorExercises(mirrored, true);
  room.hello();
}
