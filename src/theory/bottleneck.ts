import { oneOf, positiveInteger } from './checks';
import { normalCdf } from './quantization/normal';

/** Functions that an adapter may bend its signal with; `none` for the matrices alone. */
export const NONLINEARITIES = ['relu', 'gelu', 'tanh', 'none'] as const;
export type Nonlinearity = (typeof NONLINEARITIES)[number];

/** σ of one number: max(0, x); x·Φ(x) with the normal distribution function Φ; tanh x; or x itself. */
export function bend(kind: Nonlinearity, x: number): number {
  switch (oneOf(kind, NONLINEARITIES, 'nonlinearity')) {
    case 'relu':
      return Math.max(0, x);
    case 'gelu':
      return x * normalCdf(x);
    case 'tanh':
      return Math.tanh(x);
    case 'none':
      return x;
  }
}

/** Every station of a signal on its way through a bottleneck adapter. */
export interface BottleneckSignal {
  /** h·W^d, R numbers. */
  readonly narrow: readonly number[];
  /** σ(h·W^d), R numbers. */
  readonly bent: readonly number[];
  /** σ(h·W^d)·W^u, H numbers: what the adapter adds. */
  readonly change: readonly number[];
  /** h + σ(h·W^d)·W^u. */
  readonly output: readonly number[];
  /** ‖change‖/‖h‖: how far the output is from the input, as a share of the input's length. */
  readonly distance: number;
}

/**
 * The adapter of slide S8, h ← h + σ(h·W^d)·W^u, of one vector, without biases.
 *
 * @param h H numbers.
 * @param down W^d, H rows of R numbers.
 * @param up W^u, R rows of H numbers.
 * @throws RangeError when a row has another length than its matrix wants, or the input is empty.
 */
export function bottleneck(
  h: readonly number[],
  down: readonly (readonly number[])[],
  up: readonly (readonly number[])[],
  kind: Nonlinearity,
): BottleneckSignal {
  positiveInteger(h.length, 'hiddenSize');
  const width = positiveInteger(up.length, 'bottleneck');
  if (down.length !== h.length || down.some((row) => row.length !== width)) {
    throw new RangeError(`W^d must be ${h.length} × ${width}`);
  }
  if (up.some((row) => row.length !== h.length)) throw new RangeError(`W^u must be ${width} × ${h.length}`);
  const narrow = product(h, down, width);
  const bent = narrow.map((x) => bend(kind, x));
  const change = product(bent, up, h.length);
  const output = h.map((x, i) => x + (change[i] ?? 0));
  const length = norm(h);
  return { narrow, bent, change, output, distance: length === 0 ? 0 : norm(change) / length };
}

/**
 * How far an adapter with a ReLU moves its input at the start, on average over random matrices: with entries of both
 * matrices independent, of mean 0 and standard deviation s, the root mean square of ‖change‖/‖h‖ is s²·√(HR/2).
 * Each of the R inner numbers has variance s²‖h‖²; half of its mean square passes the ReLU; H outputs add R of them,
 * each times s². A network that bends nothing lets all of it pass, and the 2 is gone.
 */
export function startDistance(hiddenSize: number, width: number, deviation: number): number {
  positiveInteger(hiddenSize, 'hiddenSize');
  positiveInteger(width, 'bottleneck');
  return deviation ** 2 * Math.sqrt((hiddenSize * width) / 2);
}

/** Row vector times matrix. */
function product(
  row: readonly number[],
  matrix: readonly (readonly number[])[],
  columns: number,
): readonly number[] {
  return Array.from({ length: columns }, (_, j) =>
    row.reduce((sum, x, i) => sum + x * (matrix[i]?.[j] ?? 0), 0),
  );
}

function norm(row: readonly number[]): number {
  return Math.hypot(...row);
}
