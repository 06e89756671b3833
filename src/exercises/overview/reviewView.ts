import type { Translate } from '../../i18n/translate';
import { A_SITTING, review } from '../progress/review';
import type { ProgressStore } from '../progress/store';
import type { Course } from './course';

/** The mixed review: links to what is due, each to a variant that was not seen, each with its reason. */
export function followReview(root: ParentNode, course: Course, store: ProgressStore, t: Translate): void {
  const section = root.querySelector<HTMLElement>('[data-review]');
  const lead = section?.querySelector('[data-review-lead]');
  const list = section?.querySelector('[data-review-list]');
  const more = section?.querySelector<HTMLButtonElement>('[data-review-more]');
  if (!section || !lead || !list || !more) return;
  const byId = new Map(course.lessons.flatMap(({ exercises }) => exercises).map((each) => [each.id, each]));
  let most = A_SITTING;

  const show = (): void => {
    const items = review(store.all(), course.exercises, new Date());
    lead.textContent =
      items.length === 0
        ? t('exercises.review.nothing')
        : t('exercises.review.lead', { count: items.length });
    list.replaceChildren(
      ...items.slice(0, most).flatMap(({ exercise, reason, seed }) => {
        const source = byId.get(exercise)?.row.querySelector('a');
        if (!source) return [];
        const item = document.createElement('li');
        const link = source.cloneNode(true) as HTMLAnchorElement;
        const target = new URL(source.href);
        target.search = `seed=${seed}`;
        link.href = target.href;
        const why = document.createElement('span');
        why.className = 'exercise-facts';
        why.textContent = t(`exercises.reason.${reason}`);
        item.append(link, why);
        return [item];
      }),
    );
    more.hidden = items.length <= most;
  };
  more.addEventListener('click', () => {
    const first = most;
    most += A_SITTING;
    show();
    list.children[first]?.querySelector('a')?.focus();
  });
  store.subscribe(show);
  show();
}
