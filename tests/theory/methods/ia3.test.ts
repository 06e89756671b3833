import { describe, expect, it } from 'vitest';
import { countIa3 } from '../../../src/theory/methods/ia3';
import { architectureOf } from '../architectures';

describe('countIa3', () => {
  it('scales keys, values and the inputs of the down projection', () => {
    expect(countIa3(architectureOf('llama-3.1-8b'))).toBe(32 * (1024 + 1024 + 14_336));
  });

  it('scales all outputs of a matrix that keys and values share with the queries', () => {
    expect(countIa3(architectureOf('gpt2'))).toBe(12 * (3 * 768 + 3072));
  });

  it('gives every expert scales of its own', () => {
    expect(countIa3(architectureOf('mixtral-8x7b'))).toBe(32 * (1024 + 1024 + 8 * 14_336));
  });
});
