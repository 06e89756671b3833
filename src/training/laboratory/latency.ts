import { rowLength } from '../rows';
import type { Latency, LatencyReport } from './api';
import type { Answerer } from './model';

/** One way to compute the answer, to be timed. */
export interface Contender extends Answerer, Pick<Latency, 'method' | 'how'> {}

/** Passes of each before any is timed: the first compiles, and the next ones still warm up. */
const WARM_UP = 4;
const ROUNDS = 31;

/**
 * Times a forward pass over one sequence for every contender, compiled and warm, from the call to the moment when the
 * likeliest tokens are read back. In each round all of them are timed, each time in another order, so that whatever slows
 * the machine for a while slows all alike.
 */
export async function measureLatency(
  contenders: readonly Contender[],
  ids: readonly number[],
  padding: number,
  breathe: () => Promise<void>,
): Promise<LatencyReport> {
  const positions = rowLength(ids.length);
  const row = () => Int32Array.from({ length: positions }, (_, at) => ids[at] ?? padding);
  const times = contenders.map((): number[] => []);
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (let place = 0; place < contenders.length; place++) {
      const index = (place + round + WARM_UP) % contenders.length;
      const { reader, weighted } = contenders[index] as Contender;
      const tokens = row();
      const began = performance.now();
      await reader.next(weighted, tokens);
      const took = performance.now() - began;
      if (round >= 0) times[index]?.push(took);
    }
    await breathe();
  }
  return {
    positions,
    rounds: ROUNDS,
    rows: contenders.map(({ method, how }, index) => {
      const sorted = (times[index] ?? []).toSorted((one, two) => one - two);
      const [lower, median, upper] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
      return { method, how, lower: lower ?? 0, median: median ?? 0, upper: upper ?? 0 };
    }),
  };
}

/** The value below which `share` of the sorted values lie, between two of them in proportion. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below] ?? 0, sorted[Math.min(below + 1, sorted.length - 1)] ?? 0];
  return low + (high - low) * (place - below);
}
