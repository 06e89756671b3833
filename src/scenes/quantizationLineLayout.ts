import { scaleLinear } from 'd3-scale';

/**
 * Weights on number lines, as pure data: a band a block, in it a lane a weight, with the levels of the block's format
 * running through all lanes. Pixels in, pixels out.
 */
export interface LineWeight {
  readonly name: string;
  readonly value: number;
  /** What is stored in its place. */
  readonly stored: number;
  /** Both in figures, where there is room for them. */
  readonly text: string;
}

export interface LineBlock {
  readonly label: string;
  /** Where the block's levels lie, on the weights' own scale. */
  readonly levels: readonly number[];
  readonly weights: readonly LineWeight[];
}

export interface PlacedWeight {
  readonly name: string;
  readonly text: string;
  readonly y: number;
  readonly from: number;
  readonly to: number;
  /** The side of the line on which the weight is out of sight; null for one in sight. */
  readonly beyond: 'left' | 'right' | null;
}

export interface PlacedBlock {
  readonly label: string;
  readonly labelY: number;
  readonly top: number;
  readonly height: number;
  readonly levels: readonly number[];
  readonly weights: readonly PlacedWeight[];
}

export interface QuantizationLineLayout {
  readonly width: number;
  readonly height: number;
  /** The ends of the line, and the place of the names and of the figures beside it. */
  readonly left: number;
  readonly right: number;
  readonly nameX: number;
  /** Null where the figures have no room. */
  readonly textX: number | null;
  readonly axisY: number;
  readonly ticks: readonly { readonly x: number; readonly text: string }[];
  readonly blocks: readonly PlacedBlock[];
}

/** The part of the number line that is drawn; outliers lie beyond. */
export const LINE_LIMIT = 1.08;

const LANE = 28;
const LABEL = 22;
const PADDING = 4;
const GAP = 12;
const AXIS = 28;
const NAMES = 38;
const FIGURES = 112;
const WIDE = 480;

export function layoutQuantizationLine(blocks: readonly LineBlock[], width: number): QuantizationLineLayout {
  const wide = width >= WIDE;
  const left = NAMES;
  const right = width - (wide ? FIGURES : 10);
  const scale = scaleLinear().domain([-LINE_LIMIT, LINE_LIMIT]).range([left, right]);
  const at = (value: number): number =>
    Math.round(scale(Math.max(-LINE_LIMIT, Math.min(LINE_LIMIT, value))) * 10) / 10;

  let y = 0;
  const placed = blocks.map(({ label, levels, weights }): PlacedBlock => {
    const top = y + LABEL;
    const height = weights.length * LANE + 2 * PADDING;
    y = top + height + GAP;
    return {
      label,
      labelY: top - 7,
      top,
      height,
      levels: levels.filter((level) => Math.abs(level) <= LINE_LIMIT).map(at),
      weights: weights.map(({ name, value, stored, text }, lane) => ({
        name,
        text,
        y: top + PADDING + (lane + 0.5) * LANE,
        from: at(value),
        to: at(stored),
        beyond: value < -LINE_LIMIT ? 'left' : value > LINE_LIMIT ? 'right' : null,
      })),
    };
  });
  const axisY = y - GAP + 2;
  return {
    width,
    height: axisY + AXIS,
    left,
    right,
    nameX: 15,
    textX: wide ? right + 12 : null,
    axisY,
    ticks: [-1, -0.5, 0, 0.5, 1].map((value) => ({ x: at(value), text: String(value).replace('-', '−') })),
    blocks: placed,
  };
}

/** The value under a place on the line, to two places and within −1 to 1. */
export function valueAt({ left, right }: QuantizationLineLayout, x: number): number {
  const value = ((x - left) / (right - left)) * 2 * LINE_LIMIT - LINE_LIMIT;
  return Math.round(Math.max(-1, Math.min(1, value)) * 100) / 100 + 0;
}

/** The index of the weight, counted over all blocks, whose lane holds `y`; null between the bands. */
export function weightAt({ blocks }: QuantizationLineLayout, y: number): number | null {
  const weights = blocks.flatMap((block) => block.weights);
  const index = weights.findIndex((weight) => Math.abs(weight.y - y) <= LANE / 2);
  return index < 0 ? null : index;
}
