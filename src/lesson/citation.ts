import type { ReferenceFact } from '../facts/types';
import type { Language } from '../i18n/languages';

/** “Hu et al., 2022”; in Chinese “Hu 等，2022”. */
export function shortCitation({ authors, year }: ReferenceFact, language: Language): string {
  const [first = '', second] = authors.map(familyName);
  const comma = language === 'zh' ? '，' : ', ';
  if (authors.length > 2) return `${first}${language === 'zh' ? ' 等' : ' et al.'}${comma}${year}`;
  if (second !== undefined) return `${first}${language === 'zh' ? '、' : ' and '}${second}${comma}${year}`;
  return `${first}${comma}${year}`;
}

/** The family name of “Edward J. Hu”; an organization's name is kept whole. */
function familyName(author: string): string {
  const words = author.split(' ');
  const isPerson =
    words.length >= 2 &&
    words.length <= 4 &&
    words.every((word) => /^\p{Lu}/u.test(word) || /^(de|van|der|von|la)$/.test(word));
  return isPerson ? (words.at(-1) ?? author) : author;
}
