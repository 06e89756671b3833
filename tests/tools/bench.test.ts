import { describe, expect, it } from 'vitest';
import { agreement, atLeast, atMost, summarize } from '../../tools/bench/figures.ts';
import { PRODUCTS, productShapes, stepFlops, timeAtOwnRate, totalFlops } from '../../tools/bench/flops.ts';

const SIZES = {
  vocab_size: 13,
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 3,
  num_attention_heads: 2,
};
const BATCH = { rows: 2, length: 5 };
const TOKENS = 10;
const RANK = 3;

/** 2·m·k·n. */
const product = (m: number, k: number, n: number) => 2 * m * k * n;

const attention = 2 * 2 * product(5, 4, 5) + 2 * 2 * product(5, 5, 4);
const feedForward = 3 * product(TOKENS, 8, 12);
const square = product(TOKENS, 8, 8);
const head = product(TOKENS, 8, 13);

describe('stepFlops', () => {
  it('counts full fine-tuning three times the forward pass, attention too', () => {
    const forward = 3 * (4 * square + attention + feedForward) + head;
    expect(totalFlops(stepFlops(SIZES, BATCH, { kind: 'full' }))).toBe(3 * forward);
  });

  it('leaves out what LoRA needs no gradient of', () => {
    const thinForward = product(TOKENS, 8, RANK) + product(TOKENS, RANK, 8);
    // Into B, into x·Aᵀ, into A, into x.
    const thinBackward = 2 * thinForward;
    const forward = 3 * (4 * square + 4 * thinForward + attention + feedForward) + head;
    const backward = 3 * (4 * square + 4 * thinBackward + 2 * attention + feedForward) + head;
    const layer0 = 3 * (square + product(TOKENS, RANK, 8));
    expect(totalFlops(stepFlops(SIZES, BATCH, { kind: 'lora', rank: RANK }))).toBe(
      forward + backward - layer0,
    );
  });
});

describe('timeAtOwnRate', () => {
  it('is the total at one rate when every product has it', () => {
    const flops = stepFlops(SIZES, BATCH, { kind: 'lora', rank: RANK });
    const shapes = productShapes(SIZES, BATCH);
    const perMillisecond = 500;
    const times = Object.fromEntries(
      PRODUCTS.map((kind) => {
        const [batches, rows, inner, columns] = shapes[kind];
        return [kind, (batches * product(rows, inner, columns)) / perMillisecond];
      }),
    ) as Record<(typeof PRODUCTS)[number], number>;
    expect(timeAtOwnRate(flops, shapes, times)).toBeCloseTo(totalFlops(flops) / perMillisecond, 9);
  });
});

describe('figures', () => {
  it('summarizes times', () => {
    expect(summarize([3, 1, 2.005, 9, 2])).toEqual({ median: 2, least: 1, n: 5 });
  });

  it('says whether a bar is met', () => {
    expect([atLeast(4, 4).met, atLeast(3.999, 4).met, atMost(0.8, 0.8).met, atMost(0.81, 0.8).met]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect([atLeast(Number.NaN, 4).met, atMost(Number.NaN, 4).met]).toEqual([false, false]);
  });

  it('compares losses only where they fall', () => {
    expect(agreement([8, 7, 6], [8, 7.0007, 6], 1e-3)).toBeCloseTo(1e-4, 6);
    expect(() => agreement([8, 7, 6], [8, 7.1, 6], 1e-3)).toThrow('differ');
    expect(() => agreement([8, 7, 6], [8, 7], 1e-3)).toThrow('differ');
    expect(() => agreement([8, 8, 7.99], [8, 8, 7.99], 1e-3)).toThrow('too little');
  });
});
