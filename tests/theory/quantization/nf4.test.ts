import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nf4Bytes } from '../../../src/theory/detailed/quantization';
import {
  CONSTANT_BLOCK,
  constantErrorBound,
  DYNAMIC_MAP,
  dequantizeNf4,
  deriveNf4,
  doubleDequantize,
  doubleQuantize,
  errorBound,
  NF4_BLOCK,
  NF4_TABLE,
  quantizeNf4,
  storedBytes,
} from '../../../src/theory/quantization/nf4';
import { normalCdf, normalQuantile } from '../../../src/theory/quantization/normal';

/** p and Φ⁻¹(p) by scipy.stats.norm.ppf, scipy 1.17.1. */
const QUANTILES: readonly (readonly [number, number])[] = [
  [1e-6, -4.753424308822899],
  [0.001, -3.090232306167813],
  [0.02, -2.053748910631823],
  [0.07499, -1.4396021182393162],
  [0.075, -1.4395314709384563],
  [0.0751, -1.4388253927525403],
  [0.2, -0.8416212335729142],
  [0.3, -0.5244005127080409],
  [0.49999, -2.5066282748960008e-5],
  [0.5, 0.0],
  [0.75, 0.6744897501960817],
  [0.925, 1.4395314709384563],
  [0.9677083, 1.8481309597573734],
  [0.9999, 3.719016485455709],
];

/** One unit of float32 in the last place, as a share. */
const ROUNDING = 2 ** -24;

/** Numbers of which none, and no product with a table value, is subnormal. */
const weights = fc
  .tuple(
    fc.array(fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(0, -0, 1, -1)), {
      maxLength: 300,
    }),
    fc.integer({ min: -80, max: 80 }),
  )
  .map(([shares, exponent]) =>
    Float32Array.from(shares, (share) => (Math.abs(share) < 1e-8 ? 0 : share) * 2 ** exponent),
  );

const block = fc.constantFrom(8, 32, 64, 128);

const codeOf = (codes: Uint32Array, at: number) => ((codes[at >> 3] as number) >>> (4 * (at & 7))) & 15;

describe('the normal distribution', () => {
  it.each(QUANTILES)('has the quantile of %d', (p, quantile) => {
    expect(Math.abs(normalQuantile(p) - quantile)).toBeLessThan(1e-12 * Math.max(1, Math.abs(quantile)));
    expect(Math.abs(normalCdf(quantile) - p)).toBeLessThan(1e-13);
  });

  it('is symmetric, and refuses what is no probability', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (p) => {
        expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 9);
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
      }),
    );
    for (const p of [0, 1, -1, 2, Number.NaN]) expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});

describe('the table', () => {
  it('is the derivation’s, within 1.2e-7', () => {
    deriveNf4().forEach((value, at) => {
      expect(Math.abs(value - (NF4_TABLE[at] as number))).toBeLessThan(1.2e-7);
    });
  });

  it('is float32: seven negative numbers, zero, eight positive ones', () => {
    expect(NF4_TABLE.map(Math.fround)).toEqual(NF4_TABLE);
    expect(NF4_TABLE.filter((value) => value < 0)).toHaveLength(7);
    expect(NF4_TABLE[7]).toBe(0);
    expect([...NF4_TABLE].sort((a, b) => a - b)).toEqual(NF4_TABLE);
    expect(NF4_TABLE).toHaveLength(16);
  });
});

describe('NF4', () => {
  it('gives every table value its own code, the first in the lowest bits', () => {
    const { codes, absmax } = quantizeNf4(Float32Array.from(NF4_TABLE, (value) => 4 * value));
    expect([...codes.slice(0, 2)]).toEqual([0x76543210, 0xfedcba98]);
    expect([...absmax]).toEqual([4]);
    // The rest of the block is the code of zero.
    expect(codes).toHaveLength(8);
    expect([...codes.slice(2)]).toEqual(Array(6).fill(0x77777777));
  });

  it('takes the nearest value', () => {
    fc.assert(
      fc.property(weights, block, (data, size) => {
        const { codes, absmax } = quantizeNf4(data, size);
        data.forEach((value, at) => {
          const constant = absmax[Math.floor(at / size)] as number;
          if (constant === 0) return;
          const distance = (code: number) => Math.abs(value / constant - (NF4_TABLE[code] as number));
          const best = Math.min(...NF4_TABLE.map((_, code) => distance(code)));
          expect(distance(codeOf(codes, at))).toBe(best);
        });
      }),
    );
  });

  it('moves no weight further than half the widest gap, and keeps the largest and zero', () => {
    expect(errorBound(1)).toBeCloseTo((1 - 0.6961928009986877) / 2, 15);
    fc.assert(
      fc.property(weights, block, (data, size) => {
        const quantized = quantizeNf4(data, size);
        const back = dequantizeNf4(quantized, size);
        expect(back).toHaveLength(data.length);
        expect(quantized.absmax).toHaveLength(Math.ceil(data.length / size));
        data.forEach((value, at) => {
          const constant = quantized.absmax[Math.floor(at / size)] as number;
          const error = Math.abs((back[at] as number) - value);
          expect(error).toBeLessThanOrEqual(errorBound(constant) + ROUNDING * constant);
          if (Math.abs(value) === constant || value === 0) expect(error).toBe(0);
        });
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(weights, block, (data, size) => {
        const once = quantizeNf4(data, size);
        expect(quantizeNf4(dequantizeNf4(once, size), size)).toEqual(once);
      }),
    );
  });

  it('does not depend on the weights’ unit, where that is a power of two', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: -30, max: 30 }), (data, exponent) => {
        const scaled = data.map((value) => value * 2 ** exponent);
        expect(quantizeNf4(scaled).codes).toEqual(quantizeNf4(data).codes);
      }),
    );
  });

  it('keeps blocks of zeros, and blocks apart', () => {
    const data = new Float32Array(130);
    data[64] = 1e30;
    data[129] = 1e-30;
    const quantized = quantizeNf4(data);
    expect([...quantized.absmax]).toEqual([0, Math.fround(1e30), Math.fround(1e-30)]);
    expect(dequantizeNf4(quantized)).toEqual(data);
  });

  it('takes no weights, one, and the smallest there are', () => {
    expect(quantizeNf4(new Float32Array(0))).toEqual({
      length: 0,
      codes: new Uint32Array(0),
      absmax: new Float32Array(0),
    });
    expect([...dequantizeNf4(quantizeNf4(Float32Array.of(-3)))]).toEqual([-3]);
    const smallest = Float32Array.of(2 ** -149, -(2 ** -149), 0);
    expect(dequantizeNf4(quantizeNf4(smallest))).toEqual(smallest);
  });

  it('refuses numbers that are not finite, and blocks that words cannot hold', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => quantizeNf4(Float32Array.of(1, bad))).toThrow(RangeError);
      expect(() => doubleQuantize(Float32Array.of(1, bad))).toThrow(RangeError);
    }
    for (const size of [0, -8, 12, 8.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => quantizeNf4(Float32Array.of(1), size)).toThrow(RangeError);
    }
  });
});

