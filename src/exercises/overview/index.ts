import { languageOf } from '../../i18n/languages';
import { type Messages, translator } from '../../i18n/translate';
import { openProgress } from '../progress/store';
import { readCourse } from './course';
import { followFile } from './fileView';
import { followList } from './listView';
import { followReceipt } from './receiptView';
import { followReview } from './reviewView';

/** Brings the page of all exercises to life; as built it is a plain list of links. */
const language = languageOf(document.documentElement.dataset['language']);
const messages = document.querySelector('script[data-exercises-messages]')?.textContent ?? '{}';
const t = translator(language, JSON.parse(messages) as Messages);
const course = readCourse(document);
const store = openProgress();

followReview(document, course, store, t);
followList(document, course, store, t);
followReceipt(document, course, store, { language, t });
followFile(document, store, t);

const trouble = document.querySelector<HTMLElement>('[data-trouble]');
store.subscribe(showTrouble);
showTrouble();

function showTrouble(): void {
  if (!trouble) return;
  trouble.hidden = store.problem === null;
  trouble.textContent = store.problem === null ? '' : t(`exercises.trouble.${store.problem}`);
}
