import { scaleLinear, scaleLog } from 'd3-scale';
import type { CurveSeries } from './curvesPath';

export type AxisKind = 'linear' | 'log';

/** The least and the greatest value that the axis has a place for; null where there is none. */
export function valueRange(series: readonly CurveSeries[], kind: AxisKind): readonly [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { y } of series) {
    for (let index = 0; index < y.length; index += 1) {
      const value = y[index] ?? Number.NaN;
      if (!Number.isFinite(value) || (kind === 'log' && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}

/** A domain with round ends and some room, never empty, and positive where the axis is logarithmic. */
export function niceDomain([low, high]: readonly [number, number], kind: AxisKind): [number, number] {
  if (kind === 'log') {
    const bottom = low > 0 ? low : (high > 0 ? high : 1) / 1000;
    const top = high > bottom * (1 + 1e-6) ? high : bottom * 2;
    // To one figure outwards: whole decades would leave most of the plot empty when a loss falls from 3 to 1.
    return [oneFigure(bottom, Math.floor), oneFigure(top, Math.ceil)];
  }
  const size = Math.max(Math.abs(low), Math.abs(high));
  const slack = high - low > size * 1e-6 ? 0 : size / 10 || 0.5;
  const [bottom = 0, top = 1] = scaleLinear()
    .domain([low - slack, high + slack])
    .nice(6)
    .domain();
  return [bottom, top];
}

function oneFigure(value: number, direction: (value: number) => number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  // 0.3 / 0.1 is a little less than 3 in binary.
  const figure = Number((value / decade).toPrecision(12));
  return Number((direction(figure) * decade).toPrecision(3));
}

const MANTISSAS = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]];

/** At most about `count` round values. On a logarithmic axis the finest of 1-2-5-like rows that keeps to it. */
export function axisTicks([low, high]: readonly [number, number], kind: AxisKind, count: number): number[] {
  if (kind === 'linear') return scaleLinear().domain([low, high]).ticks(count);
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  for (const mantissas of MANTISSAS) {
    const ticks: number[] = [];
    for (let decade = first; decade <= last; decade += 1) {
      for (const mantissa of mantissas) {
        const value = Number(`${mantissa}e${decade}`);
        if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) ticks.push(value);
      }
    }
    if (ticks.length <= Math.max(2, count)) {
      return ticks.length >= 2 ? ticks : scaleLog().domain([low, high]).ticks(count);
    }
  }
  // Many decades: every second, third, … power of ten.
  const stride = Math.ceil((last - first) / Math.max(1, count));
  const powers: number[] = [];
  for (let decade = first; decade <= last; decade += stride) {
    const value = Number(`1e${decade}`);
    if (value >= low && value <= high) powers.push(value);
  }
  return powers;
}

/** An affine map, of the value or its logarithm; NaN where a logarithmic axis has no place for the value. */
export function axisScale(
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
  kind: AxisKind,
): (value: number) => number {
  // Called for every point of every frame: d3's scales are some ten times slower.
  if (kind === 'log') {
    const start = Math.log(low);
    const slope = (to - from) / (Math.log(high) - start || 1);
    return (value) => (value > 0 ? from + (Math.log(value) - start) * slope : Number.NaN);
  }
  const slope = (to - from) / (high - low || 1);
  return (value) => from + (value - low) * slope;
}
