import { describe, expect, it } from 'vitest';
import { countPrefix } from '../../../src/theory/methods/prefix';
import { architectureOf } from '../architectures';

describe('countPrefix', () => {
  it('takes the key-value heads: a quarter of 30·32·2·4096 for Llama 3.1 8B', () => {
    const full = 30 * 32 * 2 * 4096;
    expect(countPrefix(architectureOf('llama-7b'), 30)).toBe(full);
    expect(countPrefix(architectureOf('llama-3.1-8b'), 30)).toBe(full / 4);
  });

  it('takes the head size as given where it is not H / heads', () => {
    expect(countPrefix(architectureOf('qwen3-0.6b'), 1)).toBe(28 * 2 * 8 * 128);
  });
});
