import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gpuById } from '../../src/facts/gpus';
import { MODELS } from '../../src/facts/models';
import { ATTENTION_MATRICES, MATRIX_NAMES, type MatrixName } from '../../src/theory/architecture';
import {
  logitsParts,
  OTHER_BYTES,
  OTHER_PARTS,
  SLIDE_METHODS,
  type SlideSetup,
  slideMemory,
} from '../../src/theory/memory';
import type { Method } from '../../src/theory/methods';
import { GB } from '../../src/theory/units';
import { architectureOf, HOSTILE } from './architectures';

/** A setup at 8LHR, R = 16 and T = 512, as facts §1.6 takes throughout. */
function setup(model: string, method: Method, gpus: number, batch: number, more: Partial<SlideSetup> = {}) {
  return {
    architecture: architectureOf(model),
    method,
    rank: 16,
    targets: ATTENTION_MATRICES,
    gpus,
    batch,
    sequence: 512,
    ...more,
  } satisfies SlideSetup;
}

function gigabytes(bytes: number, digits: number): string {
  return (bytes / GB).toFixed(digits);
}

type Row = readonly [
  model: string,
  method: Method,
  gpus: number,
  batch: number,
  states: string,
  activations: string,
  logits: string,
  total: string,
];

/** Facts §1.6, as printed there, in GB. */
const SLIDE_TABLES: readonly Row[] = [
  ['llama-7b', 'full', 2, 8, '53.91', '1.07', '1.57', '62.6'],
  ['llama-13b', 'full', 4, 8, '52.06', '1.68', '1.57', '61.3'],
  ['llama-33b', 'full', 8, 4, '65.06', '1.64', '0.79', '73.5'],
  ['llama-65b', 'full', 16, 2, '65.29', '1.34', '0.39', '73.0'],
  ['llama-7b', 'lora', 1, 16, '13.75', '2.15', '3.15', '25.0'],
  ['llama-13b', 'lora', 1, 8, '26.45', '1.68', '1.57', '35.7'],
  ['llama-33b', 'lora', 1, 1, '65.88', '0.41', '0.20', '72.5'],
  ['llama-65b', 'lora', 2, 1, '65.96', '0.67', '0.20', '72.8'],
];

/** Facts §1.6: half the table's GPUs, at B = 1 and at the table's batch, in GB. */
const HALVED: readonly (readonly [string, number, number, string, string])[] = [
  ['llama-7b', 1, 8, '114', '116.5'],
  ['llama-13b', 2, 8, '111', '113.4'],
  ['llama-33b', 4, 4, '137', '138.5'],
  ['llama-65b', 8, 2, '137', '138.3'],
];

const A800 = 80 * GB;

