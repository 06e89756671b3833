import { axisScale, axisTicks } from './curvesAxis';
import { flowInRows } from './curvesLabels';
import { type CurvesLayout, type CurveTick, KEY } from './curvesLayout';

/** One method's singular values of a matrix's ΔW, descending. */
export interface SpectrumSeries {
  /** The method whose colour it wears. */
  readonly key: string;
  readonly label: string;
  readonly values: ArrayLike<number>;
}

export interface Spectra {
  readonly series: readonly SpectrumSeries[];
  /** r, drawn as a line after the r-th value; null for none. */
  readonly rank: number | null;
}

/** More than these would lie on each other on a phone; a read-out's shares count them all the same. */
export const SHOWN = 32;
/** Six decades under the largest value float32 arithmetic knows only noise: what is lower lies on the floor. */
const DECADES = 6;

export interface SpectrumReading {
  /** 1 for the largest. */
  readonly index: number;
  readonly entries: readonly {
    readonly key: string;
    readonly label: string;
    readonly value: number;
    /** Σ of the first `index` squared values over Σ of all: how much of ΔW (its squared Frobenius norm) they hold. */
    readonly share: number;
  }[];
}

export interface PlacedSpectrum {
  readonly key: string;
  readonly label: string;
  readonly line: string;
  readonly dots: readonly { readonly x: number; readonly y: number; readonly onFloor: boolean }[];
  readonly legend: { readonly x: number; readonly y: number };
}

export interface SpectrumLayout {
  readonly width: number;
  readonly height: number;
  readonly plot: CurvesLayout['plot'];
  readonly titleY: number;
  readonly xTicks: readonly CurveTick[];
  readonly yTicks: readonly CurveTick[];
  readonly spectra: readonly PlacedSpectrum[];
  /** Of a dot's size: 1, or less where dots would lie on each other. */
  readonly dotScale: number;
  readonly rankLine: { readonly x: number; readonly anchor: 'start' | 'end' } | null;
  readonly count: number;
  readonly across: (index: number) => number;
  readonly indexAt: (pixel: number) => number;
}

const ROW = 20;
const LEAST_TICK = 24;

export function layoutSpectrum(
  { series, rank }: Spectra,
  frame: {
    readonly width: number;
    readonly height: number;
    readonly format: (value: number) => string;
    readonly measure: (text: string) => number;
  },
): SpectrumLayout {
  const { width, format, measure } = frame;
  const rows = flowInRows(
    series.map(({ label }) => KEY + 6 + measure(label)),
    width,
    16,
  );
  const legendHeight = rows.rows * ROW + (rows.rows > 0 ? 6 : 0);
  const height = frame.height + legendHeight;
  const [top, bottom] = [legendHeight + 22, height - 44];
  const count = Math.max(1, ...series.map(({ values }) => Math.min(SHOWN, values.length)));
  const [floor, ceiling] = spectrumRange(series);
  const yDomain = [floor, ceiling] as const;
  const scale = axisScale(yDomain, [bottom, top], 'log');
  const up = (value: number): number => round(Math.min(bottom, scale(Math.max(value, floor))));
  const yTicks = axisTicks(yDomain, 'log', Math.max(2, Math.floor((bottom - top) / 40))).map(
    (value): CurveTick => ({
      at: up(value),
      text: value <= floor * 1.0001 ? `≤ ${format(value)}` : format(value),
      anchor: 'end',
    }),
  );
  const left = Math.ceil(Math.max(16, ...yTicks.map(({ text }) => measure(text)))) + 10;
  const right = width - 12;
  const band = (right - left) / count;
  const across = (index: number): number => round(left + (index - 0.5) * band);
  // Methods side by side within an index's band, so that equal values do not hide each other.
  const dodge = Math.min(7, band / (series.length + 1));
  const rankX = rank === null || rank >= count ? null : round(left + rank * band);
  return {
    width,
    height,
    plot: { left, right, top, bottom },
    titleY: legendHeight + 12,
    xTicks: indexTicks(count, band).map((index) => ({
      at: across(index),
      text: String(index),
      anchor: 'middle',
    })),
    yTicks,
    spectra: series.map(({ key, label, values }, order): PlacedSpectrum => {
      const shift = (order - (series.length - 1) / 2) * dodge;
      const dots = Array.from({ length: Math.min(count, values.length) }, (_, index) => {
        const value = values[index] ?? 0;
        return { x: round(across(index + 1) + shift), y: up(value), onFloor: !(value > floor) };
      });
      const place = rows.places[order] ?? { x: 0, row: 0 };
      return {
        key,
        label,
        line: dots.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x},${y}`).join(''),
        dots,
        legend: { x: round(place.x), y: place.row * ROW + 13 },
      };
    }),
    dotScale: round(Math.min(1, Math.max(0.5, band / 11))),
    rankLine: rankX === null ? null : { x: rankX, anchor: rankX > (left + right) / 2 ? 'end' : 'start' },
    count,
    across,
    indexAt: (pixel) => Math.min(count, Math.max(1, Math.ceil((pixel - left) / band))),
  };
}

/** The axis: whole decades about the values, from no lower than six decades under the largest. */
export function spectrumRange(series: readonly { readonly values: ArrayLike<number> }[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { values } of series) {
    for (let index = 0; index < Math.min(SHOWN, values.length); index += 1) {
      const value = values[index] ?? 0;
      if (!(value > 0) || !Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (high === 0) return [0.001, 1];
  const top = Math.ceil(Math.log10(high) - 1e-9);
  const bottom = Math.min(top - 1, Math.max(top - DECADES, Math.floor(Math.log10(low) + 1e-9)));
  return [Number(`1e${bottom}`), Number(`1e${top}`)];
}

/** 1, and round numbers up to `count`, as many as have room at `band` pixels each. */
function indexTicks(count: number, band: number): number[] {
  const step = [1, 2, 4, 8, 16].find((size) => size * band >= LEAST_TICK) ?? 32;
  const ticks = Array.from({ length: Math.floor(count / step) }, (_, index) => (index + 1) * step);
  return [1, ...ticks.filter((tick) => (tick - 1) * band >= LEAST_TICK)];
}

/** Share of the squared sum that the first 1, 2, 3, … values hold; zeros where there is nothing. */
export function cumulativeShares(values: ArrayLike<number>): Float64Array {
  const shares = new Float64Array(values.length);
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    sum += (values[index] ?? 0) ** 2;
    shares[index] = sum;
  }
  return sum > 0 ? shares.map((share) => share / sum) : shares;
}

export function readSpectrum(series: readonly SpectrumSeries[], index: number): SpectrumReading {
  return {
    index,
    entries: series.flatMap(({ key, label, values }) => {
      const value = values[index - 1];
      if (value === undefined) return [];
      return [{ key, label, value, share: cumulativeShares(values)[index - 1] ?? 0 }];
    }),
  };
}

/** The same content as a table: one reading an index, up to what is drawn. */
export function spectrumTable(series: readonly SpectrumSeries[]): readonly SpectrumReading[] {
  const count = Math.max(0, ...series.map(({ values }) => Math.min(SHOWN, values.length)));
  return Array.from({ length: count }, (_, index) => readSpectrum(series, index + 1));
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;
