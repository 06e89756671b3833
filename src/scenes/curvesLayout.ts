import { type AxisKind, axisScale, axisTicks, niceDomain, valueRange } from './curvesAxis';
import { flowInRows, spreadApart } from './curvesLabels';
import { type CurveSeries, type Scale, smoothed, tracePath } from './curvesPath';
import { stepRange } from './curvesReading';

export type { CurveSeries } from './curvesPath';

export interface Curves {
  readonly series: readonly CurveSeries[];
  readonly yScale: AxisKind;
  /** Weight of the past in a moving average, 0 for none, below 1. */
  readonly smoothing: number;
  /** Steps that the axis always shows, so that it stands still while a run grows; null for those there are. */
  readonly xDomain: readonly [number, number] | null;
  /** [0, 1] for a share; null for round numbers about the values. */
  readonly yDomain: readonly [number, number] | null;
}

/** What a layout needs to know of the page. */
export interface CurvesFrame {
  readonly width: number;
  readonly height: number;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  /** Width of a label's text. */
  readonly measure: (text: string) => number;
}

export interface CurveTick {
  readonly at: number;
  readonly text: string;
  readonly anchor: 'middle' | 'end';
}

export interface PlacedCurve {
  readonly key: string;
  readonly label: string;
  /** The points themselves: a faint line under the average where there is one. */
  readonly raw: string;
  readonly smooth: string | null;
  /** From the line's end to its label: null on a narrow screen, or while the line has no point. */
  readonly end: { readonly leader: string; readonly x: number; readonly y: number } | null;
  /** Its place in the legend above a narrow plot, with room for its value at the crosshair: a table would hide the lines. */
  readonly legend: { readonly x: number; readonly y: number; readonly valueX: number } | null;
}

export interface CurvesLayout {
  readonly width: number;
  readonly height: number;
  readonly plot: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly titleY: number;
  readonly xTicks: readonly CurveTick[];
  readonly yTicks: readonly CurveTick[];
  readonly curves: readonly PlacedCurve[];
  readonly across: Scale;
  readonly up: Scale;
  /** The step under a pixel. */
  readonly stepAt: (pixel: number) => number;
}

/** Below this width names stand above the plot, not beside the lines; so do names too many or too long for the side. */
export const NARROW = 480;
const LEAST_LABEL_GAP = 13;
const WIDEST_SIDE = 0.35;
const WIDEST_VALUE = '0.0000';
/** Length of the piece of line before a name. */
export const KEY = 22;
const KEY_GAP = 6;
const ROW = 20;
const LABEL_GAP = 17;
const LEADER = 14;
const TITLE = 22;
const AXIS = 44;
const PIXELS_PER_TICK = { x: 72, y: 46 };

