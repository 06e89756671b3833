import { type CurveSeries, smoothed } from './curvesPath';

/** What all lines say at one step. */
export interface CurveReading {
  readonly x: number;
  readonly entries: readonly {
    readonly key: string;
    readonly label: string;
    readonly value: number;
    /** The moving average there; null where nothing is smoothed. */
    readonly smooth: number | null;
  }[];
}

/** Index of the last of the ascending `x` that is at or below `value`; −1 for none. */
export function lastAtOrBelow(x: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Every series that reaches `x`, with its last point at or before it. */
export function readAt(series: readonly CurveSeries[], smoothing: number, x: number): CurveReading {
  return {
    x,
    entries: series.flatMap(({ key, label, x: steps, y }) => {
      const index = lastAtOrBelow(steps, x);
      if (index < 0 || x > (steps[steps.length - 1] ?? 0)) return [];
      const value = y[index] ?? Number.NaN;
      const smooth = smoothing > 0 ? (smoothed(y, smoothing)[index] ?? null) : null;
      return [{ key, label, value, smooth }];
    }),
  };
}

/** The step that some series has a point at, nearest to `value`; null where there are no points. */
export function nearestStep(series: readonly CurveSeries[], value: number): number | null {
  let best: number | null = null;
  for (const { x } of series) {
    const below = lastAtOrBelow(x, value);
    for (const step of [x[below], x[below + 1]]) {
      if (step === undefined) continue;
      if (best === null || Math.abs(step - value) < Math.abs(best - value)) best = step;
    }
  }
  return best;
}

/** The next step with a point after `from` (or before it); `from` itself at the end. */
export function neighbourStep(series: readonly CurveSeries[], from: number, direction: 1 | -1): number {
  let best: number | null = null;
  for (const { x } of series) {
    let index = lastAtOrBelow(x, from);
    if (direction > 0) index += 1;
    else if (x[index] === from) index -= 1;
    const step = x[index];
    if (step !== undefined && (best === null || (step - best) * direction < 0)) best = step;
  }
  return best ?? from;
}

/** First and last step of all series; null where there are no points. */
export function stepRange(series: readonly CurveSeries[]): readonly [number, number] | null {
  let range: readonly [number, number] | null = null;
  for (const { x } of series) {
    const [first, last] = [x[0], x[x.length - 1]];
    if (first === undefined || last === undefined) continue;
    range = range ? [Math.min(range[0], first), Math.max(range[1], last)] : [first, last];
  }
  return range;
}
