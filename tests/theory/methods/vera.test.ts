import { expect, it } from 'vitest';
import { modelById } from '../../../src/facts/models';
import { countVera } from '../../../src/theory/methods/vera';

it('counts what PEFT 0.21 prints', () => {
  expect(countVera(modelById('llama-7b').architecture, 256, ['q', 'v'])).toBe(278_528);
  // PEFT's MetaMathQA run `vera--default`, with grouped-query attention.
  expect(countVera(modelById('llama-3.2-3b').architecture, 256, ['q', 'v'])).toBe(129_024);
});

it('refuses a rank that is none', () => {
  expect(() => countVera(modelById('llama-7b').architecture, 0, ['q'])).toThrow('rank');
});