export function layoutCurves(model: Curves, frame: CurvesFrame): CurvesLayout {
  const { width, formatX, formatY, measure } = frame;
  const names = model.series.map(({ label }) => KEY + KEY_GAP + measure(label));
  const side = LEADER + Math.max(0, ...names) + 4;
  const narrow =
    width < NARROW ||
    side > width * WIDEST_SIDE ||
    (names.length - 1) * LEAST_LABEL_GAP > frame.height - TITLE - AXIS - 4;
  const value = 6 + measure(WIDEST_VALUE);
  const legend = narrow
    ? flowInRows(
        names.map((name) => name + value),
        width,
        10,
      )
    : { places: [], rows: 0 };
  // The legend adds to the height: nine names must not eat the plot of a phone.
  const legendHeight = legend.rows * ROW + (legend.rows > 0 ? 6 : 0);
  const height = frame.height + legendHeight;
  const [top, bottom] = [legendHeight + TITLE, height - AXIS];

  const steps = model.xDomain ?? stepRange(model.series) ?? [0, 1];
  const xDomain: readonly [number, number] = steps[0] === steps[1] ? [steps[0], steps[0] + 1] : steps;
  const yDomain = valueDomain(model);
  const up = axisScale(yDomain, [bottom, top], model.yScale);
  const yTicks = axisTicks(
    yDomain,
    model.yScale,
    Math.max(2, Math.floor((bottom - top) / PIXELS_PER_TICK.y)),
  ).map((value): CurveTick => ({ at: round(up(value)), text: formatY(value), anchor: 'end' }));

  const left = Math.ceil(Math.max(16, ...yTicks.map(({ text }) => measure(text)))) + 10;
  const right = Math.floor(width - (narrow || names.length === 0 ? 10 : side));
  const across = axisScale(xDomain, [left, right], 'linear');
  const xTicks = axisTicks(xDomain, 'linear', Math.max(2, Math.floor((right - left) / PIXELS_PER_TICK.x)))
    .filter(Number.isInteger)
    .map((value): CurveTick => {
      const [at, text] = [round(across(value)), formatX(value)];
      return { at, text, anchor: at + measure(text) / 2 > width ? 'end' : 'middle' };
    });

  const plot = { left, right, top, bottom };
  const traced = model.series.map((series) => trace(series, model.smoothing, across, up));
  const ends = narrow ? [] : placeEnds(traced, plot);
  return {
    width,
    height,
    plot,
    titleY: legendHeight + 12,
    xTicks,
    yTicks,
    curves: model.series.map(({ key, label }, index): PlacedCurve => {
      const place = legend.places[index];
      return {
        key,
        label,
        raw: traced[index]?.raw ?? '',
        smooth: traced[index]?.smooth ?? null,
        end: ends[index] ?? null,
        legend: place
          ? {
              x: round(place.x),
              y: place.row * ROW + 13,
              valueX: round(place.x + (names[index] ?? 0) + 6),
            }
          : null,
      };
    }),
    across,
    up,
    stepAt: (pixel) => xDomain[0] + ((pixel - left) / (right - left)) * (xDomain[1] - xDomain[0]),
  };
}

function valueDomain({ series, yScale, yDomain }: Curves): [number, number] {
  if (yDomain && (yScale === 'linear' || yDomain[0] > 0)) return [yDomain[0], yDomain[1]];
  return niceDomain(valueRange(series, yScale) ?? (yScale === 'log' ? [0.1, 1] : [0, 1]), yScale);
}

interface Traced {
  readonly raw: string;
  readonly smooth: string | null;
  readonly last: readonly [number, number] | null;
}

function trace({ x, y }: CurveSeries, smoothing: number, across: Scale, up: Scale): Traced {
  const average = smoothing > 0 ? smoothed(y, smoothing) : null;
  const shown = average ?? y;
  let last: readonly [number, number] | null = null;
  for (let index = Math.min(x.length, shown.length) - 1; index >= 0 && !last; index -= 1) {
    const place = up(shown[index] ?? Number.NaN);
    if (Number.isFinite(place)) last = [across(x[index] ?? 0), place];
  }
  return {
    raw: tracePath(x, y, across, up),
    smooth: average && tracePath(x, average, across, up),
    last,
  };
}

/** Beside the plot, each name at the height of its line's end or as near as its neighbours let it. */
function placeEnds(traced: readonly Traced[], { right, top, bottom }: CurvesLayout['plot']) {
  const ended = traced.flatMap(({ last }, index) => (last ? [{ last, index }] : []));
  const places = spreadApart(
    ended.map(({ last }) => Math.min(bottom, Math.max(top, last[1]))),
    LABEL_GAP,
    top + 2,
    bottom - 2,
  );
  const ends: PlacedCurve['end'][] = traced.map(() => null);
  ended.forEach(({ last, index }, order) => {
    const y = round(places[order] ?? top);
    // A line that ends in the middle of the plot would be struck through by its own leader: it goes without.
    const reaches = last[0] > right - 24;
    const leader = reaches ? `M${round(last[0])},${round(last[1])}L${right + LEADER - 4},${y}` : '';
    ends[index] = { leader, x: right + LEADER, y };
  });
  return ends;
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;
