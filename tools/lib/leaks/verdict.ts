/** Whether a row of measurements, taken in the same state again and again, grows. Pure functions. */
import type { Census } from './census.ts';

/** At most this much above the start, as a share of it. */
export const TOLERANCE = 0.05;

/** z of a one-sided test at p = 0.001: hundreds of rows are tested, and none may fail by chance. */
const Z = 3.09;

/**
 * The least growth per sample that is called one. A closure with its context takes about this much a round, and less than this
 * V8 adds by itself while it tunes its code.
 */
const FLOOR: Readonly<Record<'bytes' | 'count', number>> = { bytes: 2_000, count: 0 };
const isBytes = (name: string): boolean => /(heap|buffers|wasm|storage)$/.test(name);

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};

/**
 * Mann and Kendall's test for a trend, with the correction for ties: free of any assumption on the noise, and deaf to single outliers.
 *
 * @returns z, standard normal where there is no trend; above 0 for a rising one; 0 for a constant row
 */
export function trend(values: readonly number[]): number {
  const n = values.length;
  let s = 0;
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) s += Math.sign((values[j] ?? 0) - (values[i] ?? 0));
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  const variance = [...ties.values()].reduce(
    (sum, t) => sum - t * (t - 1) * (2 * t + 5),
    n * (n - 1) * (2 * n + 5),
  );
  if (variance <= 0 || s === 0) return 0;
  return (s - Math.sign(s)) / Math.sqrt(variance / 18);
}

/** Theil and Sen's slope per sample: the median of the slopes of all pairs. */
export function slope(values: readonly number[]): number {
  const slopes = values.flatMap((a, i) => values.slice(i + 1).map((b, j) => (b - a) / (j + 1)));
  return slopes.length > 0 ? median(slopes) : 0;
}

/** One name's row: where it starts and ends, and what its last half does. */
export interface Verdict {
  readonly start: number;
  readonly end: number;
  readonly slope: number;
  readonly z: number;
  /** Empty where nothing is wrong. */
  readonly fault: string;
}

const EDGE = 3;

/**
 * Start and end are medians of three samples. The row fails where the end is more than 5 % above the start, or where its last half
 * rises: a significant trend whose slope is more than the least growth per sample.
 */
export function judgeRow(name: string, row: readonly number[]): Verdict {
  const [start, end] = [median(row.slice(0, EDGE)), median(row.slice(-EDGE))];
  const half = row.slice(Math.floor(row.length / 2));
  const [rise, z] = [slope(half), trend(half)];
  const faults: string[] = [];
  if (end > start * (1 + TOLERANCE)) faults.push(`from ${start} to ${end}`);
  const floor = FLOOR[isBytes(name) ? 'bytes' : 'count'];
  if (z > Z && rise > floor) faults.push(`rises by ${rise.toFixed(1)} a sample (z = ${z.toFixed(1)})`);
  return { start, end, slope: rise, z, fault: faults.join(', ') };
}

/** @throws Error where there are too few samples to judge */
export function judge(samples: readonly Census[]): Record<string, Verdict> {
  if (samples.length < 2 * EDGE) throw new Error(`${samples.length} samples are too few to judge.`);
  const names = new Set(samples.flatMap((sample) => Object.keys(sample)));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      judgeRow(
        name,
        samples.map((sample) => sample[name] ?? 0),
      ),
    ]),
  );
}
