import { flatten, type Nested } from '../../i18n/flatten';
import type { Language } from '../../i18n/languages';
import { type Messages, type Translate, translator } from '../../i18n/translate';

export interface ExerciseMessages {
  readonly translate: Translate;
  /** Whether there is a message of this full key. */
  has(key: string): boolean;
}

/** The section `exercise` of the interface's messages in one language, for the browser: no other section is fetched. */
export async function loadMessages(language: Language): Promise<ExerciseMessages> {
  const { exercise } = await (language === 'zh' ? import('./zh') : import('./en'));
  const messages: Messages = flatten({ exercise } as Nested);
  return { translate: translator(language, messages), has: (key) => Object.hasOwn(messages, key) };
}
