import { scaleLog } from 'd3-scale';

/** Predicted against measured on equal logarithmic axes: on the diagonal the prediction is exact. */
export interface ScatterPoint {
  readonly key: string;
  readonly group: string;
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

export interface ScatterLayout {
  readonly size: number;
  readonly margin: number;
  readonly points: readonly {
    readonly key: string;
    readonly group: string;
    readonly x: number;
    readonly y: number;
    readonly label: string;
  }[];
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** The diagonal and the two lines that bound the band around it, as path data. */
  readonly diagonal: string;
  readonly band: string;
}

/** A disc, a square and a triangle of like area about the origin, as path data: one for each group, in their order. */
const MARKS = ['M-5,0A5,5,0,1,1,5,0A5,5,0,1,1,-5,0Z', 'M-4.5,-4.5H4.5V4.5H-4.5Z', 'M0,-5.8L5.9,4.6H-5.9Z'];

/** The groups of points, each with the mark of its place here. */
export const groupsOf = (points: readonly Pick<ScatterPoint, 'group'>[]): readonly string[] => [
  ...new Set(points.map(({ group }) => group)),
];

/** @throws RangeError where there are more groups than marks */
export function markOf(group: number): string {
  const mark = MARKS[group];
  if (mark === undefined) throw new RangeError(`no mark for group ${group}`);
  return mark;
}

const STEPS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 500, 1000];

/** @param band relative half-width of the band, 0.15 for ±15 % */
export function layoutScatter(points: readonly ScatterPoint[], size: number, band: number): ScatterLayout {
  const margin = 44;
  const values = points.flatMap(({ x, y }) => [x, y]);
  const low = Math.min(...values) * 0.85;
  const high = Math.max(...values) * 1.18;
  const scale = scaleLog()
    .domain([low, high])
    .range([0, size - 2 * margin]);
  const across = (value: number): number => round(margin + scale(value));
  const up = (value: number): number => round(size - margin - scale(value));
  const line = (factor: number): string => {
    const from = Math.max(low, low / factor);
    const to = Math.min(high, high / factor);
    return `${across(from)},${up(from * factor)} ${across(to)},${up(to * factor)}`;
  };
  const [lower, upper] = [line(1 - band), line(1 + band)];
  const reversed = upper.split(' ').reverse().join(' ');
  return {
    size,
    margin,
    points: points.map(({ key, group, x, y, label }) => ({ key, group, label, x: across(x), y: up(y) })),
    ticks: STEPS.filter((step) => step > low && step < high).map((step) => ({
      at: across(step),
      text: String(step),
    })),
    diagonal: `M${line(1).replace(' ', 'L')}`,
    band: `M${lower.replaceAll(' ', 'L')}L${reversed.replaceAll(' ', 'L')}Z`,
  };
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;
