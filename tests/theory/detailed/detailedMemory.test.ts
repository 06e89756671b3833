import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceById } from '../../../src/facts/references';
import {
  DETAILED_TERM_IDS,
  detailedMemory,
  FIXED_BYTES,
  MOMENTS,
  REDUCE_BUCKET,
} from '../../../src/theory/detailed';
import { slideMemory } from '../../../src/theory/memory';
import { countTrainable } from '../../../src/theory/methods';
import { shardedStates, ZERO_STAGES } from '../../../src/theory/zero';
import { architectureOf } from '../architectures';
import { anySetup, setup, termOf } from './setups';

const LLAMA = architectureOf('llama-7b');

describe('the terms', () => {
  it('sum to the total, which is the largest of the three moments', () => {
    fc.assert(
      fc.property(anySetup, (made) => {
        const memory = detailedMemory(made);
        expect(memory.terms.map(({ id }) => id)).toEqual(DETAILED_TERM_IDS);
        const sum = memory.terms.reduce((total, { bytes }) => total + bytes, 0);
        expect(sum).toBeCloseTo(memory.total, 0);
        expect(memory.total).toBe(Math.max(...MOMENTS.map((moment) => memory.totals[moment])));
        for (const { at, bytes } of memory.terms) {
          expect(bytes).toBe(at[memory.peak]);
          for (const moment of MOMENTS) expect(at[moment]).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('name references that exist', () => {
    fc.assert(
      fc.property(anySetup, (made) => {
        for (const { source } of detailedMemory(made).terms) expect(referenceById(source).id).toBe(source);
      }),
    );
  });

  it('never shrink with the batch, the sequence or the rank', () => {
    fc.assert(
      fc.property(anySetup, (made) => {
        const before = detailedMemory(made);
        const more = detailedMemory({ ...made, batch: made.batch + 1 });
        const longer = detailedMemory({ ...made, sequence: made.sequence + 1 });
        for (const { totals, total } of [more, longer]) {
          // At the step no activation is left, and the total may be decided there.
          expect(totals.loss).toBeGreaterThan(before.totals.loss);
          expect(totals.backward).toBeGreaterThan(before.totals.backward);
          expect(totals.step).toBe(before.totals.step);
          expect(total).toBeGreaterThanOrEqual(before.total);
        }
        const ranked = { ...made, rank: made.rank + 1 };
        const trainable = countTrainable(made.architecture, ranked);
        expect(detailedMemory({ ...ranked, trainable }).total).toBeGreaterThanOrEqual(before.total);
      }),
    );
  });
});

describe('full fine-tuning with fp32 master weights', () => {
  it.each(ZERO_STAGES)('has the states of ZeRO stage %i', (zero) => {
    const memory = detailedMemory(setup({ method: 'full', zero, gpus: 8 }));
    const states = shardedStates(memory.parameters, zero, 8);
    expect(termOf(memory, 'weights').at.step).toBe(states.weights);
    expect(termOf(memory, 'gradients').at.step).toBe(states.gradients);
    expect(termOf(memory, 'optimizer').at.step).toBe(states.optimizer);
    expect(termOf(memory, 'adapters').bytes).toBe(0);
  });

  it('gathers two layers in stage 3 and reduces through a bucket from stage 1 on', () => {
    const gather = (zero: 0 | 1 | 2 | 3, gpus: number) =>
      termOf(detailedMemory(setup({ method: 'full', zero, gpus })), 'gather').bytes;
    const layer = 4 * 4096 * 4096 + 3 * 4096 * 11008;
    expect(gather(0, 8)).toBe(0);
    expect(gather(3, 1)).toBe(0);
    expect(gather(1, 8)).toBe(2 * REDUCE_BUCKET);
    expect(gather(3, 8)).toBe(2 * REDUCE_BUCKET + 2 * 2 * layer);
  });

  it("stores the slides' 2LBTH with full recomputation and written-out attention", () => {
    const run = { batch: 4, sequence: 1024, gpus: 2 } as const;
    const memory = detailedMemory(setup({ method: 'full', recompute: 'full', attention: 'eager', ...run }));
    const slides = slideMemory({ architecture: LLAMA, method: 'full', rank: 1, targets: [], ...run });
    expect(termOf(memory, 'activations').at.loss).toBe(slides.activations);
    expect(termOf(memory, 'activations').formula).toBe('2LBTH');
  });

  it('has 14BTV of logits at the loss, and the output alone afterwards', () => {
    const memory = detailedMemory(setup({ method: 'full', batch: 2 }));
    expect(termOf(memory, 'logits').at.loss).toBe(14 * 2 * 512 * 32_000);
    expect(termOf(memory, 'logits').at.backward).toBe(2 * 2 * 512 * 32_000);
    expect(termOf(detailedMemory(setup({ precision: 'fp32' })), 'logits').at.loss).toBe(16 * 512 * 32_000);
  });

  it('keeps gradients waiting at the loss only with accumulation or ZeRO', () => {
    const waiting = (changes: Parameters<typeof setup>[0]) =>
      termOf(detailedMemory(setup({ method: 'full', ...changes })), 'gradients').at.loss;
    const all = 2 * detailedMemory(setup()).parameters;
    expect(waiting({})).toBe(0);
    expect(waiting({ accumulation: 2 })).toBe(all);
    expect(waiting({ zero: 2, gpus: 4 })).toBe(all / 4);
    expect(waiting({ zero: 2, gpus: 1 })).toBe(0);
  });
});

describe('the fixed part', () => {
  it("is the deck's gigabyte of kernels and gigabyte of fragmentation, whatever is trained", () => {
    expect(FIXED_BYTES).toBe(2e9);
    expect(termOf(detailedMemory(setup()), 'fixed').bytes).toBe(2e9);
    expect(termOf(detailedMemory(setup({ method: 'full', batch: 9 })), 'fixed').bytes).toBe(2e9);
  });
});

describe('a chunked loss', () => {
  it('takes about as much as two copies of the hidden state', () => {
    const run = { architecture: architectureOf('llama-3.2-3b'), batch: 4, sequence: 768 } as const;
    const whole = termOf(detailedMemory(setup(run)), 'logits').at.loss;
    const chunked = termOf(detailedMemory(setup({ ...run, chunkedLoss: true })), 'logits').at.loss;
    // ⌈128256 / 3072⌉ = 42 chunks of ⌈3072 / 42⌉ = 74 tokens, up to the next power of two.
    expect(chunked).toBe(2 * 128 * 128_256 + 2 * 3072 * 3072);
    expect(whole).toBe(14 * 3072 * 128_256);
  });

  it('never takes more than the whole', () => {
    fc.assert(
      fc.property(anySetup, (made) => {
        const at = (chunkedLoss: boolean) => detailedMemory({ ...made, chunkedLoss }).total;
        // Where the vocabulary is wider than the hidden state, which it is in every model here.
        expect(at(true)).toBeLessThanOrEqual(at(false));
      }),
    );
  });
});
