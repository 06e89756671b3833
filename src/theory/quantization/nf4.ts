/**
 * NF4, the 4-bit type of QLoRA (Dettmers et al. 2023): blocks of 64 weights, each divided by its largest magnitude and
 * rounded to the nearest of sixteen values, which are quantiles of a normal distribution. With double quantization the
 * blocks' constants are stored in 8 bits. As bitsandbytes does it.
 */
import { nonNegativeInteger } from '../checks';
import { NF4_CONSTANT_BLOCK as CONSTANT_BLOCK, NF4_BLOCK } from '../detailed/quantization';
import { normalQuantile } from './normal';

export { CONSTANT_BLOCK, NF4_BLOCK };

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

/** The numbers that codes and constants stand for: table value times constant, in float32. */
export function dequantizeNf4({ length, codes, absmax }: Nf4, block = NF4_BLOCK): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, at) => {
    const code = ((codes[at >> 3] as number) >>> (4 * (at & 7))) & 15;
    return (NF4_TABLE[code] as number) * (absmax[Math.floor(at / block)] as number);
  });
}

/**
 * The 256 values of bitsandbytes' signed dynamic 8-bit map (`create_dynamic_map`), ascending: for each of seven powers of
 * ten, twice as many equally spaced values as for the one below; 0 and 1. The paper says "8-bit floats", and this is what
 * bitsandbytes takes for them; torch computes it in float32 throughout, so that its last digit may differ.
 */
export const DYNAMIC_MAP: Float32Array<ArrayBuffer> = (() => {
  const values = [0, 1];
  for (let exponent = 0; exponent < 7; exponent++) {
    const items = 2 ** exponent;
    for (let i = 0; i < items; i++) {
      const mean = 10 ** (exponent - 6) * (0.1 + (0.9 * (i + 0.5)) / items);
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

/**
 * Quantizes the constants of NF4 blocks: less their mean, in blocks of 256, to the dynamic map.
 *
 * @throws RangeError for a constant that is not finite
 */
export function doubleQuantize(absmax: Float32Array): DoubleQuantized {
  const offset = Math.fround(absmax.reduce((sum, value) => sum + value, 0) / Math.max(1, absmax.length));
  const scales = new Float32Array(Math.ceil(absmax.length / CONSTANT_BLOCK));
  const codes = new Uint32Array(Math.ceil(absmax.length / 4));
  for (let block = 0; block < scales.length; block++) {
    const from = block * CONSTANT_BLOCK;
    const end = Math.min(from + CONSTANT_BLOCK, absmax.length);
    let largest = 0;
    for (let at = from; at < end; at++) {
      if (!Number.isFinite(absmax[at])) throw new RangeError(`constant ${at} is ${String(absmax[at])}`);
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

/**
 * The constants that the codes stand for, in float32. Beside one far larger than the others a small one may come back
 * slightly negative, as it does in bitsandbytes.
 */
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

/** Half of the widest gap between neighbours of a sorted table. */
function halfGap(table: ArrayLike<number>): number {
  let widest = 0;
  for (let at = 1; at < table.length; at++) {
    widest = Math.max(widest, (table[at] as number) - (table[at - 1] as number));
  }
  return widest / 2;
}

/**
 * The largest error of a weight whose block's largest magnitude is `absmax`: half of the widest gap of the table, which is
 * that between −1 and −0.696. Rounding to float32 comes on top.
 */
export function errorBound(absmax: number): number {
  return halfGap(NF4_TABLE) * absmax;
}

/**
 * The largest error of a constant whose block has the scale `scale`: half of the dynamic map's widest gap, 0.0070. That is
 * also how far −1, which the map lacks, is from its lowest value.
 */
export function constantErrorBound(scale: number): number {
  return Math.max(halfGap(DYNAMIC_MAP), 1 + (DYNAMIC_MAP[0] as number)) * scale;
}

/**
 * Bytes that `length` weights take as the arrays above, to the byte: codes of whole blocks and a float32 a block; with
 * double quantization words of 8-bit codes, a float32 for each 256 of them, and one for their mean. For many weights
 * 0.5625 and 0.51587 a weight, which is `nf4Bytes`.
 *
 * @throws RangeError unless `length` is a whole number from 0
 */
export function storedBytes(length: number, doubleQuantization: boolean): number {
  const blocks = Math.ceil(nonNegativeInteger(length, 'length') / NF4_BLOCK);
  const constants = doubleQuantization
    ? 4 * Math.ceil(blocks / 4) + 4 * Math.ceil(blocks / CONSTANT_BLOCK) + 4
    : 4 * blocks;
  return (blocks * NF4_BLOCK) / 2 + constants;
}
