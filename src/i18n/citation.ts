import type { ReferenceFact } from '../facts/types';
import type { Language } from './languages';

/** Authors are stored as “Hu, Edward J.”; an organization has no comma. */
function familyName(author: string): string {
  return author.split(',')[0] ?? author;
}

/** “Hu et al., 2022”; in Chinese “Hu 等，2022”. */
export function shortCitation({ authors, year, short }: ReferenceFact, language: Language): string {
  if (short) return short[language];
  const [first = '', second] = authors.map(familyName);
  const comma = language === 'zh' ? '，' : ', ';
  if (authors.length > 2) return `${first}${language === 'zh' ? ' 等' : ' et al.'}${comma}${year}`;
  if (second !== undefined) return `${first}${language === 'zh' ? '、' : ' and '}${second}${comma}${year}`;
  return `${first}${comma}${year}`;
}

const MOST_AUTHORS = 6;

/** All authors of a list of references, “Edward J. Hu”, or the first ones of many. */
export function authorList({ authors }: ReferenceFact, language: Language): string {
  const names = authors.map((author) => author.split(', ').reverse().join(' '));
  const separator = language === 'zh' ? '、' : ', ';
  if (names.length <= MOST_AUTHORS) return names.join(separator);
  return names.slice(0, MOST_AUTHORS - 2).join(separator) + (language === 'zh' ? ' 等' : ' et al.');
}
