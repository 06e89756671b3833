import type { Translate } from '../../i18n/translate';
import { type Changes, isNothing } from '../progress/changes';
import type { Import, ProgressStore } from '../progress/store';

/** The name under which progress is saved; a day, so that several lie side by side. */
const fileName = (date: Date): string => `low-rank-progress-${date.toISOString().slice(0, 10)}.json`;

/** Saving progress as a file, taking one in after a look at what it would change, and the reset. */
export function followFile(root: ParentNode, store: ProgressStore, t: Translate): void {
  const section = root.querySelector<HTMLElement>('[data-file-section]');
  const find = <E extends HTMLElement>(name: string) => section?.querySelector<E>(`[data-${name}]`);
  const told = find('file-told');
  const preview = find('preview');
  const list = find('preview-list');
  const choose = find<HTMLInputElement>('choose');
  const dialog = find<HTMLDialogElement>('reset-dialog');
  if (!section || !told || !preview || !list || !choose || !dialog) return;
  section.hidden = false;
  /** The file that is being looked at. */
  let file: string | null = null;

  const say = (sentence: string): void => {
    told.textContent = sentence;
  };
  const save = (): void => {
    const name = fileName(new Date());
    saveText(store.export(), name);
    say(t('exercises.file.saved', { name }));
  };
  const close = (): void => {
    file = null;
    preview.hidden = true;
    choose.value = '';
  };
  const look = (text: string, outcome: Import): void => {
    close();
    if ('problem' in outcome) {
      say(t(`exercises.file.problem.${outcome.problem}`));
      return;
    }
    const { changes, skipped } = outcome;
    const damaged = skipped === 0 ? [] : [t('exercises.file.change.skipped', { count: skipped })];
    if (isNothing(changes)) {
      say([t('exercises.file.nothing'), ...damaged].join(' '));
      return;
    }
    say('');
    file = text;
    list.replaceChildren(
      ...[...sentencesOf(changes, t), ...damaged].map((sentence) => {
        const item = document.createElement('li');
        item.textContent = sentence;
        return item;
      }),
    );
    preview.hidden = false;
    preview.querySelector('h3')?.focus();
  };

  find('save')?.addEventListener('click', save);
  choose.addEventListener('change', async () => {
    const [chosen] = choose.files ?? [];
    if (!chosen) return;
    try {
      const text = await chosen.text();
      look(text, store.preview(text));
    } catch {
      close();
      say(t('exercises.file.problem.unread'));
    }
  });
  find('take')?.addEventListener('click', () => {
    if (file === null) return;
    const outcome = store.import(file);
    close();
    if ('changes' in outcome) {
      const { added, updated } = outcome.changes;
      say(t('exercises.file.taken', { count: added.length + updated.length }));
    }
    choose.focus();
  });
  find('leave')?.addEventListener('click', () => {
    close();
    say(t('exercises.file.left'));
    choose.focus();
  });
  find('reset')?.addEventListener('click', () => dialog.showModal());
  dialog.addEventListener('close', () => {
    const answer = dialog.returnValue;
    dialog.returnValue = '';
    if (answer === '') return;
    if (answer === 'save') save();
    store.reset(new Date());
    forgetCode();
    say(t(answer === 'save' ? 'exercises.file.resetSaved' : 'exercises.file.resetDone'));
  });
}

function sentencesOf({ added, updated, newlyRight, lessons, name }: Changes, t: Translate): string[] {
  const counts = { added: added.length, updated: updated.length, newlyRight: newlyRight.length, lessons };
  return [
    ...Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([change, count]) => t(`exercises.file.change.${change}`, { count })),
    ...(name === null ? [] : [t('exercises.file.change.name', { name })]),
  ];
}

/** Code that was typed stands beside progress: `code/draft.ts`, which would be a file more to fetch for its key. */
function forgetCode(): void {
  // Storage may be refused: then it holds none.
  try {
    for (const key in localStorage) if (key.startsWith('low-rank-code:')) localStorage.removeItem(key);
  } catch {}
}

function saveText(text: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
