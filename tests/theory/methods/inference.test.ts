import { describe, expect, it } from 'vitest';
import { modelById } from '../../../src/facts/models';
import { METHODS } from '../../../src/theory/methods';
import { inferenceCost } from '../../../src/theory/methods/inference';

const LLAMA = modelById('llama-7b').architecture;
const GROUPED = modelById('llama-3.1-8b').architecture;
const SETUP = { rank: 16, targets: ['q', 'k', 'v', 'o'], bottleneck: 64, tokens: 20 } as const;
const cost = (method: (typeof METHODS)[number], architecture = LLAMA) =>
  inferenceCost(architecture, { ...SETUP, method });

describe('the cost of using what was trained', () => {
  it('is nothing for what can be merged', () => {
    for (const method of METHODS) {
      const { mergeable, extraWork } = cost(method);
      expect(extraWork === 0, method).toBe(mergeable);
    }
    expect(METHODS.filter((method) => !cost(method).mergeable)).toEqual(['adapter', 'prefix', 'prompt']);
  });

  it('is the factors’ own size for LoRA that is not merged', () => {
    expect(cost('lora').unmergedWork).toBe(16_777_216);
    expect(cost('full').unmergedWork).toBe(0);
  });

  it('counts an adapter’s two matrices, not its biases', () => {
    expect(cost('adapter').extraWork).toBe(32 * 2 * 2 * 4096 * 64);
  });

  it('charges every head for each position, and the cache for the heads of keys and values alone', () => {
    expect(cost('prefix').extraWork).toBe(32 * 2 * 20 * 4096);
    expect(cost('prefix', GROUPED).extraWork).toBe(32 * 2 * 20 * 4096);
    expect(cost('prefix').cache).toBe(2 * 5_242_880);
    expect(cost('prefix', GROUPED).cache).toBe(cost('prefix').cache / 4);
    expect(cost('prompt').cache).toBe(cost('prefix').cache);
    expect(cost('adapter').cache).toBe(0);
  });

  it('makes a file of two bytes a trained parameter', () => {
    expect(cost('ia3').file).toBe(2 * 614_400);
    expect(cost('full').file).toBe(2 * 6_738_415_616);
  });
});
