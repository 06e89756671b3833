import { describe, expect, it } from 'vitest';
import { judge, judgeRow, slope, trend } from '../../tools/lib/leaks/verdict.ts';

/** Noise without a trend, the same in every run. */
const noise = (count: number, size: number): number[] => {
  let state = 7;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return size * (state / 2147483648 - 0.5);
  });
};

describe('trend', () => {
  it('is 0 for a constant row, as high as it can be for one that always rises, and low for noise', () => {
    expect(trend([5, 5, 5, 5, 5, 5])).toBe(0);
    // 45 pairs of ten rise: (45 − 1) / √125.
    expect(trend([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBeCloseTo(44 / Math.sqrt(125), 10);
    expect(trend([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toBeCloseTo(-44 / Math.sqrt(125), 10);
    expect(Math.abs(trend(noise(30, 1)))).toBeLessThan(2);
  });

  it('corrects for ties', () => {
    // 3 of 6 pairs rise, none falls; two groups of two are alike: variance (4·3·13 − 2·(2·1·9)) / 18.
    expect(trend([1, 1, 2, 2])).toBeCloseTo(3 / Math.sqrt((156 - 36) / 18), 10);
  });
});

describe('slope', () => {
  it('is the rise per sample, whatever a single outlier does', () => {
    expect(slope([0, 2, 4, 6, 8])).toBe(2);
    expect(slope([0, 2, 400, 6, 8])).toBe(2);
    expect(slope([3])).toBe(0);
  });
});

describe('judgeRow', () => {
  it('passes what stays, what falls and what only jitters', () => {
    expect(judgeRow('page nodes', Array(20).fill(56)).fault).toBe('');
    expect(
      judgeRow(
        'page nodes',
        Array.from({ length: 20 }, (_, i) => 100 - i),
      ).fault,
    ).toBe('');
    expect(
      judgeRow(
        'page heap',
        noise(20, 40_000).map((each) => 2e6 + each),
      ).fault,
    ).toBe('');
  });

  it('fails one node a sample, and an end of 5 % above the start', () => {
    expect(
      judgeRow(
        'page nodes',
        Array.from({ length: 20 }, (_, i) => 1000 + i),
      ).fault,
    ).toContain('rises by 1.0');
    expect(judgeRow('page nodes', [...Array(5).fill(100), ...Array(15).fill(106)]).fault).toBe(
      'from 100 to 106',
    );
    expect(judgeRow('workers', [...Array(5).fill(0), ...Array(15).fill(1)]).fault).toBe('from 0 to 1');
  });

  it('fails a heap that grows by more than noise, and not one that code only settles in', () => {
    const grows = (step: number) =>
      judgeRow(
        'page heap',
        noise(20, 5_000).map((each, i) => 5e6 + step * i + each),
      ).fault;
    expect(grows(8_000)).toContain('rises');
    expect(grows(500)).toBe('');
  });
});

describe('judge', () => {
  it('counts a name that a sample lacks as 0, and refuses too few samples', () => {
    const samples = Array.from({ length: 8 }, (_, i) => (i < 4 ? {} : { 'page Worker': 1 }));
    expect(judge(samples)['page Worker']?.fault).toContain('from 0 to 1');
    expect(() => judge([{}, {}])).toThrow('too few');
  });
});
