import en from '../../content/ui/en.json';
import zh from '../../content/ui/zh.json';
import { flatten } from './flatten';
import type { Language } from './languages';
import { type Messages, type Translate, translator } from './translate';

/** Build time only: the whole interface in both languages. The browser gets sections of it (`messagesOf`). */
const TABLES: Readonly<Record<Language, Messages>> = { en: flatten(en), zh: flatten(zh) };

const TRANSLATORS: Readonly<Record<Language, Translate>> = {
  en: translator('en', TABLES.en),
  zh: translator('zh', TABLES.zh),
};

/** The interface's messages of one language, by dotted key. */
export function interfaceOf(language: Language): Translate {
  return TRANSLATORS[language];
}

/** Whether the interface has a message, or messages for its numbers, by that key. */
export function hasMessage(language: Language, key: string): boolean {
  return Object.keys(TABLES[language]).some((each) => isBelow(each, key));
}

/** The messages below the given sections (`['figure', 'calculator']`) or of just that key, for a widget to carry into the page. */
export function messagesOf(language: Language, sections: readonly string[]): Messages {
  return Object.fromEntries(
    Object.entries(TABLES[language]).filter(([key]) => sections.some((section) => isBelow(key, section))),
  );
}

const isBelow = (key: string, section: string): boolean => key === section || key.startsWith(`${section}.`);