const constants = fc.float32Array({ min: 0, max: 8, noNaN: true, maxLength: 600 });

describe('double quantization', () => {
  it('has a map of 256 values from −0.993 to 1 that is symmetric but for 1', () => {
    expect(DYNAMIC_MAP).toHaveLength(256);
    expect(new Set(DYNAMIC_MAP).size).toBe(256);
    expect(DYNAMIC_MAP[0]).toBeCloseTo(-0.99296875, 7);
    expect(DYNAMIC_MAP[127]).toBe(0);
    expect(DYNAMIC_MAP[128]).toBeCloseTo(5.5e-7, 12);
    expect(DYNAMIC_MAP[255]).toBe(1);
    for (let at = 0; at < 127; at++) expect(DYNAMIC_MAP[at]).toBe(-(DYNAMIC_MAP[254 - at] as number));
  });

  it('moves no constant further than half the widest gap', () => {
    expect(constantErrorBound(1)).toBeCloseTo(0.00703125, 7);
    fc.assert(
      fc.property(constants, (absmax) => {
        const quantized = doubleQuantize(absmax);
        const back = doubleDequantize(quantized);
        expect(back).toHaveLength(absmax.length);
        absmax.forEach((value, at) => {
          const scale = quantized.scales[Math.floor(at / CONSTANT_BLOCK)] as number;
          const error = Math.abs((back[at] as number) - value);
          expect(error).toBeLessThanOrEqual(constantErrorBound(scale) + 4 * ROUNDING * 8);
        });
      }),
    );
  });

  it('keeps equal constants, whose distance from the mean is nothing', () => {
    const absmax = new Float32Array(1000).fill(0.25);
    const quantized = doubleQuantize(absmax);
    expect(quantized.offset).toBe(0.25);
    expect([...quantized.scales]).toEqual([0, 0, 0, 0]);
    expect(doubleDequantize(quantized)).toEqual(absmax);
    expect(doubleDequantize(doubleQuantize(new Float32Array(0)))).toHaveLength(0);
  });

  it('packs four codes a word, the first in the lowest bits', () => {
    // Less their mean 2: −1, 0, 1, 0.
    expect([...doubleQuantize(Float32Array.of(1, 2, 3, 2)).codes]).toEqual([0x7fff7f00]);
  });
});

describe('bytes', () => {
  const held = (...arrays: readonly ArrayBufferView[]) =>
    arrays.reduce((total, { byteLength }) => total + byteLength, 0);

  it.each([0, 1, 63, 64, 65, 256, 257, 16_384, 16_385, 100_000])(
    'of %d weights are the arrays’',
    (length) => {
      const { codes, absmax } = quantizeNf4(new Float32Array(length).fill(1));
      expect(storedBytes(length, false)).toBe(held(codes, absmax));
      const double = doubleQuantize(absmax);
      expect(storedBytes(length, true)).toBe(held(codes, double.codes, double.scales) + 4);
    },
  );

  it('of many weights are the calculator’s: 4.5 and 4.127 bits each', () => {
    const many = 64 * NF4_BLOCK * CONSTANT_BLOCK;
    expect(storedBytes(many, false) / many).toBe(nf4Bytes(false));
    expect((storedBytes(many, true) - 4) / many).toBe(nf4Bytes(true));
    expect((8 * storedBytes(65e9, true)) / 65e9).toBeCloseTo(4.127, 3);
    expect(() => storedBytes(-1, true)).toThrow(RangeError);
    expect(() => storedBytes(1.5, true)).toThrow(RangeError);
  });
});
