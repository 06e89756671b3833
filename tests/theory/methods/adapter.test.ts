import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../../src/theory/architecture';
import { countAdapter } from '../../../src/theory/methods/adapter';
import { countLora, countParameters } from '../../../src/theory/parameters';
import { architectureOf } from '../architectures';

/** GPT-3 175B as in facts §2: 96 layers, d = 12288, 96 heads, V = 50257, T = 2048. */
const GPT3: Architecture = {
  ...architectureOf('gpt2'),
  numHiddenLayers: 96,
  hiddenSize: 12_288,
  numAttentionHeads: 96,
  numKeyValueHeads: 96,
  headDim: 128,
  intermediateSize: 4 * 12_288,
  learnedPositions: 2048,
};

describe('countAdapter', () => {
  it('gives the LoRA paper’s counts for GPT-3, norms frozen (facts §3.3)', () => {
    expect(countAdapter(GPT3, 1)).toBe(7_078_080);
    expect(countAdapter(GPT3, 8)).toBe(40_109_568);
  });

  it('adds 2·L̂_LN·d where the norms are trained', () => {
    expect(countAdapter(GPT3, 1, 'trained') - countAdapter(GPT3, 1)).toBe(2 * (2 * 96) * 12_288);
  });

  it('adds one weight a dimension where the norms have no bias', () => {
    const llama = architectureOf('llama-7b');
    expect(countAdapter(llama, 64, 'trained') - countAdapter(llama, 64)).toBe(32 * 2 * 4096);
  });

  it('is two adapters of 2Hb + b + H a layer', () => {
    expect(countAdapter(architectureOf('llama-7b'), 64)).toBe(32 * 2 * (2 * 4096 * 64 + 64 + 4096));
  });
});

describe('the stand-in for GPT-3', () => {
  it('has the total of facts §2 and the LoRA counts of §3.3', () => {
    expect(countParameters(GPT3).total).toBe(174_604_259_328);
    const separate = { ...GPT3, fusedQkv: false };
    expect(countLora(separate, 1, ['q', 'v'])).toBe(4_718_592);
    expect(countLora(separate, 4, ['q', 'v'])).toBe(18_874_368);
    expect(countLora(separate, 8, ['q', 'v'])).toBe(37_748_736);
  });
});
