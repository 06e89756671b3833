import { scaleLinear, scaleLog } from 'd3-scale';
import { estimateWidth } from './curvesLabels';

/** A scatter of runs whose axes can be chosen, with names beside the points that matter, as pure data in pixels. */
export interface MapRun {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly name: string;
  /** Lower comes first to a place for its name; null for none. */
  readonly rank: number | null;
}

export interface MapAxis {
  readonly kind: 'linear' | 'log';
  readonly format: (value: number) => string;
}

export interface RunsMap {
  readonly runs: readonly MapRun[];
  readonly x: MapAxis;
  readonly y: MapAxis;
  /** Keys on the Pareto front. */
  readonly front: readonly string[];
  /** The run under the crosshair, with a bar from `low` to `high` in y where its error is known. */
  readonly picked: { readonly key: string; readonly bar: readonly [number, number] | null };
}

export interface MapTick {
  readonly at: number;
  readonly text: string;
}

export interface PlacedName {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end' | 'middle';
  readonly text: string;
}

export interface RunsMapLayout {
  readonly width: number;
  readonly height: number;
  readonly plot: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly points: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  readonly xTicks: readonly MapTick[];
  readonly yTicks: readonly MapTick[];
  readonly names: readonly PlacedName[];
  /** Paths of the front’s staircase, the crosshair, and the error bar. */
  readonly front: string;
  readonly crosshair: string;
  readonly bar: string;
}

const LEFT = 46;
const TOP = 26;
const BOTTOM = 46;
const RIGHT = 10;
const NAME_HEIGHT = 15;
/** From a point's middle to its name. */
const AWAY = 9;

export function layoutRunsMap(map: RunsMap, width: number): RunsMapLayout {
  const height = Math.round(Math.min(430, Math.max(300, width * 0.78)));
  const plot = { left: LEFT, right: width - RIGHT, top: TOP, bottom: height - BOTTOM };
  const picked = map.runs.find(({ key }) => key === map.picked.key);
  const barEnds = map.picked.bar ?? [];
  const across = scaleOf(
    map.runs.map(({ x }) => x),
    map.x.kind,
    [plot.left + 8, plot.right - 8],
  );
  const up = scaleOf([...map.runs.map(({ y }) => y), ...barEnds], map.y.kind, [
    plot.bottom - 8,
    plot.top + 8,
  ]);
  const points = new Map(map.runs.map(({ key, x, y }) => [key, { x: round(across(x)), y: round(up(y)) }]));
  const at = picked ? points.get(picked.key) : undefined;
  const [barLow, barHigh] = (map.picked.bar ?? []).map((value) => round(up(value)));
  const hasBar = at !== undefined && barLow !== undefined && barHigh !== undefined;
  const barBox = hasBar ? { left: at.x - 6, right: at.x + 6, top: barHigh, bottom: barLow } : null;
  return {
    width,
    height,
    plot,
    points,
    xTicks: ticksOf(across, map.x, Math.max(3, Math.floor((plot.right - plot.left) / 90))),
    yTicks: ticksOf(up, map.y, 6),
    names: placeNames(map, points, plot, barBox),
    front: staircase(map, points),
    crosshair: at ? `M${at.x},${plot.top}V${plot.bottom}M${plot.left},${at.y}H${plot.right}` : '',
    bar: hasBar ? `M${at.x},${barLow}V${barHigh}M${at.x - 5},${barLow}h10M${at.x - 5},${barHigh}h10` : '',
  };
}

/** The run whose point is nearest; null where there is none. */
export function nearestRun({ points }: RunsMapLayout, x: number, y: number): string | null {
  let nearest: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [key, point] of points) {
    const distance = Math.hypot(point.x - x, point.y - y);
    if (distance < least) [nearest, least] = [key, distance];
  }
  return nearest;
}

type Scale = ReturnType<typeof scaleLinear<number, number>>;

