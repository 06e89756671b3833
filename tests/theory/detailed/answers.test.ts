import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gpuById } from '../../../src/facts/gpus';
import {
  cheapestChanges,
  cheapestPlan,
  detailedMemory,
  FIXED_BYTES,
  fewestDetailedGpus,
  largestDetailedBatch,
  largestDetailedSequence,
  SEARCH_LIMIT,
} from '../../../src/theory/detailed';
import { GIB } from '../../../src/theory/units';
import { architectureOf } from '../architectures';
import { anySetup, setup } from './setups';

const memories = fc.integer({ min: 0, max: 512 }).map((gibibytes) => gibibytes * GIB);

describe('the largest batch and sequence', () => {
  it.each([
    ['batch', largestDetailedBatch],
    ['sequence', largestDetailedSequence],
  ] as const)('are the last %s that fits', (field, largest) => {
    fc.assert(
      fc.property(anySetup, memories, (made, memory) => {
        const found = largest(made, memory);
        const total = (value: number) => detailedMemory({ ...made, [field]: value }).total;
        if (found > 0) expect(total(found)).toBeLessThanOrEqual(memory);
        if (found < SEARCH_LIMIT) expect(total(found + 1)).toBeGreaterThan(memory);
      }),
    );
  });

  it('are 0 where nothing fits', () => {
    expect(largestDetailedBatch(setup(), FIXED_BYTES)).toBe(0);
    expect(largestDetailedSequence(setup(), 0)).toBe(0);
  });
});

describe('the fewest GPUs', () => {
  it('hold the run, and no fewer do', () => {
    fc.assert(
      fc.property(anySetup, memories, (made, memory) => {
        const fits = (gpus: number) => detailedMemory({ ...made, gpus }).total <= memory;
        const fewest = fewestDetailedGpus(made, memory, 'any', 16);
        const expected = Array.from({ length: 16 }, (_, index) => index + 1).find(fits) ?? null;
        expect(fewest).toBe(expected);
      }),
    );
  });

  it('are a power of two where those alone are tried', () => {
    const run = setup({ method: 'full', zero: 3, recompute: 'full' });
    const memory = gpuById('a100-40g').memory;
    expect(fewestDetailedGpus(run, memory)).toBe(3);
    expect(fewestDetailedGpus(run, memory, 'powers')).toBe(4);
    expect(fewestDetailedGpus(run, memory, 'powers', 2)).toBeNull();
  });
});

describe('the cheapest changes', () => {
  it('are consistent with the model, fitting ones first, each group by cost', () => {
    const order = ['nothing', 'precision', 'time', 'quality', 'data', 'hardware'];
    fc.assert(
      fc.property(anySetup, memories, (made, memory) => {
        const before = detailedMemory(made).total;
        const changes = cheapestChanges(made, memory);
        for (const change of changes) {
          expect(detailedMemory(change.setup).total).toBe(change.total);
          expect(change.saved).toBe(before - change.total);
          expect(change.saved).toBeGreaterThan(0);
          expect(change.fits).toBe(change.total <= memory);
        }
        const rank = ({ fits, cost }: (typeof changes)[number]) => (fits ? 0 : 10) + order.indexOf(cost);
        expect(changes.map(rank)).toEqual(changes.map(rank).sort((one, other) => one - other));
      }),
    );
  });

  it('offer everything that full fine-tuning of 7B can still do', () => {
    const run = setup({ method: 'full', batch: 8, attention: 'eager', targets: [] });
    const ids = cheapestChanges(run, gpuById('a100-80g').memory).map(({ id }) => id);
    expect(new Set(ids)).toEqual(
      new Set([
        'chunked-loss',
        'fused-attention',
        '8-bit-optimizer',
        'selective-recomputation',
        'half-batch',
        'full-recomputation',
        'lora',
        'half-sequence',
        'one-more-card',
      ]),
    );
  });

  it('count what is trained again when they change it', () => {
    const run = setup({ targets: ['q', 'k', 'v', 'o', 'up'], rank: 16, batch: 4 });
    const changes = new Map(cheapestChanges(run, 0).map((change) => [change.id, change.setup]));
    // r(d_in + d_out) over 32 layers: facts §2.
    expect(changes.get('fewer-targets')).toMatchObject({
      targets: ['q', 'k', 'v', 'o'],
      trainable: 16_777_216,
    });
    expect(changes.get('half-rank')).toMatchObject({ rank: 8, trainable: run.trainable / 2 });
    expect(changes.get('quantize')).toMatchObject({
      method: 'qlora',
      precision: 'nf4',
      trainable: run.trainable,
    });
    expect(changes.get('half-batch')).toMatchObject({ batch: 2, accumulation: 2 });
  });
});

describe('a plan', () => {
  it('ends where the run fits, or says that nothing helps', () => {
    fc.assert(
      fc.property(anySetup, memories, (made, memory) => {
        const plan = cheapestPlan(made, memory);
        if (plan === null) {
          expect(detailedMemory(made).total).toBeGreaterThan(memory);
          return;
        }
        const last = plan.at(-1)?.setup ?? made;
        expect(detailedMemory(last).total).toBeLessThanOrEqual(memory);
        for (const step of plan.slice(0, -1)) expect(step.fits).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it('is empty for what fits, and null where the fixed part alone is too much', () => {
    expect(cheapestPlan(setup(), gpuById('a100-80g').memory)).toEqual([]);
    expect(cheapestPlan(setup(), 1e9)).toBeNull();
  });

  it('gets QLoRA of a 32 B model onto two cards of 24 GB', () => {
    const run = setup({
      architecture: architectureOf('qwen2.5-32b'),
      method: 'qlora',
      precision: 'nf4',
      rank: 16,
      targets: ['q', 'k', 'v', 'o', 'gate', 'up', 'down'],
      gpus: 2,
      batch: 2,
      sequence: 2048,
    });
    const memory = gpuById('rtx-4090-24g').memory;
    expect(detailedMemory(run).total).toBeGreaterThan(memory);
    const plan = cheapestPlan(run, memory);
    expect(plan?.at(-1)?.fits).toBe(true);
    expect(plan?.map(({ cost }) => cost)).not.toContain('hardware');
  });
});
