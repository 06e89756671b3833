/** The course's languages, in the order of the language switch. Every page exists in each of them. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** BCP 47 tags for `lang` attributes and `Intl`. */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };

/** What each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

export function isLanguage(value: string): value is Language {
  return (LANGUAGES as readonly string[]).includes(value);
}

export function languageOf(value: string | undefined): Language {
  if (value === undefined || !isLanguage(value)) throw new Error(`not a language of the course: ${value}`);
  return value;
}

export function otherLanguage(language: Language): Language {
  return language === 'en' ? 'zh' : 'en';
}
