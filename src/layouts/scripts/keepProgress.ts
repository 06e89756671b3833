import { countOf } from '../../exercises/progress/progress';
import { openProgress } from '../../exercises/progress/store';
import type { ExerciseResult } from '../../exercises/result';

/** Keeps a lesson's progress from the reader's first touch on: results as they come, and where the reader is. */
const store = openProgress();
const heading = document.querySelector<HTMLElement>('[data-progress]');
const slug = heading?.dataset['lesson'] ?? '';
const exercises = [...document.querySelectorAll<HTMLElement>('[data-exercise]')].map(
  (exercise) => exercise.dataset['exercise'] ?? '',
);

/** Long enough that a page that is being scrolled through does not write at every section. */
const QUIET_MS = 800;

store.subscribe(showCount);
followPlace();

/** Called once for each result. */
export function keepResult({ detail, target }: CustomEvent<ExerciseResult>): void {
  store.record(detail, new Date());
  if (target instanceof Element) target.querySelector('.exercise-kept')?.remove();
}

function showCount(): void {
  const { right, tried } = countOf(store.all(), exercises);
  const { progress = '', untried = '' } = heading?.dataset ?? {};
  if (!heading) return;
  const count = tried === 0 ? untried : progress.replace('{right}', String(right));
  // What could not be read is set aside, and kept anew from here on: no words for that in a lesson.
  const unkept = heading.getAttribute(`data-unkept-${store.problem}`);
  heading.textContent = unkept ? `${count} · ${unkept}` : count;
}

/** Notes the section that the contents rail marks, when the reader rests there or leaves. */
function followPlace(): void {
  let noted: string | null = null;
  let timer = 0;
  const note = (): void => {
    clearTimeout(timer);
    const link = document.querySelector<HTMLAnchorElement>('.rail-sections [aria-current]');
    const place = link?.hash.slice(1) ?? '';
    if (place === noted) return;
    noted = place;
    store.visited(slug, place, new Date());
  };
  document.addEventListener(
    'scroll',
    () => {
      clearTimeout(timer);
      timer = window.setTimeout(note, QUIET_MS);
    },
    { passive: true },
  );
  addEventListener('pagehide', note);
  note();
}
