import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MODELS } from '../../src/facts/models';
import { RECOMPUTATIONS, type Recomputation, storedActivations } from '../../src/theory/activations';
import { slideMemory } from '../../src/theory/memory';
import { architectureOf, HOSTILE } from './architectures';

/** GPT-3 175B: 96 layers, h = 12288, a = 96; facts §4.7 says that its 5as/h is 80 at s = 2048. */
const gpt3 = {
  ...architectureOf('gpt2'),
  numHiddenLayers: 96,
  hiddenSize: 12_288,
  numAttentionHeads: 96,
  numKeyValueHeads: 96,
  headDim: 128,
  intermediateSize: 49_152,
  learnedPositions: 2048,
};

describe('storedActivations', () => {
  it('keeps sbh(34 + 80), 34sbh and 2sbh a layer for GPT-3', () => {
    const layers = 96 * 2048 * 12_288;
    expect(storedActivations(gpt3, 1, 2048, 'none')).toBe(layers * (34 + 80));
    expect(storedActivations(gpt3, 1, 2048, 'selective')).toBe(layers * 34);
    expect(storedActivations(gpt3, 1, 2048, 'full')).toBe(layers * 2);
  });

  it("is the slide's 2LBTH with full recomputation", () => {
    for (const { architecture } of MODELS) {
      const memory = slideMemory({
        architecture,
        method: 'full',
        rank: 1,
        targets: [],
        gpus: 1,
        batch: 3,
        sequence: 700,
      });
      expect(storedActivations(architecture, 3, 700, 'full')).toBe(memory.activations);
    }
  });

  it('is linear in the batch, and stores more the less it recomputes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MODELS),
        fc.integer({ min: 1, max: 512 }),
        fc.integer({ min: 1, max: 32_768 }),
        ({ architecture }, batch, sequence) => {
          const [none, selective, full] = RECOMPUTATIONS.map((policy) =>
            storedActivations(architecture, batch, sequence, policy),
          );
          expect(none).toBeGreaterThan(selective ?? Number.NaN);
          expect(selective).toBeGreaterThan(full ?? Number.NaN);
          for (const policy of RECOMPUTATIONS) {
            const one = storedActivations(architecture, 1, sequence, policy);
            expect(storedActivations(architecture, batch, sequence, policy)).toBe(batch * one);
          }
        },
      ),
    );
  });

  it('refuses bad input by name', () => {
    for (const value of HOSTILE) {
      expect(() => storedActivations(gpt3, value, 2048, 'full'), String(value)).toThrow('batch');
      expect(() => storedActivations(gpt3, 1, value, 'full'), String(value)).toThrow('sequence');
    }
    expect(() => storedActivations(gpt3, 1, 1, 'some' as Recomputation)).toThrow('policy');
  });
});
