import type { Translate } from '../../i18n/translate';
import { countOf } from '../progress/progress';
import type { ProgressStore } from '../progress/store';
import type { Course } from './course';
import { FILTER_NAMES, type Filters, listedState, matches, withFilters } from './filters';

/** The list of all exercises: states, counts, and the filters, which stand in the address. */
export function followList(root: ParentNode, course: Course, store: ProgressStore, t: Translate): void {
  const form = root.querySelector<HTMLFormElement>('[data-filters]');
  const told = root.querySelector<HTMLElement>('[data-filter-result]');
  if (!form || !told) return;
  const selects = new Map(
    FILTER_NAMES.map((name) => [name, form.querySelector<HTMLSelectElement>(`[name="${name}"]`)]),
  );
  const read = (): Filters => ({
    lesson: selects.get('lesson')?.value ?? '',
    kind: selects.get('kind')?.value ?? '',
    state: selects.get('state')?.value ?? '',
  });

  const show = (): void => {
    const filters = read();
    const now = new Date();
    let shown = 0;
    for (const { slug, exercises } of course.lessons) {
      let inLesson = 0;
      for (const { id, row } of exercises) {
        const kind = row.dataset['kind'] ?? '';
        row.hidden = !matches(filters, { lesson: slug, kind, id }, store.all(), now);
        if (!row.hidden) inLesson += 1;
        const state = listedState(store.all(), id);
        const mark = row.querySelector<HTMLElement>('[data-row-state]');
        if (mark) {
          mark.textContent = t(`exercises.state.${state}`);
          mark.dataset['rowState'] = state;
        }
      }
      shown += inLesson;
      const group = root.querySelector<HTMLElement>(`[data-group="${slug}"]`);
      if (group) group.hidden = inLesson === 0;
      const count = group?.querySelector('[data-group-count]');
      if (count)
        count.textContent = countText(
          exercises.map(({ id }) => id),
          store,
          t,
        );
    }
    told.textContent =
      shown === 0 ? t('exercises.filter.none') : t('exercises.filter.shown', { count: shown });
  };

  const unknown = fillFrom(new URLSearchParams(location.search), selects);
  show();
  if (unknown) told.textContent = `${t('exercises.filter.unknown')} ${told.textContent}`;
  form.addEventListener('change', () => {
    const address = new URL(location.href);
    address.search = withFilters(location.search, read());
    history.replaceState(history.state, '', address);
    show();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  store.subscribe(show);
}

function countText(exercises: readonly string[], store: ProgressStore, t: Translate): string {
  const { right, tried } = countOf(store.all(), exercises);
  const count = exercises.length;
  return tried === 0 ? t('progress.exercises', { count }) : t('progress.rightOf', { right, count });
}

/** Whether the address asks for something that is not on offer. */
function fillFrom(
  parameters: URLSearchParams,
  selects: ReadonlyMap<string, HTMLSelectElement | null>,
): boolean {
  let unknown = false;
  for (const [name, select] of selects) {
    const wanted = parameters.get(name);
    if (wanted === null) continue;
    if (select && [...select.options].some(({ value }) => value === wanted)) select.value = wanted;
    else unknown = true;
  }
  return unknown;
}
