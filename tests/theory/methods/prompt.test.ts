import { describe, expect, it } from 'vitest';
import { countPrompt } from '../../../src/theory/methods/prompt';
import { architectureOf } from '../architectures';

describe('countPrompt', () => {
  it('is tokens · H', () => {
    expect(countPrompt(architectureOf('llama-7b'), 20)).toBe(20 * 4096);
  });

  it('is as wide as the embedding where that is narrower than the layers', () => {
    expect(countPrompt(architectureOf('opt-350m'), 20)).toBe(20 * 512);
  });
});
