/**
 * NF4, the 4-bit type of QLoRA (Dettmers et al. 2023): blocks of 64 weights, each divided by its largest magnitude and
 * rounded to the nearest of sixteen values, which are quantiles of a normal distribution. With double quantization the
 * blocks' constants are stored in 8 bits. As bitsandbytes does it.
 */
import { normalQuantile } from './normal';

/** Weights that share a constant. */
export const NF4_BLOCK = 64;
/** Constants that share a constant of their own. */
export const CONSTANT_BLOCK = 256;

/** The sixteen values, from bitsandbytes' `get_4bit_type` (the paper's appendix E). */
export const NF4_TABLE: readonly number[] = [
  -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635,
  -0.18477343022823334, -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725,
  0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0,
];

/** Where the outermost quantiles lie: bitsandbytes' `create_normal_map`. */
const OFFSET = 0.9677083;

/**
 * The table from its derivation: eight quantiles of the normal distribution at equal steps of probability above one half,
 * seven below, and zero, scaled so that the largest is 1. Agrees with the published table to 2·10⁻⁷.
 */
export function deriveNf4(): number[] {
  const quantiles = (count: number) =>
    Array.from({ length: count }, (_, i) => normalQuantile(OFFSET + ((0.5 - OFFSET) * i) / count));
  const values = [...quantiles(8), 0, ...quantiles(7).map((value) => -value)].sort((a, b) => a - b);
  const largest = values.at(-1) as number;
  return values.map((value) => value / largest);
}

/** The index of the value of a sorted table that is nearest to `x`; the lower of two as near. */
function nearest(table: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = table.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((table[middle] as number) <= x) low = middle;
    else high = middle;
  }
  return x - (table[low] as number) <= (table[high] as number) - x ? low : high;
}

/** A vector in NF4. */
export interface Nf4 {
  /** Numbers in the vector. */
  readonly length: number;
  /** Eight codes a word, the first in the lowest bits; padded with the code of zero to whole blocks. */
  readonly codes: Uint32Array<ArrayBuffer>;
  /** The largest magnitude of each block. */
  readonly absmax: Float32Array<ArrayBuffer>;
}

const ZERO_CODE = 7;

/**
 * Quantizes a vector in blocks of `block`, the last one padded with zeros.
 *
 * @throws RangeError for a number that is not finite, or a block that is not a multiple of 8
 */
export function quantizeNf4(data: Float32Array, block = NF4_BLOCK): Nf4 {
  if (!Number.isInteger(block) || block < 8 || block % 8 !== 0) {
    throw new RangeError(`block must be a multiple of 8, not ${block}`);
  }
  const blocks = Math.ceil(data.length / block);
  const codes = new Uint32Array((blocks * block) / 8);
  const absmax = new Float32Array(blocks);
  for (let b = 0; b < blocks; b++) {
    let largest = 0;
    const end = Math.min((b + 1) * block, data.length);
    for (let at = b * block; at < end; at++) {
      const size = Math.abs(data[at] as number);
      if (!Number.isFinite(size)) throw new RangeError(`number ${at} is ${String(data[at])}`);
      largest = Math.max(largest, size);
    }
    absmax[b] = largest;
    for (let at = b * block; at < (b + 1) * block; at++) {
      const inside = at < end && largest > 0;
      const code = inside ? nearest(NF4_TABLE, (data[at] as number) / largest) : ZERO_CODE;
      codes[at >> 3] = ((codes[at >> 3] as number) | (code << (4 * (at & 7)))) >>> 0;
    }
  }
  return { length: data.length, codes, absmax };
}

/** The numbers that codes and constants stand for. */
export function dequantizeNf4({ length, codes, absmax }: Nf4, block = NF4_BLOCK): Float32Array {
  return Float32Array.from({ length }, (_, at) => {
    const code = ((codes[at >> 3] as number) >>> (4 * (at & 7))) & 15;
    return (NF4_TABLE[code] as number) * (absmax[Math.floor(at / block)] as number);
  });
}

/**
 * The 256 values of bitsandbytes' signed dynamic 8-bit map (`create_dynamic_map`), ascending: for each of seven powers of
 * ten, twice as many equally spaced values as for the one below.
 */
export const DYNAMIC_MAP: Float32Array<ArrayBuffer> = (() => {
  const values = [0, 1];
  for (let exponent = 0; exponent < 7; exponent++) {
    const items = 2 ** exponent;
    for (let i = 0; i < items; i++) {
      const mean = (10 ** (exponent - 6) * (0.1 + (0.9 * (i + 0.5)) / items)) as number;
      values.push(mean, -mean);
    }
  }
  return Float32Array.from(values).sort();
})();

/** A block's constants in 8 bits: constant i is map[code i] · scales[⌊i / 256⌋] + offset. */
export interface DoubleQuantized {
  readonly length: number;
  /** Four codes a word, the first in the lowest bits. */
  readonly codes: Uint32Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
  /** The mean of all constants. */
  readonly offset: number;
}

/** Quantizes the constants of NF4 blocks: less their mean, in blocks of 256, to the dynamic map. */
export function doubleQuantize(absmax: Float32Array): DoubleQuantized {
  const offset = Math.fround(absmax.reduce((sum, value) => sum + value, 0) / Math.max(1, absmax.length));
  const scales = new Float32Array(Math.ceil(absmax.length / CONSTANT_BLOCK));
  const codes = new Uint32Array(Math.ceil(absmax.length / 4));
  for (let block = 0; block < scales.length; block++) {
    const from = block * CONSTANT_BLOCK;
    const end = Math.min(from + CONSTANT_BLOCK, absmax.length);
    let largest = 0;
    for (let at = from; at < end; at++) {
      largest = Math.max(largest, Math.abs((absmax[at] as number) - offset));
    }
    scales[block] = largest;
    for (let at = from; at < end; at++) {
      const share = largest > 0 ? ((absmax[at] as number) - offset) / largest : 0;
      const code = nearest(DYNAMIC_MAP, share);
      codes[at >> 2] = ((codes[at >> 2] as number) | (code << (8 * (at & 3)))) >>> 0;
    }
  }
  return { length: absmax.length, codes, scales, offset };
}

export function doubleDequantize({
  length,
  codes,
  scales,
  offset,
}: DoubleQuantized): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, at) => {
    const code = ((codes[at >> 2] as number) >>> (8 * (at & 3))) & 255;
    return (DYNAMIC_MAP[code] as number) * (scales[Math.floor(at / CONSTANT_BLOCK)] as number) + offset;
  });
}

/**
 * The largest error of a weight whose block's largest magnitude is `absmax`: half of the widest gap of the table, which is
 * that between −1 and −0.696.
 */
export function errorBound(absmax: number): number {
  const gaps = NF4_TABLE.slice(1).map((value, i) => value - (NF4_TABLE[i] as number));
  return (Math.max(...gaps) / 2) * absmax;
}
