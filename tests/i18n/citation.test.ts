import { expect, it } from 'vitest';
import { authorList, shortCitation } from '../../src/i18n/citation';

const reference = (authors: string[]) => ({
  id: 'x',
  authors,
  title: 'T',
  year: 2022,
  venue: 'V',
  url: 'https://example.org',
  kind: 'paper' as const,
});

it.each([
  [['Hu, Edward J.', 'Shen, Yelong', 'Wallis, Phillip'], 'Hu et al., 2022', 'Hu 等，2022'],
  [['Li, Xiang Lisa', 'Liang, Percy'], 'Li and Liang, 2022', 'Li、Liang，2022'],
  [['Lightning AI'], 'Lightning AI, 2022', 'Lightning AI，2022'],
  [['van der Maaten, Laurens'], 'van der Maaten, 2022', 'van der Maaten，2022'],
])('%j', (authors, english, chinese) => {
  expect(shortCitation(reference(authors), 'en')).toBe(english);
  expect(shortCitation(reference(authors), 'zh')).toBe(chinese);
});

it('lists few authors in full and many by the first ones', () => {
  expect(authorList(reference(['Li, Xiang Lisa', 'Liang, Percy']), 'en')).toBe('Xiang Lisa Li, Percy Liang');
  const many = reference(Array.from({ length: 9 }, (_, index) => `Family${index}, Given`));
  expect(authorList(many, 'en')).toBe('Given Family0, Given Family1, Given Family2, Given Family3 et al.');
  expect(authorList(many, 'zh')).toMatch(/ 等$/);
});
