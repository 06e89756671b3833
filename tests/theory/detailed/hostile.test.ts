import { describe, expect, it } from 'vitest';
import {
  cheapestChanges,
  cheapestPlan,
  type DetailedSetup,
  detailedMemory,
  fewestDetailedGpus,
  largestDetailedBatch,
  largestDetailedSequence,
} from '../../../src/theory/detailed';
import { HOSTILE } from '../architectures';
import { setup } from './setups';

const NUMBERS = ['rank', 'bottleneck', 'tokens', 'gpus', 'batch', 'sequence', 'accumulation'] as const;

const CHOICES = [
  'method',
  'precision',
  'adapterPrecision',
  'optimizer',
  'zero',
  'recompute',
  'attention',
  'implementation',
] as const;

/** A set-up with a field that its type forbids, as a link could carry it. */
function broken(field: keyof DetailedSetup, value: unknown): DetailedSetup {
  return { ...setup(), [field]: value } as DetailedSetup;
}

function expectRefusal(run: () => unknown, field: string): void {
  expect(run, field).toThrow(RangeError);
  expect(run, field).toThrow(field);
}

describe('the detailed model refuses, by name,', () => {
  it.each(NUMBERS)('a %s that is no positive whole number', (field) => {
    for (const value of [...HOSTILE, '8', null, undefined, {}]) {
      expectRefusal(() => detailedMemory(broken(field, value)), field);
    }
  });

  it('a trainable count that is no whole number', () => {
    for (const value of [...HOSTILE.filter((number) => number !== 0), '8', null]) {
      expectRefusal(() => detailedMemory(broken('trainable', value)), 'trainable');
    }
  });

  it.each(CHOICES)('a %s that is none of its choices', (field) => {
    for (const value of ['', 'constructor', 'FULL', 4, -1, null]) {
      expectRefusal(() => detailedMemory(broken(field, value)), field);
    }
  });

  it('an unknown target', () => {
    expectRefusal(() => detailedMemory(broken('targets', ['q', 'x'])), 'targets');
    expectRefusal(() => detailedMemory(broken('targets', ['__proto__'])), 'targets');
  });

  it('codes that are to be trained, and QLoRA without codes', () => {
    for (const precision of ['int8', 'nf4'] as const) {
      expectRefusal(() => detailedMemory({ ...setup(), method: 'full', precision }), 'precision');
    }
    expectRefusal(() => detailedMemory({ ...setup(), method: 'qlora' }), 'precision');
  });

  it('an architecture that cannot be', () => {
    const architecture = { ...setup().architecture, numHiddenLayers: 0 };
    expectRefusal(() => detailedMemory({ ...setup(), architecture }), 'numHiddenLayers');
  });

  it('a run too large to be counted', () => {
    expectRefusal(() => detailedMemory(setup({ batch: 2 ** 40, sequence: 2 ** 12 })), 'total');
  });
});

describe('the answers refuse, by name,', () => {
  it('a memory that is no number of bytes', () => {
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e22]) {
      expectRefusal(() => largestDetailedBatch(setup(), value), 'memory');
      expectRefusal(() => largestDetailedSequence(setup(), value), 'memory');
      expectRefusal(() => fewestDetailedGpus(setup(), value), 'memory');
      expectRefusal(() => cheapestChanges(setup(), value), 'memory');
      expectRefusal(() => cheapestPlan(setup(), value), 'memory');
    }
  });

  it('a limit that is no number of cards, and a bad set-up', () => {
    expectRefusal(() => fewestDetailedGpus(setup(), 1, 'any', 0), 'limit');
    expectRefusal(() => largestDetailedBatch(broken('sequence', 0), 1), 'sequence');
    expectRefusal(() => cheapestChanges(broken('rank', 1.5), 1), 'rank');
  });
});
