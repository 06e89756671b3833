import { LANGUAGE_TAGS, type Language } from './languages';

/** An enumeration within a sentence, “1, 2, and 4”. Chinese sets its mark of enumeration throughout: “1、2、4”. */
export function formatList(items: readonly string[], language: Language): string {
  return language === 'zh' ? items.join('、') : new Intl.ListFormat(LANGUAGE_TAGS.en).format(items);
}
