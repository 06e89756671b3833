import { type HeatMap, scaleOf } from '../../scenes/rankDecomposition/heatMap';
import {
  type Decomposition,
  factorsOfTerms,
  type Matrix,
  relativeError,
  sumOfTerms,
} from '../../theory/decomposition';
import type { MatrixId } from './state';

/** A matrix taken apart, with what is drawn of it; sums are computed when they are asked for, and kept. */
export interface TakenApart {
  readonly side: number;
  readonly values: readonly number[];
  /** Relative errors of rank 0, 1, …. */
  readonly errors: readonly number[];
  readonly target: HeatMap;
  /** The best approximation of a rank. */
  sum(rank: number): HeatMap;
  /** What it misses. */
  rest(rank: number): HeatMap;
  factors(rank: number): { readonly left: HeatMap; readonly right: HeatMap };
  /** Terms from `from` up to, not including, `to`, counted from 0, on a scale of their own. */
  layer(from: number, to: number): HeatMap;
}

export function takeApart(id: MatrixId, matrix: Matrix, decomposition: Decomposition): TakenApart {
  const { rows, columns, data } = matrix;
  const values = decomposition.terms.map(({ value }) => value);
  const grey = id === 'picture';
  // A picture and a drawing go from −1 to 1; what is learned or random has no bounds.
  const limit = id === 'picture' || id === 'drawn' ? 1 : scaleOf(data);
  const map = (numbers: Float64Array, high = rows, wide = columns, scale = limit): HeatMap => ({
    ...{ rows: high, columns: wide, data: numbers, limit: scale, grey },
  });
  const layer = (from: number, to: number): HeatMap => {
    const numbers = sumOfTerms(decomposition, from, to);
    return map(numbers, rows, columns, scaleOf(numbers));
  };
  const sum = latest<HeatMap>((rank, before) => {
    // A slider moves by few terms: from where it stood there are fewer to add, or to take away.
    if (!before || Math.abs(rank - before.rank) >= rank) return map(sumOfTerms(decomposition, 0, rank));
    const [less, more] = [Math.min(rank, before.rank), Math.max(rank, before.rank)];
    const change = sumOfTerms(decomposition, less, more);
    const sign = rank > before.rank ? 1 : -1;
    return map(before.answer.data.map((value, at) => value + sign * (change[at] as number)));
  });
  return {
    side: rows,
    values,
    errors: Array.from({ length: values.length + 1 }, (_, rank) => relativeError(values, rank)),
    target: map(data),
    sum,
    rest: latest((rank) => {
      const { data: part } = sum(rank);
      return map(data.map((value, at) => value - (part[at] as number)));
    }),
    factors: latest((rank) => {
      const { left, right } = factorsOfTerms(decomposition, rank);
      return { left: map(left, rows, rank, scaleOf(left)), right: map(right, rank, columns, scaleOf(right)) };
    }),
    layer: remembered(layer),
  };
}

/** The heat maps that the flat view shows side by side. */
export const MAPS = ['target', 'sum', 'layer', 'rest'] as const;
export type MapName = (typeof MAPS)[number];

export function mapsAt(parts: TakenApart, rank: number): Readonly<Record<MapName, HeatMap>> {
  return {
    target: parts.target,
    sum: parts.sum(rank),
    layer: parts.layer(rank - 1, rank),
    rest: parts.rest(rank),
  };
}

interface Answer<T> {
  readonly rank: number;
  readonly answer: T;
}

/** Keeps the last answer: the same rank is drawn again and again while the reader turns the view. */
function latest<T>(compute: (rank: number, before: Answer<T> | null) => T): (rank: number) => T {
  let kept: Answer<T> | null = null;
  return (rank) => {
    if (kept?.rank !== rank) kept = { rank, answer: compute(rank, kept) };
    return kept.answer;
  };
}

/** Keeps the single layers, of which a view shows a dozen, and the last sum of several. */
function remembered(compute: (from: number, to: number) => HeatMap): (from: number, to: number) => HeatMap {
  const single = new Map<number, HeatMap>();
  let several: { readonly key: string; readonly map: HeatMap } | null = null;
  return (from, to) => {
    if (to === from + 1) {
      const map = single.get(from) ?? compute(from, to);
      single.set(from, map);
      return map;
    }
    const key = `${from}-${to}`;
    if (several?.key !== key) several = { key, map: compute(from, to) };
    return several.map;
  };
}
