import { languageOf } from '../i18n/languages';
import { type Messages, type Translate, translator } from '../i18n/translate';

/** A translator for the messages that the page carries, in the language that it is in at the time of the call. */
export function readMessages(main: HTMLElement): Translate {
  // A translator makes formats of its language, which is slow: one for as long as the page carries the same.
  let of = '';
  let translate: Translate | undefined;
  return (key, parameters) => {
    const carried = main.querySelector('script[data-present-messages]')?.textContent ?? '{}';
    const language = languageOf(document.documentElement.dataset['language']);
    if (!translate || of !== language + carried) {
      of = language + carried;
      translate = translator(language, JSON.parse(carried) as Messages);
    }
    return translate(key, parameters);
  };
}
