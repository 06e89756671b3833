import { scaleLinear } from 'd3-scale';
import type { Tick } from './barAxis';
import { estimateWidth } from './curvesLabels';

/**
 * Geometry of stacked bars against a capacity line, as pure data: the build draws it into the page,
 * and the browser draws it again at the reader's width. Pixels in, pixels out; values in one unit throughout.
 */
export interface Bar {
  readonly key: string;
  readonly label: string;
  /** `term` is what lights up together; `ink` the role whose colour and pattern it wears, the term’s own unless said. */
  readonly parts: readonly { readonly term: string; readonly ink?: string; readonly value: number }[];
}

export interface StackedBars {
  readonly bars: readonly Bar[];
  /** Drawn as a line across all bars; null for none. */
  readonly capacity: { readonly value: number; readonly label: string } | null;
  /** Value of one tick unit (1e9 for GB), and how its axis is named. */
  readonly unit: { readonly size: number; readonly label: string };
}

export interface PlacedPart {
  readonly term: string;
  readonly ink: string;
  readonly x: number;
  readonly width: number;
}

export interface PlacedBar {
  readonly key: string;
  readonly label: string;
  readonly y: number;
  readonly labelY: number;
  readonly parts: readonly PlacedPart[];
}

export interface StackedBarsLayout {
  readonly width: number;
  readonly height: number;
  readonly barHeight: number;
  readonly bars: readonly PlacedBar[];
  readonly ticks: readonly Tick[];
  readonly axisY: number;
  /** `labelX` counts from the line. */
  readonly capacity: {
    readonly x: number;
    readonly label: string;
    readonly labelX: number;
    readonly anchor: 'start' | 'end';
  } | null;
}

const TOP = 26;
const LABEL_HEIGHT = 20;
const GAP = 14;
const AXIS_HEIGHT = 26;
const SIDE = 4;
/** Room above the largest value, so that a bar that is full still shows its end. */
const SLACK = 1.06;
const PIXELS_PER_TICK = 80;
/** Letters of the capacity's label are a little larger than those that are estimated. */
const LABEL_SIZE = 1.15;
const EDGE = 36;

export function layoutStackedBars(model: StackedBars, width: number): StackedBarsLayout {
  const labelled = model.bars.some((bar) => bar.label !== '');
  const barHeight = model.bars.length === 1 ? 56 : 34;
  const largest = Math.max(model.capacity?.value ?? 0, ...model.bars.map(sumOfParts));
  const scale = scaleLinear()
    .domain([0, (largest * SLACK) / model.unit.size || 1])
    .range([SIDE, width - SIDE]);
  const at = (value: number): number => round(scale(value / model.unit.size));

  const rowHeight = (labelled ? LABEL_HEIGHT : 0) + barHeight + GAP;
  const bars = model.bars.map((bar, row): PlacedBar => {
    let sum = 0;
    const parts = bar.parts.map(({ term, ink = term, value }) => {
      const x = at(sum);
      sum += value;
      return { term, ink, x, width: round(at(sum) - x) };
    });
    const top = TOP + row * rowHeight;
    return {
      key: bar.key,
      label: bar.label,
      labelY: top + LABEL_HEIGHT - 6,
      y: top + (labelled ? LABEL_HEIGHT : 0),
      parts,
    };
  });

  const axisY = TOP + model.bars.length * rowHeight - GAP + 8;
  const tickValues = scale.ticks(Math.max(2, Math.floor(width / PIXELS_PER_TICK)));
  const format = scale.tickFormat(tickValues.length);
  const capacityX = model.capacity ? at(model.capacity.value) : 0;
  return {
    width,
    height: axisY + AXIS_HEIGHT,
    barHeight,
    bars,
    // The last tick names the unit; near the edge it ends at its mark instead of running over.
    ticks: withRoom(
      tickValues.map((value, index): Tick => {
        const last = index === tickValues.length - 1;
        return {
          x: round(scale(value)),
          text: last ? `${format(value)} ${model.unit.label}` : format(value),
          anchor: last && scale(value) > width - EDGE ? 'end' : 'middle',
        };
      }),
    ),
    axisY,
    capacity: model.capacity && { x: capacityX, ...placeLabel(model.capacity.label, capacityX, width) },
  };
}

/** Without the last tick but one, where the last and its unit would run into it. */
function withRoom(ticks: readonly Tick[]): readonly Tick[] {
  const [before, last] = ticks.slice(-2);
  if (!before || !last) return ticks;
  const [wide, long] = [estimateWidth(before.text), estimateWidth(last.text)];
  const begins = last.x - (last.anchor === 'end' ? long : long / 2);
  return before.x + wide / 2 + 4 > begins ? [...ticks.slice(0, -2), last] : ticks;
}

/** Beside the line, on the side that has more room, and moved across it where that is not enough. */
function placeLabel(label: string, x: number, width: number) {
  const long = Math.min(width, estimateWidth(label) * LABEL_SIZE);
  return x > width / 2
    ? { label, anchor: 'end' as const, labelX: round(Math.max(x - 2, long) - x) }
    : { label, anchor: 'start' as const, labelX: round(Math.min(x + 2, width - long) - x) };
}

function sumOfParts(bar: Bar): number {
  return bar.parts.reduce((sum, part) => sum + part.value, 0);
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;