describe('slideMemory against the slides', () => {
  it.each(SLIDE_TABLES)(
    '%s %s on %i GPUs, batch %i',
    (model, method, gpus, batch, states, activations, logits, total) => {
      const memory = slideMemory(setup(model, method, gpus, batch));
      expect(gigabytes(memory.weights + memory.gradients + memory.optimizer, 2)).toBe(states);
      expect(gigabytes(memory.activations, 2)).toBe(activations);
      expect(gigabytes(memory.logits, 2)).toBe(logits);
      expect(memory.other).toBe(6e9);
      expect(gigabytes(memory.total, 1)).toBe(total);
      expect(memory.total).toBeLessThanOrEqual(A800);
    },
  );

  it('LoRA on 65B does not fit one 80 GB card', () => {
    const memory = slideMemory(setup('llama-65b', 'lora', 1, 1));
    expect(gigabytes(memory.weights + memory.gradients + memory.optimizer, 1)).toBe('131.9');
    expect(gigabytes(memory.total, 1)).toBe('138.8');
    expect(memory.total).toBeGreaterThan(gpuById('a800-80g').memory);
  });

  it.each(HALVED)(
    '%s in full on %i GPUs, half the table, does not fit',
    (model, gpus, batch, single, table) => {
      const one = slideMemory(setup(model, 'full', gpus, 1)).total;
      expect(gigabytes(one, 0)).toBe(single);
      expect(gigabytes(slideMemory(setup(model, 'full', gpus, batch)).total, 1)).toBe(table);
      expect(one).toBeGreaterThan(gpuById('a800-80g').memory);
    },
  );

  it('other numbers of GPUs than powers of two would do', () => {
    expect(gigabytes(slideMemory(setup('llama-13b', 'full', 3, 8)).total, 1)).toBe('78.7');
    expect(gigabytes(slideMemory(setup('llama-65b', 'full', 15, 2)).total, 1)).toBe('77.4');
  });

  it.each([
    [512, '20.1'],
    [1024, '20.4'],
    [2048, '21.1'],
  ] as const)('S5: an RTX 3090 fine-tunes 7B with LoRA at T = %i', (sequence, total) => {
    const memory = slideMemory(setup('llama-7b', 'lora', 1, 1, { sequence }));
    expect(gigabytes(memory.total, 1)).toBe(total);
    expect(memory.total).toBeLessThanOrEqual(gpuById('rtx-3090-24g').memory);
  });

  it('S5 and E5: an A6000 fine-tunes 65B with QLoRA on small adapters, not with rank 64 on every linear layer', () => {
    const memory = gpuById('rtx-a6000-48g').memory;
    const small = slideMemory(setup('llama-65b', 'qlora', 1, 1)).total;
    expect(gigabytes(small, 1)).toBe('40.9');
    expect(small).toBeLessThanOrEqual(memory);

    const large = slideMemory(setup('llama-65b', 'qlora', 1, 1, { rank: 64, targets: MATRIX_NAMES })).total;
    expect(gigabytes(large, 1)).toBe('52.3');
    expect(large).toBeGreaterThan(memory);
  });

  it('E3: from 16P the slide drops 16 bytes an adapter parameter, 0.27 GB at 7B', () => {
    const memory = slideMemory(setup('llama-7b', 'lora', 1, 1));
    const states = memory.weights + memory.gradients + memory.optimizer;
    expect(states - 2 * memory.parameters).toBe(16 * 16_777_216);
    expect(gigabytes(16 * memory.trainable, 2)).toBe('0.27');
  });

  it('states for each method are what S2, S4 and S5 say', () => {
    const parameters = 6_738_415_616;
    const adapters = 16_777_216;
    expect(slideMemory(setup('llama-7b', 'full', 1, 1))).toMatchObject({
      parameters,
      trainable: parameters,
      weights: 2 * parameters,
      frozenWeights: 0,
      trainedWeights: 2 * parameters,
      gradients: 2 * parameters,
      optimizer: 12 * parameters,
    });
    expect(slideMemory(setup('llama-7b', 'lora', 1, 1))).toMatchObject({
      parameters,
      trainable: adapters,
      weights: 2 * parameters + 2 * adapters,
      frozenWeights: 2 * parameters,
      trainedWeights: 2 * adapters,
      gradients: 2 * adapters,
      optimizer: 12 * adapters,
    });
    expect(slideMemory(setup('llama-7b', 'qlora', 1, 1))).toMatchObject({
      parameters,
      trainable: adapters,
      weights: 0.5 * parameters + 2 * adapters,
      frozenWeights: 0.5 * parameters,
      trainedWeights: 2 * adapters,
      gradients: 2 * adapters,
      optimizer: 12 * adapters,
    });
  });
});

