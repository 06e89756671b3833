import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gpuById } from '../../src/facts/gpus';
import { MODELS } from '../../src/facts/models';
import { ATTENTION_MATRICES } from '../../src/theory/architecture';
import { fewestPowerOfTwoGpus, fits, headroom, largestBatch } from '../../src/theory/fit';
import { SLIDE_METHODS, slideMemory } from '../../src/theory/memory';
import type { Method } from '../../src/theory/methods';
import { GIB } from '../../src/theory/units';
import { architectureOf, HOSTILE } from './architectures';

function setup(model: string, method: Method, gpus: number, batch: number) {
  return {
    architecture: architectureOf(model),
    method,
    rank: 16,
    targets: ATTENTION_MATRICES,
    gpus,
    batch,
    sequence: 512,
  };
}

const A800 = gpuById('a800-80g').memory;

describe('fits and headroom', () => {
  it('fits exactly at the limit', () => {
    expect(fits(100, 100)).toBe(true);
    expect(fits(101, 100)).toBe(false);
    expect(headroom(60, 100)).toBe(40);
    expect(headroom(140, 100)).toBe(-40);
  });

  it('agree', () => {
    const bytes = fc.double({ min: 0, max: Number.MAX_SAFE_INTEGER, noNaN: true });
    fc.assert(
      fc.property(bytes, bytes, (total, memory) => {
        expect(fits(total, memory)).toBe(total <= memory);
        expect(fits(total, memory)).toBe(headroom(total, memory) >= 0);
      }),
    );
  });

  it('refuse what is no number of bytes', () => {
    // Fractions and 2^53 are numbers of bytes, if inexact ones; a zettabyte more is none.
    for (const value of [...HOSTILE.filter((each) => each !== 0 && each !== 1.5 && each !== 2 ** 53), 1e22]) {
      expect(() => fits(value, 1), String(value)).toThrow('total');
      expect(() => fits(1, value), String(value)).toThrow('memory');
      expect(() => headroom(value, 1), String(value)).toThrow(RangeError);
    }
  });
});

describe('fewestPowerOfTwoGpus', () => {
  it.each([
    ['llama-7b', 'full', 8, 2],
    ['llama-13b', 'full', 8, 4],
    ['llama-33b', 'full', 4, 8],
    ['llama-65b', 'full', 2, 16],
    ['llama-7b', 'lora', 16, 1],
    ['llama-13b', 'lora', 8, 1],
    ['llama-33b', 'lora', 1, 1],
    ['llama-65b', 'lora', 1, 2],
  ] as const)("reproduces the deck's GPUs: %s %s, batch %i, on %i", (model, method, batch, gpus) => {
    expect(fewestPowerOfTwoGpus(setup(model, method, 1, batch), A800)).toBe(gpus);
  });

  it('is null when sharding cannot help, and within a limit', () => {
    expect(fewestPowerOfTwoGpus(setup('llama-7b', 'full', 1, 1), 5e9)).toBeNull();
    expect(fewestPowerOfTwoGpus(setup('llama-65b', 'full', 1, 2), A800, 15)).toBeNull();
    expect(fewestPowerOfTwoGpus(setup('llama-65b', 'full', 1, 2), A800, 16)).toBe(16);
  });

  it('refuses bad input by name', () => {
    const run = setup('llama-7b', 'full', 1, 1);
    expect(() => fewestPowerOfTwoGpus(run, Number.NaN)).toThrow('memory');
    expect(() => fewestPowerOfTwoGpus(run, A800, 0)).toThrow('limit');
    expect(() => fewestPowerOfTwoGpus({ ...run, batch: 0 }, A800)).toThrow('batch');
  });
});

describe('largestBatch', () => {
  it('E11: leaves LoRA on 7B far more than the 16 sequences of the deck', () => {
    expect(largestBatch(setup('llama-7b', 'lora', 1, 1), A800)).toBeGreaterThan(4 * 16);
  });

  it('is 0 when not even one sequence fits', () => {
    expect(largestBatch(setup('llama-65b', 'lora', 1, 1), A800)).toBe(0);
    expect(largestBatch(setup('llama-7b', 'full', 1, 1), 0)).toBe(0);
  });

  it('is the last batch that fits', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MODELS),
        fc.constantFrom(...SLIDE_METHODS),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 1, max: 8192 }),
        fc.integer({ min: 0, max: 512 * GIB }),
        ({ architecture }, method, gpus, sequence, memory) => {
          const run = { architecture, method, rank: 16, targets: ATTENTION_MATRICES, gpus, sequence };
          const batch = largestBatch(run, memory);
          if (batch > 0) expect(slideMemory({ ...run, batch }).total).toBeLessThanOrEqual(memory);
          expect(slideMemory({ ...run, batch: batch + 1 }).total).toBeGreaterThan(memory);
        },
      ),
    );
  });

  it('refuses bad input by name', () => {
    const run = setup('llama-7b', 'full', 1, 1);
    for (const value of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      expect(() => largestBatch(run, value)).toThrow('memory');
    }
    expect(() => largestBatch({ ...run, sequence: 0 }, A800)).toThrow('sequence');
  });
});
