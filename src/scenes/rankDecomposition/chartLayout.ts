/**
 * Geometry of the figure's chart, as pure data: singular values as bars, under them the error that each rank leaves, and
 * the numbers in A and Bᵀ beside those in the whole matrix. Build and browser draw the same.
 */
export interface RankChartModel {
  /** Singular values, descending. */
  readonly values: readonly number[];
  /** Relative error of the best approximation of rank 0, 1, …: one more than values. */
  readonly errors: readonly number[];
  readonly rank: number;
  /** Numbers in A and Bᵀ, and in the matrix. */
  readonly parameters: number;
  readonly whole: number;
  readonly texts: {
    readonly values: string;
    readonly errors: string;
    readonly parameters: string;
    readonly whole: string;
    /** At the line after the last term: “R = 4”. */
    readonly rank: string;
    /** At the dot: “54%”. */
    readonly error: string;
    readonly percents: readonly string[];
  };
}

export interface PlacedText {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly text: string;
}

export interface RankChartLayout {
  readonly width: number;
  readonly height: number;
  /** Paths. */
  readonly kept: string;
  readonly left: string;
  readonly curve: string;
  readonly axes: string;
  readonly cut: string;
  readonly dot: { readonly x: number; readonly y: number };
  readonly bars: readonly {
    readonly y: number;
    readonly width: number;
    readonly kind: 'factors' | 'whole';
  }[];
  readonly barsX: number;
  readonly texts: readonly (PlacedText & { readonly kind: 'title' | 'tick' | 'mark' })[];
}

/** Height of the two bars of parameters. */
export const BAR = 16;
const LEFT = 44;
const RIGHT = 10;
const VALUES = { top: 24, bottom: 134 };
const ERRORS = { top: 166, bottom: 246 };
const TICKS = 262;
const PARAMETERS = 284;
const ROW = 40;
/** Room for the words at the line's or the dot's side. */
const WORDS = 64;

export function layoutRankChart(model: RankChartModel, width: number): RankChartLayout {
  const { values, errors, rank, texts } = model;
  const [start, end] = [LEFT, width - RIGHT];
  const band = (end - start) / values.length;
  const largest = Math.max(...values) || 1;
  const gap = band > 6 ? 2 : band > 3 ? 0.8 : 0;
  const bar = (value: number, at: number): string => {
    const height = ((VALUES.bottom - VALUES.top) * value) / largest;
    return `M${round(start + at * band)},${VALUES.bottom}v${round(-height)}h${round(band - gap)}v${round(height)}z`;
  };
  const rise = (error: number): number => round(ERRORS.bottom - (ERRORS.bottom - ERRORS.top) * error);
  const across = (at: number): number => round(start + at * band);
  const curve = errors.map((error, at) => `${at === 0 ? 'M' : 'L'}${across(at)},${rise(error)}`).join('');
  const cut = across(rank);
  const dot = { x: cut, y: rise(errors[rank] ?? 0) };
  const turns = cut > end - WORDS;
  // The axis of parameters ends at full rank, where A and Bᵀ together are twice the matrix.
  const most = Math.max(model.parameters, 2 * model.whole);
  const long = (count: number): number => round(((end - start) * count) / most);
  const step = [1, 2, 4, 8, 16, 32].find((size) => size * band >= 26) ?? 64;
  const ticks = [1, ...multiples(step, values.length).filter((tick) => tick * band >= 26)];
  const text = (
    kind: 'title' | 'tick' | 'mark',
    x: number,
    y: number,
    words: string,
    anchor: PlacedText['anchor'] = 'start',
  ) => ({ kind, x: round(x), y: round(y), text: words, anchor });
  return {
    width,
    height: PARAMETERS + 2 * ROW + 2,
    kept: values.slice(0, rank).map(bar).join(''),
    left: values
      .slice(rank)
      .map((value, at) => bar(value, at + rank))
      .join(''),
    curve,
    axes: [VALUES, ERRORS].map(({ top, bottom }) => `M${start},${top}V${bottom}H${end}`).join(''),
    cut: [VALUES, ERRORS].map(({ top, bottom }) => `M${cut},${top - 6}V${bottom}`).join(''),
    dot,
    bars: [
      { y: PARAMETERS + 18, width: long(model.parameters), kind: 'factors' },
      { y: PARAMETERS + 18 + ROW, width: long(model.whole), kind: 'whole' },
    ],
    barsX: start,
    texts: [
      text('title', 4, 12, texts.values),
      text('title', 4, ERRORS.top - 12, texts.errors),
      ...texts.percents.map((percent, at) =>
        text('tick', start - 5, rise(at / (texts.percents.length - 1)) + 4, percent, 'end'),
      ),
      ...ticks.map((tick) => text('tick', start + (tick - 0.5) * band, TICKS, String(tick), 'middle')),
      text('mark', cut + (turns ? -5 : 5), VALUES.top + 6, texts.rank, turns ? 'end' : 'start'),
      text(
        'mark',
        dot.x + (turns ? -9 : 9),
        Math.min(Math.max(dot.y - 6, ERRORS.top + 8), ERRORS.bottom - 6),
        texts.error,
        turns ? 'end' : 'start',
      ),
      text('title', 4, PARAMETERS + 12, texts.parameters),
      text('title', 4, PARAMETERS + 12 + ROW, texts.whole),
    ],
  };
}

/** The rank whose line is nearest to a place, in the drawing's pixels. */
export function rankAt(x: number, width: number, count: number): number {
  const band = (width - RIGHT - LEFT) / count;
  return Math.min(count, Math.max(1, Math.round((x - LEFT) / band)));
}

const multiples = (step: number, most: number): number[] =>
  Array.from({ length: Math.floor(most / step) }, (_, at) => (at + 1) * step);

const round = (pixels: number): number => Math.round(pixels * 10) / 10;
