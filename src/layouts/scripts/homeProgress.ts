import { countOf, type Progress } from '../../exercises/progress/progress';
import { openProgress } from '../../exercises/progress/store';

const store = openProgress();
const rows = [...document.querySelectorAll<HTMLElement>('[data-lesson-progress]')];

store.subscribe(show);
show();

function show(): void {
  for (const row of rows) showCount(row, store.all());
  showResume(store.all());
}

/** “4 of 6 right” in the list of lessons; as built where nothing was tried. */
function showCount(row: HTMLElement, progress: Progress): void {
  const { lessonProgress: slug = '', exercises = '', template = '', untried = '' } = row.dataset;
  const names = exercises.split(' ').filter((name) => name !== '');
  const { right, tried } = countOf(
    progress,
    names.map((name) => `${slug}/${name}`),
  );
  row.textContent = tried === 0 ? untried : template.replace('{right}', String(right));
  row.classList.toggle('all-right', right > 0 && right === names.length);
}

/** The button that starts the course goes on where the reader left off. */
function showResume(progress: Progress): void {
  const button = document.querySelector<HTMLAnchorElement>('[data-resume]');
  const known = rows.map((row) => row.dataset['lessonProgress'] ?? '');
  const [latest] = known
    .flatMap((slug) => {
      const lesson = progress.lessons[slug];
      return lesson ? [{ slug, ...lesson }] : [];
    })
    .sort((one, other) => other.at - one.at);
  if (!button || !latest) return;
  const lesson = document.querySelector<HTMLAnchorElement>(`[data-lesson-link="${latest.slug}"]`);
  const target = new URL(lesson?.href ?? button.href);
  target.hash = latest.place;
  button.href = target.href;
  const number = String(known.indexOf(latest.slug) + 1);
  button.textContent = (button.dataset['resume'] ?? '').replace('{number}', number);
}
