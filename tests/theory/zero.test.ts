import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slideMemory } from '../../src/theory/memory';
import { shardedStates, ZERO_STAGES, type ZeroStage } from '../../src/theory/zero';
import { architectureOf, HOSTILE } from './architectures';

describe('shardedStates', () => {
  it('gives the 7.5B example of the ZeRO paper (figure 1: 120, 31.4, 16.6 and 1.9 GB on 64 GPUs)', () => {
    const totals = ZERO_STAGES.map((stage) => (shardedStates(7.5e9, stage, 64).total / 1e9).toFixed(1));
    expect(totals).toEqual(['120.0', '31.4', '16.6', '1.9']);
  });

  it('shards the optimizer first, then gradients, then weights', () => {
    const at = (stage: ZeroStage) => shardedStates(1000, stage, 4);
    expect(at(0)).toEqual({ weights: 2000, gradients: 2000, optimizer: 12_000, total: 16_000 });
    expect(at(1)).toEqual({ weights: 2000, gradients: 2000, optimizer: 3000, total: 7000 });
    expect(at(2)).toEqual({ weights: 2000, gradients: 500, optimizer: 3000, total: 5500 });
    expect(at(3)).toEqual({ weights: 500, gradients: 500, optimizer: 3000, total: 4000 });
  });

  it("is the slide's 16P/N at stage 3", () => {
    const memory = slideMemory({
      architecture: architectureOf('llama-7b'),
      method: 'full',
      rank: 16,
      targets: [],
      gpus: 2,
      batch: 1,
      sequence: 1,
    });
    const { weights, gradients, optimizer } = shardedStates(6_738_415_616, 3, 2);
    expect(memory).toMatchObject({ weights, gradients, optimizer });
  });

  it('is the same at every stage on one GPU, and each stage saves on more', () => {
    const parameters = fc.integer({ min: 1, max: 10 ** 12 });
    fc.assert(
      fc.property(parameters, fc.integer({ min: 2, max: 4096 }), (count, gpus) => {
        for (const stage of ZERO_STAGES) expect(shardedStates(count, stage, 1).total).toBe(16 * count);
        const totals = ZERO_STAGES.map((stage) => shardedStates(count, stage, gpus).total);
        expect(totals).toEqual(totals.toSorted((left, right) => right - left));
        expect(new Set(totals).size).toBe(4);
      }),
    );
  });

  it('refuses bad input by name', () => {
    for (const value of HOSTILE) {
      expect(() => shardedStates(value, 3, 2), String(value)).toThrow('parameters');
      expect(() => shardedStates(1000, 3, value), String(value)).toThrow('gpus');
    }
    for (const value of HOSTILE.filter((value) => value !== 0)) {
      expect(() => shardedStates(1000, value as ZeroStage, 2), String(value)).toThrow('stage');
    }
    expect(() => shardedStates(1000, 4 as ZeroStage, 2)).toThrow(RangeError);
  });
});
