import { describe, expect, it } from 'vitest';
import { hurried } from '../../tools/lib/accessibility/liveRegions';

const said = (...times: readonly (readonly [number, string])[]) =>
  times.map(([time, region]) => ({ time, region, text: `at ${time}` }));

describe('what a live region says', () => {
  it('may follow its last word after a second', () => {
    expect(hurried(said([0, 'a'], [1000, 'a'], [2010, 'a']))).toEqual([]);
  });

  it('is hurried before, each region for itself', () => {
    expect(hurried(said([0, 'a'], [100, 'b'], [600, 'a'], [1200, 'b']))).toEqual([
      'a: “at 600” 600 ms after the last',
    ]);
  });
});
