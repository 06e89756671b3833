/** Summaries of measured times, and the bars that they are held to. */
import { percentile } from '../lib/trace.ts';

export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly n: number;
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

export function summarize(times: readonly number[]): Summary {
  return {
    median: rounded(percentile([...times], 0.5)),
    least: rounded(Math.min(...times)),
    n: times.length,
  };
}

/** A number that must be at least, or at most, so much. */
export interface Bar {
  readonly value: number;
  readonly bar: string;
  readonly met: boolean;
}

export const atLeast = (value: number, bar: number): Bar => ({
  value: rounded(value),
  bar: `≥ ${bar}`,
  met: value >= bar,
});

export const atMost = (value: number, bar: number): Bar => ({
  value: rounded(value),
  bar: `≤ ${bar}`,
  met: value <= bar,
});

/**
 * The greatest relative difference between two runs' losses.
 *
 * @throws Error when it exceeds `tolerance`, or when the losses fall so little that the comparison says nothing
 */
export function agreement(a: readonly number[], b: readonly number[], tolerance: number): number {
  const first = a[0] ?? Number.NaN;
  const last = a.at(-1) ?? Number.NaN;
  if (!(first - last > 20 * tolerance * first)) {
    throw new Error(`The losses fall only from ${first} to ${last}: too little to compare.`);
  }
  const differences = a.map((value, index) => Math.abs(value - (b[index] ?? Number.NaN)) / value);
  const worst = Math.max(...differences);
  if (!(worst <= tolerance)) throw new Error(`The losses differ: ${a.join(', ')} and ${b.join(', ')}.`);
  return worst;
}
