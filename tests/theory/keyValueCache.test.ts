import { expect, it } from 'vitest';
import { modelById } from '../../src/facts/models';
import { keyValueCache } from '../../src/theory/keyValueCache';
import { countPrefix } from '../../src/theory/methods';

it('keeps a key and a value of 16 bits at every layer for every token', () => {
  const { architecture } = modelById('llama-7b');
  expect(keyValueCache(architecture, 1)).toBe(2 * 2 * 32 * 4096);
  expect(keyValueCache(architecture, 0)).toBe(0);
  expect(() => keyValueCache(architecture, -1)).toThrow('tokens');
});

it('is fewer bytes with grouped-query attention, and twice the parameters of a prefix of as many tokens', () => {
  const { architecture } = modelById('llama-3.1-8b');
  expect(keyValueCache(architecture, 30)).toBe(2 * 1_966_080);
  expect(keyValueCache(architecture, 30)).toBe(2 * countPrefix(architecture, 30));
});
