import { formatNumber, formatPercent, formatPlain } from '../../i18n/format';
import {
  type BottleneckSignal,
  bottleneck,
  NONLINEARITIES,
  type Nonlinearity,
} from '../../theory/bottleneck';
import type { Quantity } from '../base/barsFigure';
import { choice, integer, type Schema } from '../base/state';
import type { DescribeSketch } from '../shared/sketchFigure';
import { drawBottleneck, type Station } from './layout';

/** Where the reader stands: each station is computed from the one before it. */
export const STEPS = ['input', 'down', 'bend', 'up', 'sum'] as const;
export type Step = (typeof STEPS)[number];

/** Standard deviation of the matrices' first numbers; `zero` starts W^u at zero. */
export const STARTS = ['zero', '0.01', '0.1', '0.3', '1'] as const;

export interface BottleneckState {
  readonly size: number;
  readonly width: number;
  readonly sigma: Nonlinearity;
  readonly start: (typeof STARTS)[number];
  readonly step: Step;
}

export const BOTTLENECK_SCHEMA = {
  size: integer(8, [4, 5, 6, 7, 8]),
  width: integer(3, [1, 2, 3]),
  sigma: choice('relu', NONLINEARITIES),
  start: choice('0.1', STARTS),
  step: choice('sum', STEPS),
} satisfies Schema<BottleneckState>;

/** The example: a vector of ordinary size, and matrices whose entries have a standard deviation near 1. */
const INPUT = [0.9, -0.5, 0.3, 1.2, -0.8, 0.4, -0.2, 0.6];
const DOWN = [
  [0.8, -0.3, 0.5],
  [-0.6, 1.1, 0.2],
  [0.3, 0.7, -1.2],
  [0.9, -0.4, 0.6],
  [-0.2, -0.9, 0.4],
  [1.3, 0.5, -0.7],
  [-1, 0.6, 0.9],
  [0.4, 1.4, -0.5],
];
const UP = [
  [0.7, -1.1, 0.4, 0.2, -0.6, 1, -0.3, 0.5],
  [-0.5, 0.8, 1.2, -0.9, 0.3, -0.2, 0.6, -1],
  [0.9, 0.1, -0.7, 1.1, 0.5, -0.4, -0.8, 0.3],
];

/** As the picture names σ, in any language. */
const SHORT: Readonly<Record<Nonlinearity, string>> = {
  relu: 'ReLU',
  gelu: 'GELU',
  tanh: 'tanh',
  none: 'σ(x) = x',
};

export interface Example {
  readonly input: readonly number[];
  readonly down: readonly (readonly number[])[];
  readonly up: readonly (readonly number[])[];
  readonly signal: BottleneckSignal;
}

/** The example's numbers at the state's sizes and start. */
export function exampleOf({ size, width, sigma, start }: BottleneckState): Example {
  const deviation = start === 'zero' ? 0.1 : Number(start);
  const input = INPUT.slice(0, size);
  const down = DOWN.slice(0, size).map((row) => row.slice(0, width).map((x) => x * deviation));
  const up = UP.slice(0, width).map((row) =>
    row.slice(0, size).map((x) => (start === 'zero' ? 0 : x * deviation)),
  );
  return { input, down, up, signal: bottleneck(input, down, up, sigma) };
}

/** A vector on its way through an adapter, station by station, and how far from itself it comes out. */
export const describeBottleneck: DescribeSketch<BottleneckState> = (state, { language, translate }) => {
  const { input, down, up, signal } = exampleOf(state);
  const reached = STEPS.indexOf(state.step);
  const number = (x: number, digits = 3): string => formatPlain(x, language, digits);
  const stations: Station[] = [
    { symbol: 'h', name: translate('bottleneck.input'), values: input },
    { symbol: 'h·Wᵈ', name: translate('bottleneck.narrow'), values: signal.narrow },
    { symbol: 'σ(h·Wᵈ)', name: translate('bottleneck.bent'), values: signal.bent },
    { symbol: 'σ(h·Wᵈ)·Wᵘ', name: translate('bottleneck.change'), values: signal.change },
    { symbol: 'h + σ(h·Wᵈ)·Wᵘ', name: translate('bottleneck.output'), values: signal.output },
  ];
  const cut = signal.narrow.filter((x) => x < 0).length;
  const first = input.map((x, i) => `${formatNumber(x, language, 1)}·${number(down[i]?.[0] ?? 0)}`);
  const sentences: Record<Step, string> = {
    input: translate('bottleneck.step.input', { size: state.size }),
    down: translate('bottleneck.step.down', {
      width: state.width,
      sum: `${first.slice(0, 2).join(' + ')} + …`.replaceAll('-', '−'),
      value: number(signal.narrow[0] ?? 0).replaceAll('-', '−'),
    }),
    bend:
      state.sigma === 'relu'
        ? translate('bottleneck.step.cut', { count: cut, width: state.width })
        : translate('bottleneck.step.bend', { sigma: translate(`bottleneck.sigmas.${state.sigma}`) }),
    up: translate('bottleneck.step.up', { size: state.size }),
    sum: translate('bottleneck.result', { distance: formatPercent(signal.distance, language) }),
  };
  const afterword =
    state.step !== 'sum'
      ? ''
      : translate(
          signal.distance === 0
            ? 'bottleneck.identity'
            : state.sigma === 'none'
              ? 'bottleneck.linear'
              : 'bottleneck.bends',
        );

  const quantity = (name: string, value: number | undefined): Quantity | null =>
    value === undefined ? null : { name, value, text: number(value, 5) };
  const columns = Array.from({ length: state.width }, (_, j) => j);
  return {
    draw: drawBottleneck({
      stations,
      reached,
      down: `Wᵈ  ${state.size} × ${state.width}`,
      up: `Wᵘ  ${state.width} × ${state.size}`,
      sigma: SHORT[state.sigma],
      residual: translate('bottleneck.residual'),
      format: (x, digits) => formatNumber(x, language, digits).replace('-', '−'),
    }),
    result: sentences[state.step] + (afterword && (language === 'en' ? ' ' : '')) + afterword,
    table: {
      head: [
        translate('bottleneck.coordinate'),
        'h',
        ...columns.map((j) => `Wᵈ ${j + 1}`),
        'h·Wᵈ',
        'σ(h·Wᵈ)',
        ...columns.map((j) => `Wᵘ ${j + 1}`),
        translate('bottleneck.change'),
        translate('bottleneck.output'),
      ],
      rows: input.map((x, i) => ({
        header: String(i + 1),
        cells: [
          quantity('input', x),
          ...columns.map((j) => quantity('down', down[i]?.[j])),
          quantity('narrow', signal.narrow[i]),
          quantity('bent', signal.bent[i]),
          ...columns.map((j) => quantity('up', up[j]?.[i])),
          quantity('change', signal.change[i]),
          quantity('output', signal.output[i]),
        ],
      })),
    },
  };
};
