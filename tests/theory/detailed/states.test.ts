import { describe, expect, it } from 'vitest';
import { detailedMemory, nf4Bytes } from '../../../src/theory/detailed';
import { architectureOf } from '../architectures';
import { setup, termOf } from './setups';

const P = 6_738_415_616;
const QUANTIZED = 6_476_005_376;

describe('weights', () => {
  const weights = (changes: Parameters<typeof setup>[0]) =>
    termOf(detailedMemory(setup(changes)), 'weights').bytes;

  it('take 4 bytes in fp32 and 2 in 16 bits', () => {
    expect(weights({ precision: 'fp32' })).toBe(4 * P);
    expect(weights({ precision: 'bf16' })).toBe(2 * P);
    expect(weights({ precision: 'fp16' })).toBe(2 * P);
  });

  it('take 4.5 bits in NF4, 4.127 with double quantization', () => {
    expect(8 * nf4Bytes(false)).toBe(4.5);
    expect(8 * nf4Bytes(true)).toBe(4.126953125);
  });

  it('E4: 3.87 GB for LLaMA 7B, embedding, head and norms in 16 bits', () => {
    const nf4 = weights({ precision: 'nf4', doubleQuantization: true });
    expect(nf4).toBeCloseTo(0.515869140625 * QUANTIZED + 2 * (P - QUANTIZED), 0);
    expect(nf4 / 1e9).toBeCloseTo(3.87, 2);
    expect(0.5 * P).toBeLessThan(nf4);
  });

  it('take a byte and a scale a row in int8', () => {
    const rows = 32 * (4 * 4096 + 2 * 11008 + 4096);
    expect(weights({ precision: 'int8' })).toBe(QUANTIZED + 4 * rows + 2 * (P - QUANTIZED));
  });

  it('keep every expert, and the router, which is not quantized', () => {
    const mixtral = { architecture: architectureOf('mixtral-8x7b'), precision: 'nf4' } as const;
    const experts = 32 * 8 * 3 * 4096 * 14336;
    const attention = 32 * (2 * 4096 * 4096 + 2 * 4096 * 1024);
    const rest = 46_702_792_704 - experts - attention;
    expect(weights(mixtral)).toBe(0.5625 * (experts + attention) + 2 * rest);
  });

  it('need one matrix in 16 bits when the backward pass meets codes', () => {
    const dequantized = (precision: 'bf16' | 'nf4') =>
      termOf(detailedMemory(setup({ precision })), 'dequantization').at;
    expect(dequantized('nf4')).toEqual({ loss: 0, backward: 2 * 4096 * 11008, step: 0 });
    expect(dequantized('bf16')).toEqual({ loss: 0, backward: 0, step: 0 });
  });
});

describe('adapters', () => {
  // Rank 8 on q and v of LLaMA 7B: facts §2.
  const TRAINED = 4_194_304;

  it.each([
    ['bf16', 2],
    ['fp32', 4],
  ] as const)('in %s take %i bytes each, and so do their gradients', (adapterPrecision, bytes) => {
    const memory = detailedMemory(setup({ adapterPrecision }));
    expect(memory.trainable).toBe(TRAINED);
    expect(termOf(memory, 'adapters').bytes).toBe(bytes * TRAINED);
    expect(termOf(memory, 'gradients').at.step).toBe(bytes * TRAINED);
  });

  it.each([
    ['adamw-master', 'bf16', 12 * TRAINED],
    ['adamw-master', 'fp32', 8 * TRAINED],
    ['adamw', 'bf16', 4 * TRAINED],
    ['adamw', 'fp32', 8 * TRAINED],
    ['adamw-8bit', 'bf16', 2.03125 * TRAINED],
    ['sgd', 'bf16', 0],
    ['adafactor', 'bf16', 4 * 32 * 2 * (4096 + 4096 + 2 * 8)],
  ] as const)('under %s with %s adapters', (optimizer, adapterPrecision, bytes) => {
    const term = termOf(detailedMemory(setup({ optimizer, adapterPrecision })), 'optimizer');
    expect(term.at).toEqual({ loss: bytes, backward: bytes, step: bytes });
  });

  it('page their states in for the step alone', () => {
    const { at } = termOf(detailedMemory(setup({ optimizer: 'paged-adamw-8bit' })), 'optimizer');
    expect(at).toEqual({ loss: 0, backward: 0, step: 2.03125 * TRAINED });
  });

  it('keep one number a row and column of each matrix under Adafactor in full', () => {
    const { at } = termOf(detailedMemory(setup({ method: 'full', optimizer: 'adafactor' })), 'optimizer');
    const layer = 4 * (4096 + 4096) + 3 * (4096 + 11008);
    const norms = 65 * 4096;
    expect(at.step).toBe(4 * (32 * layer + 2 * (32_000 + 4096) + norms));
  });

  it("hold the square roots of PyTorch's AdamW during the step", () => {
    const { at } = termOf(detailedMemory(setup({ method: 'full', optimizer: 'adamw' })), 'working');
    expect(at.step).toBe(2 * P);
    expect(termOf(detailedMemory(setup()), 'working').at.step).toBe(0);
  });
});
