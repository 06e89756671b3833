import { languageOf } from '../i18n/languages';
import { type Messages, type Translate, translator } from '../i18n/translate';

/** A translator for the messages that the page carries, in the language that it is in at the time of the call. */
export function readMessages(main: HTMLElement): Translate {
  return (key, parameters) => {
    const carried = main.querySelector('script[data-present-messages]')?.textContent ?? '{}';
    const language = languageOf(document.documentElement.dataset['language']);
    return translator(language, JSON.parse(carried) as Messages)(key, parameters);
  };
}
