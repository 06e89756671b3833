import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DetailedSetup, detailedMemory, savedTensors } from '../../../src/theory/detailed';
import { architectureOf } from '../architectures';
import { anySetup, setup, termOf } from './setups';

const H = 4096;
const F = 11008;
const HEADS = 32;
const TOKENS = 512;

const perToken = (changes: Partial<DetailedSetup>) =>
  savedTensors(setup(changes)).reduce((sum, { bytes }) => sum + bytes, 0) / TOKENS;

// fp32 inputs of two norms, q, k, v and output of fused attention with its statistics, gate, act(gate) and up.
const FROZEN = 8 * H + 8 * H + 4 * HEADS + 6 * F;

describe('one layer of LLaMA 7B keeps, bytes a token', () => {
  it('with frozen weights what non-linear operations need', () => {
    expect(perToken({ method: 'bitfit' })).toBe(FROZEN);
    expect(perToken({ method: 'lora', targets: [] })).toBe(FROZEN);
  });

  it("in full every matrix's input and the normalized vectors too", () => {
    // 2H more for each norm, 2H into q, k, v, 2H into gate and up, 2F into down; into o goes attention's output.
    expect(perToken({ method: 'full' })).toBe(FROZEN + 4 * H + 2 * H + 2 * H + 2 * F);
  });

  it('with bf16 LoRA one shared input, and r numbers a matrix', () => {
    expect(perToken({ rank: 8 })).toBe(FROZEN + 2 * H + 2 * 2 * 8);
    expect(perToken({ targets: ['q', 'k', 'v', 'o'] })).toBe(FROZEN + 2 * H + 4 * 2 * 8);
    expect(perToken({ targets: ['down'] })).toBe(FROZEN + 2 * F + 2 * 8);
  });

  it('with fp32 LoRA an fp32 copy of the input for each matrix', () => {
    expect(perToken({ adapterPrecision: 'fp32' })).toBe(FROZEN + 2 * 4 * H + 2 * 4 * 8);
  });

  it('with dropped inputs a mask besides', () => {
    const changes = { adapterPrecision: 'fp32', implementation: 'transformers-4.30' } as const;
    expect(perToken(changes)).toBe(FROZEN + 2 * 5 * H + 2 * 4 * 8);
  });

  it('with DoRA what both paths put out', () => {
    const lora = perToken({ method: 'lora' });
    expect(perToken({ method: 'dora' })).toBe(lora + 2 * (2 + 2) * H);
  });

  it('with (IA)³ outputs of k and v and the input of down', () => {
    const targets = ['k', 'v', 'down'] as const;
    expect(perToken({ method: 'ia3', targets })).toBe(FROZEN + 2 * 2 * H + 2 * F);
    expect(perToken({ method: 'ia3', targets, adapterPrecision: 'fp32' })).toBe(FROZEN + 2 * 2 * H + 4 * F);
  });

  it('with bottleneck adapters two inputs and four narrow vectors', () => {
    expect(perToken({ method: 'adapter', bottleneck: 64 })).toBe(FROZEN + 2 * 2 * H + 4 * 2 * 64);
  });

  it('with int8 the inputs that its product keeps', () => {
    expect(perToken({ method: 'bitfit', precision: 'int8' })).toBe(FROZEN + 2 * H + 2 * H + 2 * F);
    expect(perToken({ method: 'bitfit', precision: 'nf4' })).toBe(FROZEN);
  });

  it('with written-out attention six bytes a score in place of output and statistics', () => {
    const scores = 6 * HEADS * TOKENS;
    expect(perToken({ method: 'bitfit', attention: 'eager' })).toBe(FROZEN - 2 * H - 4 * HEADS + scores);
  });

  it('with a prefix longer keys and values, with a prompt a longer sequence', () => {
    expect(perToken({ method: 'prefix', tokens: 128 })).toBe(FROZEN + (2 * 2 * H * 128) / TOKENS);
    expect(perToken({ method: 'prompt', tokens: 128 })).toBe((FROZEN * (TOKENS + 128)) / TOKENS);
  });
});

describe('grouped-query attention', () => {
  it('keeps narrow keys and values unless the code repeats them', () => {
    const architecture = architectureOf('llama-3.1-8b');
    const run = { architecture, method: 'bitfit' } as const;
    const repeated = perToken({ ...run, implementation: 'transformers-padded' });
    expect(repeated - perToken(run)).toBe(2 * 2 * (4096 - 1024));
  });
});

describe('recomputation', () => {
  const run = { batch: 2, sequence: 1024, attention: 'eager' } as const;
  const activations = (recompute: DetailedSetup['recompute'], changes = {}) => {
    const memory = detailedMemory(setup({ ...run, recompute, ...changes }));
    return { stored: termOf(memory, 'activations').at.loss, working: termOf(memory, 'working').at.backward };
  };
  const layer = savedTensors(setup(run)).reduce((sum, { bytes }) => sum + bytes, 0);
  const scores = 6 * HEADS * 2 * 1024 * 1024;

  it('of nothing stores every layer', () => {
    expect(activations('none').stored).toBe(32 * layer);
  });

  it('of the scores stores the rest, and brings one layer of them back', () => {
    expect(activations('selective').stored).toBe(32 * (layer - scores));
    expect(activations('selective').working - activations('none').working).toBe(scores);
  });

  it('of everything brings one layer back', () => {
    expect(activations('full').stored).toBe(2 * 32 * 2 * 1024 * H);
    expect(activations('full').working - activations('none').working).toBe(layer);
  });

  it('of the scores changes nothing where a fused kernel never wrote them', () => {
    const fused = { attention: 'fused' } as const;
    expect(activations('selective', fused)).toEqual(activations('none', fused));
  });
});

describe('the table', () => {
  it('has a reason exactly where it has bytes, and sums to what is stored', () => {
    fc.assert(
      fc.property(anySetup, (made) => {
        const table = savedTensors(made);
        for (const { operation, bytes, reason, formula } of table) {
          expect(bytes > 0, operation).toBe(reason !== 'none');
          expect(formula === '0', operation).toBe(bytes === 0);
        }
        const memory = detailedMemory({ ...made, recompute: 'none' });
        const sum = table.reduce((total, { bytes }) => total + bytes, 0);
        expect(termOf(memory, 'activations').at.loss).toBe(made.architecture.numHiddenLayers * sum);
      }),
    );
  });
});
