import { scaleLinear } from 'd3-scale';

/**
 * A bell curve with the levels of a number format on it, and below it a column for every code: how often it is used.
 * Pure data; pixels in, pixels out.
 */
export interface CodeSharesModel {
  /** Half of the curve's width, in standard deviations: the block's constant. */
  readonly constant: number;
  /** Ascending, as shares of the constant. */
  readonly levels: readonly number[];
  /** One a level; they sum to 1. */
  readonly shares: readonly number[];
  /** The share that each code would have if all were used alike, and its label. */
  readonly even: { readonly value: number; readonly label: string };
  readonly labels: { readonly curve: string; readonly columns: string };
}

export interface CodeSharesLayout {
  readonly width: number;
  readonly height: number;
  readonly curve: string;
  readonly floor: number;
  readonly curveLabelY: number;
  readonly columnsLabelY: number;
  readonly columnsFloor: number;
  readonly even: { readonly y: number; readonly label: string };
  readonly codes: readonly {
    readonly x: number;
    readonly top: number;
    /** The code's column. */
    readonly column: {
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    };
    /** The code's strip of the curve, as path data; a column's foot stands for it. */
    readonly strip: string;
  }[];
  readonly labels: CodeSharesModel['labels'];
}

const SIDE = 10;
const LABEL = 20;
const CURVE = 110;
const BETWEEN = 46;
const COLUMNS = 110;
const FOOT = 8;
const SAMPLES = 6;
const GAP = 3;

const density = (x: number): number => Math.exp(-(x * x) / 2);
const round = (pixels: number): number => Math.round(pixels * 10) / 10;

export function layoutCodeShares(model: CodeSharesModel, width: number): CodeSharesLayout {
  const { constant, levels, shares, even, labels } = model;
  const across = scaleLinear()
    .domain([-1, 1])
    .range([SIDE, width - SIDE]);
  const floor = LABEL + CURVE;
  const up = (share: number): number => round(floor - CURVE * density(share * constant));
  const edges = [-1, ...levels.slice(1).map((level, at) => (level + (levels[at] ?? 0)) / 2), 1];
  const columnsTop = floor + BETWEEN;
  const columnsFloor = columnsTop + COLUMNS;
  const tallest = Math.max(even.value, ...shares);
  const height = scaleLinear().domain([0, tallest]).range([0, COLUMNS]);
  const slot = (width - 2 * SIDE) / levels.length;

  const points = (from: number, to: number): string =>
    Array.from({ length: SAMPLES + 1 }, (_, i) => from + ((to - from) * i) / SAMPLES)
      .map((share) => `${round(across(share))},${up(share)}`)
      .join('L');
  return {
    width,
    height: columnsFloor + FOOT,
    curve: `M${edges
      .slice(1)
      .map((edge, at) => points(edges[at] ?? 0, edge))
      .join('L')}`,
    floor,
    curveLabelY: LABEL - 6,
    columnsLabelY: columnsTop - 14,
    columnsFloor,
    even: { y: round(columnsFloor - height(even.value)), label: even.label },
    codes: levels.map((level, at) => {
      const tall = round(height(shares[at] ?? 0));
      const [from = 0, to = 0] = [edges[at], edges[at + 1]];
      return {
        x: round(across(level)),
        top: up(level),
        column: {
          x: round(SIDE + at * slot + GAP / 2),
          y: round(columnsFloor - tall),
          width: round(slot - GAP),
          height: tall,
        },
        strip: `M${round(across(from))},${floor}L${points(from, to)}L${round(across(to))},${floor}Z`,
      };
    }),
    labels,
  };
}
