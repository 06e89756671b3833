import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BroughtSetup } from '../../../src/training/brought/api';
import { neededBytes } from '../../../src/training/brought/need';
import { readFamilyConfig } from '../../../src/training/formats/familyConfig';

const { config } = readFamilyConfig(
  JSON.parse(readFileSync('tests/fixtures/brought/llama-scaled/config.json', 'utf8')),
);
const SETUP: BroughtSetup = {
  ...{ method: 'lora', rank: 4, alpha: 8, targets: 'all', learningRate: 1e-3 },
  ...{ steps: 10, batch: 2, length: 16, seed: 1, backend: 'wasm' },
};
const needs = (setup: Partial<BroughtSetup>, buffer: number | null, memory: number | null) =>
  neededBytes(config, 10_000, { ...SETUP, ...setup }, 'wasm', { buffer, memory });

describe('what a run needs', () => {
  it('adds up, and is refused by nothing where the device names no limit', () => {
    const { weights, gradients, optimizer, activations, total, refusal } = needs({}, null, null);
    expect(total).toBe(weights + gradients + optimizer + activations);
    expect(gradients * 2).toBe(optimizer);
    expect(refusal).toBeNull();
  });

  it('is refused where all of it is more than the memory, and where one array is more than a buffer', () => {
    const { total, largestBuffer } = needs({}, null, null);
    expect(needs({}, null, total).refusal).toBeNull();
    expect(needs({}, null, total - 1).refusal).toBe('memory');
    expect(needs({}, largestBuffer, null).refusal).toBeNull();
    expect(needs({}, largestBuffer - 1, null).refusal).toBe('buffer');
  });

  it('is refused where one array alone is more than the memory', () => {
    // Attention over long sequences, which the formula takes to be computed in pieces.
    const { total, largestBuffer } = needs({ batch: 64, length: 2000 }, null, null);
    expect(largestBuffer).toBeGreaterThan(total);
    expect(needs({ batch: 64, length: 2000 }, null, total).refusal).toBe('memory');
  });
});
