import { PROGRESS_KEY, PROGRESS_VERSION, pageStorage } from '../../exercises/progress/storage';
import { RESULT_EVENT } from '../../exercises/result';

/**
 * What a lesson does about progress before the reader touches anything: it marks the exercises that were answered
 * before, and counts them. All else is fetched at the first touch or the first result. Reads the stored text itself, for
 * the code that reads it with care would cost a tenth of what a lesson may load.
 */
export function followProgress(): void {
  const heading = document.querySelector<HTMLElement>('[data-progress]');
  if (!heading) return;
  showCode();
  markExercises(heading);
  /** Results that came before the code that keeps them; where it does not come, the next one tries again for all. */
  const waiting: Event[] = [];
  const keep = (): Promise<void> =>
    import('./keepProgress').then(({ keepResult }) => {
      for (const event of waiting.splice(0)) keepResult(event as CustomEvent);
    }, console.warn);
  const keepLater = (): void => {
    void keep().then(() => {
      if (waiting.length > 0) heading.textContent = heading.dataset['unkept'] ?? '';
    });
  };
  document.addEventListener(RESULT_EVENT, (event) => {
    waiting.push(event);
    keepLater();
  });
  addEventListener('online', keepLater);
  for (const touch of ['pointerdown', 'keydown', 'wheel', 'touchmove'])
    addEventListener(touch, keepLater, { once: true, passive: true });
}

/** Code that was typed before stands in its box at once; the editor, which comes with a touch, says that it was kept. */
function showCode(): void {
  try {
    for (const field of document.querySelectorAll<HTMLTextAreaElement>('[data-kind="code"] textarea')) {
      const name = field.closest<HTMLElement>('[data-exercise]')?.dataset['exercise'];
      field.value = pageStorage()?.getItem(`low-rank-code:${name}`) || field.value;
    }
  } catch {
    // As below.
  }
}

function markExercises(heading: HTMLElement): void {
  const { progress = '', right, wrong, shown } = heading.dataset;
  const words: Record<string, string | undefined> = { right, wrong, shown };
  try {
    const { version, exercises } = JSON.parse(pageStorage()?.getItem(PROGRESS_KEY) ?? '{}');
    if (version !== PROGRESS_VERSION) return;
    const [, seed] = /^.seed=(\d+)/.exec(location.search) ?? [];
    let count = 0;
    let tried = false;
    for (const exercise of document.querySelectorAll<HTMLElement>('[data-exercise]')) {
      const record = exercises[exercise.dataset['exercise'] ?? ''];
      const word = words[record?.last.state];
      if (word === undefined) continue;
      tried = true;
      if (record.rightAt !== null) count += 1;
      // Of another variant than the one on the page, a solution that was seen says nothing; nor does anything, where a
      // link asks for a variant.
      const sameVariant = record.last.seed === Number(seed ?? 1);
      if (sameVariant || (!seed && record.last.state !== 'shown'))
        exercise.dataset['state'] = record.last.state;
      const mark = document.createElement('span');
      mark.className = 'exercise-kept';
      mark.textContent = word;
      exercise.querySelector('.exercise-title')?.append(mark);
    }
    if (tried) heading.textContent = progress.replace('{right}', String(count));
  } catch {
    // Storage refused, or damaged: the lesson begins unmarked, and `keepProgress` deals with what is there.
  }
}