describe('the parts of the formula', () => {
  it('6 GB are 1 of kernels, 4 of DeepSpeed and 1 of fragmentation', () => {
    expect(OTHER_PARTS).toEqual({ kernels: 1e9, deepSpeed: 4e9, fragmentation: 1e9 });
    expect(OTHER_BYTES).toBe(6e9);
  });

  it('12BTV is 4BTV kept and 8BTV in the loss', () => {
    const run = setup('llama-7b', 'full', 2, 8, { sequence: 2048 });
    expect(logitsParts(run)).toEqual({ kept: 4 * 8 * 2048 * 32_000, loss: 8 * 8 * 2048 * 32_000 });
    const { kept, loss } = logitsParts(run);
    expect(slideMemory(run).logits).toBe(kept + loss);
  });
});

describe('properties', () => {
  const runs = fc.record({
    architecture: fc.constantFrom(...MODELS).map((model) => model.architecture),
    method: fc.constantFrom(...SLIDE_METHODS),
    rank: fc.integer({ min: 1, max: 512 }),
    targets: fc.uniqueArray(fc.constantFrom<MatrixName>(...MATRIX_NAMES), { minLength: 1 }),
    gpus: fc.integer({ min: 1, max: 4096 }),
    batch: fc.integer({ min: 1, max: 4096 }),
    sequence: fc.integer({ min: 1, max: 131_072 }),
  });

  it('terms are finite, not negative, and sum to the total', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const memory = slideMemory(run);
        const { total, weights, frozenWeights, trainedWeights } = memory;
        const values = [
          weights,
          memory.gradients,
          memory.optimizer,
          memory.activations,
          memory.logits,
          memory.other,
        ];
        for (const value of Object.values(memory)) expect(Number.isFinite(value) && value >= 0).toBe(true);
        const sum = values.reduce((left, right) => left + right, 0);
        expect(Math.abs(sum - total)).toBeLessThanOrEqual(total * 1e-12);
        expect(frozenWeights + trainedWeights).toBe(weights);
        expect(frozenWeights === 0).toBe(run.method === 'full');
      }),
    );
  });

  it('grows with batch and sequence, linearly in both, and never with GPUs', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const memory = slideMemory(run);
        expect(slideMemory({ ...run, batch: run.batch + 1 }).total).toBeGreaterThan(memory.total);
        expect(slideMemory({ ...run, sequence: run.sequence + 1 }).total).toBeGreaterThan(memory.total);
        expect(slideMemory({ ...run, gpus: run.gpus + 1 }).total).toBeLessThanOrEqual(memory.total);
        const twice = slideMemory({ ...run, batch: 2 * run.batch });
        expect(twice.activations).toBe(2 * memory.activations);
        expect(twice.logits).toBe(2 * memory.logits);
        expect(slideMemory({ ...run, batch: 2 * run.batch, sequence: run.sequence }).activations).toBe(
          slideMemory({ ...run, sequence: 2 * run.sequence }).activations,
        );
      }),
    );
  });

  it('QLoRA saves 1.5 bytes a parameter against LoRA', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const lora = slideMemory({ ...run, method: 'lora', gpus: 1 });
        const qlora = slideMemory({ ...run, method: 'qlora', gpus: 1 });
        expect(lora.weights - qlora.weights).toBe(1.5 * lora.parameters);
      }),
    );
  });
});

describe('bad input', () => {
  it.each(['rank', 'gpus', 'batch', 'sequence'] as const)('refuses a hostile %s by name', (field) => {
    for (const value of HOSTILE) {
      for (const method of SLIDE_METHODS) {
        const run = { ...setup('llama-7b', method, 1, 1), [field]: value };
        expect(() => slideMemory(run), String(value)).toThrow(RangeError);
        expect(() => slideMemory(run), String(value)).toThrow(field);
        expect(() => logitsParts(run), String(value)).toThrow(field);
      }
    }
  });

  it('refuses an unknown method and an unknown target', () => {
    expect(() => slideMemory(setup('llama-7b', 'magic' as Method, 1, 1))).toThrow('method');
    expect(() => slideMemory(setup('llama-7b', 'lora', 1, 1, { targets: ['x' as MatrixName] }))).toThrow(
      'targets',
    );
  });
});
