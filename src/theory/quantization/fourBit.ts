/**
 * Four-bit number formats side by side: sixteen codes each, a table of the values they stand for, the largest
 * magnitude of a block as its constant (absmax). NF4 as it is stored is in nf4.ts; here it is compared.
 */
import { oneOf, positiveInteger } from '../checks';
import { NF4_TABLE } from './nf4';
import { normalCdf, normalQuantile } from './normal';

export const FOUR_BIT_FORMATS = ['int4', 'fp4', 'nf4'] as const;
export type FourBitFormat = (typeof FOUR_BIT_FORMATS)[number];

const mirrored = (positive: readonly number[]): number[] => [
  ...positive.map((value) => -value).reverse(),
  0,
  ...positive,
];

/**
 * What the codes stand for, ascending, as shares of the block's constant. Sixteen codes give sixteen values in NF4 only:
 *
 * - `int4`: the whole numbers −7 to 7 over 7, as QLoRA's equation 1 has −127 to 127 for 8 bits; code −8 is not used;
 * - `fp4`: bitsandbytes' 4-bit float, a sign and 0, 0.0625, 2, 3, 4, 6, 8 or 12, over 12; there are two zeros;
 * - `nf4`: the table of nf4.ts.
 */
export const FOUR_BIT_LEVELS: Readonly<Record<FourBitFormat, readonly number[]>> = {
  int4: mirrored([1, 2, 3, 4, 5, 6, 7].map((value) => value / 7)),
  fp4: mirrored([0.0625, 2, 3, 4, 6, 8, 12].map((value) => value / 12)),
  nf4: NF4_TABLE,
};

/** One weight, what is stored in its place, and where it belongs. */
export interface QuantizedWeight {
  readonly value: number;
  /** Which block, from 0. */
  readonly block: number;
  /** The block's constant: its largest magnitude. */
  readonly constant: number;
  /** Index into the format's levels. */
  readonly level: number;
  /** Level times constant: what dequantization gives back. */
  readonly stored: number;
  /** `stored` less `value`. */
  readonly error: number;
}

/**
 * Quantizes weights in blocks of `block`, the last one perhaps shorter, and gives back what each becomes; in float64.
 *
 * @throws RangeError for a weight that is not finite, an unknown format, or a block that is not a positive integer
 */
export function quantizeFourBit(
  values: readonly number[],
  format: FourBitFormat,
  block: number,
): readonly QuantizedWeight[] {
  const levels = FOUR_BIT_LEVELS[oneOf(format, FOUR_BIT_FORMATS, 'format')];
  positiveInteger(block, 'block');
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new RangeError(`weight ${wrong} is ${String(values[wrong])}`);
  const zero = levels.indexOf(0);
  const constants = Array.from({ length: Math.ceil(values.length / block) }, (_, at) =>
    Math.max(...values.slice(at * block, (at + 1) * block).map(Math.abs)),
  );
  return values.map((value, at) => {
    const index = Math.floor(at / block);
    const constant = constants[index] as number;
    const level = constant === 0 ? zero : nearestLevel(levels, value / constant);
    const stored = (levels[level] as number) * constant;
    return { value, block: index, constant, level, stored, error: stored - value };
  });
}

/** The lower of two levels that are as near. */
function nearestLevel(levels: readonly number[], share: number): number {
  let best = 0;
  levels.forEach((level, at) => {
    if (Math.abs(level - share) < Math.abs((levels[best] as number) - share)) best = at;
  });
  return best;
}

/**
 * The largest error that a weight of a block with the constant `constant` can have: half of the format's widest gap,
 * 1/14 in int4, 1/6 in FP4, 0.152 in NF4.
 */
export function fourBitErrorBound(format: FourBitFormat, constant: number): number {
  const levels = FOUR_BIT_LEVELS[format];
  const gaps = levels.slice(1).map((level, at) => level - (levels[at] as number));
  return (Math.max(...gaps) / 2) * constant;
}

/** The root mean square of numbers; 0 for none. */
export function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length));
}

/** A block as a normal distribution would have it without chance: its quantiles at (i + ½)/n. */
export function typicalBlock(size: number): readonly number[] {
  positiveInteger(size, 'size');
  return Array.from({ length: size }, (_, i) => normalQuantile((i + 0.5) / size));
}

/** Root mean square error of the typical block of `size` weights, as a share of the weights' own root mean square. */
export function typicalError(format: FourBitFormat, size: number): number {
  const weights = typicalBlock(size);
  const errors = quantizeFourBit(weights, format, size).map(({ error }) => error);
  return rootMeanSquare(errors) / rootMeanSquare(weights);
}

/** The constant that a block of `size` normally distributed weights typically has, in standard deviations. */
export function typicalConstant(size: number): number {
  positiveInteger(size, 'size');
  if (size < 2) throw new RangeError('size must be at least 2: a weight alone is its own constant');
  return normalQuantile((size - 0.5) / size);
}

/**
 * How often each code is used by normally distributed weights within the typical constant of a block of `size`: the
 * probability between the middles to the neighbouring levels. Sums to 1.
 */
export function codeShares(format: FourBitFormat, size: number): readonly number[] {
  const levels = FOUR_BIT_LEVELS[oneOf(format, FOUR_BIT_FORMATS, 'format')];
  const constant = typicalConstant(size);
  const edges = [-1, ...levels.slice(1).map((level, at) => (level + (levels[at] as number)) / 2), 1];
  const below = edges.map((edge) => normalCdf(edge * constant));
  const whole = (below.at(-1) as number) - (below[0] as number);
  return levels.map((_, at) => ((below[at + 1] as number) - (below[at] as number)) / whole);
}

/** Shannon entropy of shares in bits: log2 of their number where all are equal, less where some are rare. */
export function entropy(shares: readonly number[]): number {
  return -shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log2(share) : 0), 0);
}
