import { formatPercent } from '../../i18n/format';
import { LANGUAGE_TAGS, type Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { ProgressStore } from '../progress/store';
import type { Course } from './course';
import { type Receipt, receiptOf } from './receipt';

/** The receipt: made at a press from what is kept then, and printed as a page of its own. */
export function followReceipt(
  root: ParentNode,
  course: Course,
  store: ProgressStore,
  { language, t }: { language: Language; t: Translate },
): void {
  const section = root.querySelector<HTMLElement>('[data-receipt-section]');
  const form = section?.querySelector<HTMLFormElement>('[data-receipt-form]');
  const input = form?.querySelector<HTMLInputElement>('[name="name"]');
  const print = form?.querySelector<HTMLButtonElement>('[data-print]');
  const told = section?.querySelector('[data-receipt-told]');
  const place = section?.querySelector<HTMLElement>('[data-receipt]');
  if (!section || !form || !input || !print || !told || !place) return;
  const fill = (): void => {
    if (document.activeElement !== input) input.value = store.all().student?.name ?? input.value;
  };
  fill();
  store.subscribe(fill);
  section.hidden = false;

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const name = input.value.trim();
    if (name === '') {
      told.textContent = t('exercises.receipt.nameless');
      input.focus();
      return;
    }
    const date = new Date();
    if (name !== store.all().student?.name) store.named(name, date);
    place.replaceChildren(...drawReceipt(receiptOf(store.all(), course.lessons, name, date), language, t));
    place.hidden = false;
    print.hidden = false;
    told.textContent = t('exercises.receipt.made');
  });
  print.addEventListener('click', () => window.print());
}

function drawReceipt(receipt: Receipt, language: Language, t: Translate): Node[] {
  const { name, date, lessons, right, tried, total, score, check } = receipt;
  const when = new Intl.DateTimeFormat(LANGUAGE_TAGS[language], { dateStyle: 'long', timeStyle: 'short' });
  const head = element('h3', t('exercises.receipt.heading'));
  const facts = element('dl');
  for (const [term, value] of [
    ['name', name],
    ['date', when.format(date)],
    [
      'score',
      t('exercises.receipt.scoreLine', { score: formatPercent(score, language), right, tried, total }),
    ],
    ['check', check],
  ] as const) {
    const pair = element('div');
    pair.append(element('dt', t(`exercises.receipt.${term}`)), element('dd', value));
    facts.append(pair);
  }
  const table = element('table');
  const headings = element('tr');
  for (const column of ['lesson', 'right', 'tried', 'score', 'seeds'] as const) {
    const cell = element('th', t(`exercises.receipt.column.${column}`));
    cell.scope = 'col';
    headings.append(cell);
  }
  const body = element('tbody');
  for (const lesson of lessons) {
    const title = element('th', lesson.title);
    title.scope = 'row';
    const row = element('tr');
    row.append(
      title,
      element('td', `${lesson.right} / ${lesson.total}`),
      element('td', String(lesson.tried)),
      element('td', formatPercent(lesson.score, language)),
      element('td', lesson.seeds.map(({ label, seed }) => `${label}: ${seed}`).join(', ') || '–'),
    );
    body.append(row);
  }
  const top = element('thead');
  top.append(headings);
  table.append(top, body);
  const scroll = element('div');
  scroll.className = 'table-scroll';
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'group');
  scroll.setAttribute('aria-label', t('exercises.receipt.heading'));
  scroll.append(table);
  return [head, facts, scroll, element('p', t('exercises.receipt.noProof'))];
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, text = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
