import { describe, expect, it } from 'vitest';
import { relativeUrl } from '../../src/i18n/links';
import { translator } from '../../src/i18n/translate';

describe('translator', () => {
  const translate = translator('en', {
    hello: 'Hello {name}',
    cards: { one: 'one card', other: '{count} cards' },
  });

  it('fills parameters and chooses plural forms', () => {
    expect(translate('hello', { name: 'Ada' })).toBe('Hello Ada');
    expect(translate('cards', { count: 1 })).toBe('one card');
    expect(translate('cards', { count: 8 })).toBe('8 cards');
  });

  it('has one form in Chinese', () => {
    expect(translator('zh', { cards: { other: '{count} 张卡' } })('cards', { count: 1 })).toBe('1 张卡');
  });

  it('throws rather than show a half-filled sentence', () => {
    expect(() => translate('missing')).toThrow('missing');
    expect(() => translate('hello')).toThrow('name');
  });
});

describe('relativeUrl', () => {
  it.each([
    ['/', '/en/', 'en/'],
    ['/en/', '/en/', '../en/'],
    ['/en/', '/icon.svg', '../icon.svg'],
    ['/en/lessons/memory/', '/en/calculator/?v=1', '../../../en/calculator/?v=1'],
    ['/en/lessons/memory/', '/', '../../../'],
    ['/404/', '/en/', 'en/'],
    ['/', '/', './'],
  ])('from %s to %s is %s', (from, to, expected) => {
    expect(relativeUrl(from, to)).toBe(expected);
    const resolved = new URL(
      relativeUrl(from.startsWith('/404') ? '/' : from, to),
      `https://host/x/y${from.startsWith('/404') ? '/' : from}`,
    );
    expect(resolved.href).toBe(`https://host/x/y${to}`);
  });
});
