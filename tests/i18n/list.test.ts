import { expect, it } from 'vitest';
import { formatList } from '../../src/i18n/list';

it('sets a list into a sentence as each language does', () => {
  expect(formatList(['13B', '33B', '65B'], 'en')).toBe('13B, 33B, and 65B');
  expect(formatList(['13B', '33B', '65B'], 'zh')).toBe('13B、33B、65B');
  expect(formatList(['33B', '65B'], 'zh')).toBe('33B、65B');
  expect(formatList(['65B'], 'zh')).toBe('65B');
});