function scaleOf(values: readonly number[], kind: MapAxis['kind'], range: [number, number]): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (kind === 'log') {
    // Nothing is drawn at zero on a logarithmic axis; the least positive value takes its place.
    const least = Math.min(...values.filter((value) => value > 0));
    return scaleLog<number, number>().domain([least, high]).range(range).clamp(true) as unknown as Scale;
  }
  return scaleLinear<number, number>()
    .domain(low === high ? [low - 1, high + 1] : [low, high])
    .range(range);
}

function ticksOf(scale: Scale, axis: MapAxis, count: number): MapTick[] {
  const [low = 0, high = 1] = scale.domain();
  const values = axis.kind === 'linear' ? scale.ticks(count) : logTicks(low, high, count);
  return values.map((value) => ({ at: round(scale(value)), text: axis.format(value) }));
}

/** Powers of ten; with 2 and 5 between them where there are few; thinned where there are many. */
function logTicks(low: number, high: number, count: number): number[] {
  const powers: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    powers.push(power);
  }
  const within = (value: number): boolean => value >= low * 0.999 && value <= high * 1.001;
  const tens = powers.map((power) => 10 ** power).filter(within);
  if (tens.length < 3)
    return powers.flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power)).filter(within);
  const every = Math.ceil(tens.length / count);
  return tens.filter((_, index) => index % every === 0);
}

/** Steps from each point of the front to the next, with the cost below growing. */
function staircase(map: RunsMap, points: RunsMapLayout['points']): string {
  const steps = map.front
    .map((key) => points.get(key))
    .filter((point) => point !== undefined)
    .sort((a, b) => a.x - b.x || b.y - a.y);
  return steps.map(({ x, y }, index) => (index === 0 ? `M${x},${y}` : `H${x}V${y}`)).join('');
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Names in the order of their rank, each at the first of its sides where it meets no name and no other named point. */
function placeNames(
  map: RunsMap,
  points: RunsMapLayout['points'],
  plot: RunsMapLayout['plot'],
  bar: Box | null,
): PlacedName[] {
  const ranked = map.runs.filter(({ rank }) => rank !== null).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const taken: Box[] = ranked.flatMap(({ key }) => {
    const point = points.get(key);
    return point ? [{ left: point.x - 6, right: point.x + 6, top: point.y - 6, bottom: point.y + 6 }] : [];
  });
  if (bar) taken.push(bar);
  const placed: PlacedName[] = [];
  for (const { key, name } of ranked) {
    const point = points.get(key);
    if (!point) continue;
    const width = estimateWidth(name);
    const sides = [
      { x: point.x + AWAY, y: point.y + 4, anchor: 'start' as const, left: point.x + AWAY - 2 },
      { x: point.x - AWAY, y: point.y + 4, anchor: 'end' as const, left: point.x - AWAY - width + 2 },
      { x: point.x, y: point.y - AWAY, anchor: 'middle' as const, left: point.x - width / 2 },
      { x: point.x, y: point.y + AWAY + 10, anchor: 'middle' as const, left: point.x - width / 2 },
      ...[-AWAY, AWAY + 10].flatMap((down) => [
        { x: point.x + AWAY, y: point.y + down, anchor: 'start' as const, left: point.x + AWAY - 2 },
        { x: point.x - AWAY, y: point.y + down, anchor: 'end' as const, left: point.x - AWAY - width + 2 },
      ]),
    ];
    const before = placed.length;
    for (const { x, y, anchor, left } of sides) {
      const box = { left, right: left + width, top: y - NAME_HEIGHT + 3, bottom: y + 3 };
      const inside =
        box.left >= plot.left && box.right <= plot.right && box.top >= 2 && box.bottom <= plot.bottom;
      if (!inside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      placed.push({ key, x: round(x), y: round(y), anchor, text: name });
      break;
    }
    // The chosen run is always named, on the side that has more room.
    if (placed.length === before && key === map.picked.key) {
      const right = point.x < (plot.left + plot.right) / 2;
      const x = right ? point.x + AWAY : point.x - AWAY;
      placed.push({ key, x: round(x), y: point.y + 4, anchor: right ? 'start' : 'end', text: name });
      taken.push({
        left: x - (right ? 0 : width),
        right: x + (right ? width : 0),
        top: point.y - 8,
        bottom: point.y + 8,
      });
    }
  }
  return placed;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;
