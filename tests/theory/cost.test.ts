import { describe, expect, it } from 'vitest';
import { breakEvenWaiting, gpuHours, runCost } from '../../src/theory/cost';

const FULL = { gpus: 8, hours: 6.1 };
const LORA = { gpus: 1, hours: 10.2 };

describe('what a run costs', () => {
  it('is cards times hours times price, and waiting by the clock', () => {
    expect(gpuHours(FULL)).toBeCloseTo(48.8, 10);
    expect(runCost(FULL, 2)).toBeCloseTo(97.6, 10);
    expect(runCost(LORA, 2, 10)).toBeCloseTo(10.2 * (2 + 10), 10);
  });

  it('is equal for both runs where waiting is worth the break-even', () => {
    const limit = breakEvenWaiting(LORA, FULL) ?? Number.NaN;
    expect(limit).toBeCloseTo(38.6 / 4.1, 10);
    for (const price of [0.5, 3, 100]) {
      expect(runCost(LORA, price, limit * price)).toBeCloseTo(runCost(FULL, price, limit * price), 8);
      expect(runCost(LORA, price, 0.9 * limit * price)).toBeLessThan(
        runCost(FULL, price, 0.9 * limit * price),
      );
    }
  });

  it('has no break-even where the cheaper run is no slower, or the slower run no cheaper', () => {
    expect(breakEvenWaiting({ gpus: 1, hours: 2.3 }, { gpus: 2, hours: 3 })).toBeNull();
    expect(breakEvenWaiting({ gpus: 4, hours: 4 }, { gpus: 4, hours: 3 })).toBeNull();
  });

  it('refuses what is no amount, by name', () => {
    expect(() => gpuHours({ gpus: 0, hours: 1 })).toThrow('gpus');
    expect(() => gpuHours({ gpus: 1, hours: -1 })).toThrow('hours');
    expect(() => runCost(FULL, Number.NaN)).toThrow('price');
    expect(() => runCost(FULL, 1, Number.POSITIVE_INFINITY)).toThrow('waiting');
  });
});
