import { describe, expect, it } from 'vitest';
import { MODELS } from '../../../src/facts/models';
import { countBitfit } from '../../../src/theory/methods/bitfit';
import { countParameters } from '../../../src/theory/parameters';
import { architectureOf } from '../architectures';

describe('countBitfit', () => {
  it.each(['llama-7b', 'llama-3.1-8b', 'mistral-7b', 'qwen3-8b', 'gemma-2-9b', 'mixtral-8x7b'])(
    'finds nothing to train in %s',
    (id) => {
      expect(countBitfit(architectureOf(id))).toBe(0);
    },
  );

  it('finds the biases of q, k and v in Qwen2.5', () => {
    expect(countBitfit(architectureOf('qwen2.5-0.5b'))).toBe(24 * (896 + 128 + 128));
    expect(countBitfit(architectureOf('qwen2.5-7b'))).toBe(28 * (3584 + 512 + 512));
  });

  it('finds biases everywhere in GPT-2, OPT and BLOOM', () => {
    expect(countBitfit(architectureOf('gpt2'))).toBe(12 * (3 * 768 + 768 + 3072 + 768 + 2 * 768) + 768);
    expect(countBitfit(architectureOf('opt-350m'))).toBe(24 * (4 * 1024 + 4096 + 1024 + 2 * 1024));
    expect(countBitfit(architectureOf('bloom-560m'))).toBe(
      24 * (4 * 1024 + 4096 + 1024 + 2 * 1024) + 2 * 1024,
    );
  });

  it('is what a model loses when its biases are taken away', () => {
    for (const { id, architecture } of MODELS) {
      const bare = {
        ...architecture,
        attentionBias: { qkv: false, output: false },
        feedForwardBias: false,
        norm: 'rms',
      } as const;
      expect(countBitfit(architecture), id).toBe(
        countParameters(architecture).total - countParameters(bare).total,
      );
    }
  });
});
