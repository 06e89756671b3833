import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codeShares,
  entropy,
  FOUR_BIT_FORMATS,
  FOUR_BIT_LEVELS,
  fourBitErrorBound,
  quantizeFourBit,
  rootMeanSquare,
  typicalBlock,
  typicalConstant,
  typicalError,
} from '../../../src/theory/quantization/fourBit';
import { dequantizeNf4, deriveNf4, quantizeNf4 } from '../../../src/theory/quantization/nf4';

const weights = fc
  .tuple(
    fc.array(fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(0, 1, -1)), {
      maxLength: 80,
    }),
    fc.integer({ min: -40, max: 40 }),
  )
  .map(([shares, exponent]) => shares.map((share) => (Math.abs(share) < 1e-8 ? 0 : share) * 2 ** exponent));
const block = fc.integer({ min: 1, max: 96 });
const format = fc.constantFrom(...FOUR_BIT_FORMATS);

describe('the levels', () => {
  it.each(FOUR_BIT_FORMATS)('of %s ascend from −1 to 1 with an exact zero, and need four bits', (name) => {
    const levels = FOUR_BIT_LEVELS[name];
    expect([...levels].sort((a, b) => a - b)).toEqual(levels);
    expect(new Set(levels).size).toBe(levels.length);
    expect([levels[0], levels.at(-1)]).toEqual([-1, 1]);
    expect(levels).toContain(0);
    expect(levels.length).toBe(name === 'nf4' ? 16 : 15);
  });

  it('of NF4 are quantiles of the normal distribution', () => {
    deriveNf4().forEach((value, at) => {
      expect(value).toBeCloseTo(FOUR_BIT_LEVELS.nf4[at] as number, 6);
    });
  });

  it('of FP4 are bitsandbytes’ constants', () => {
    const positive = [0.005208333333, 0.16666667, 0.25, 0.33333333, 0.5, 0.66666667, 1];
    positive.forEach((value, at) => {
      expect(FOUR_BIT_LEVELS.fp4[8 + at]).toBeCloseTo(value, 7);
    });
  });
});

describe('quantizing and back', () => {
  it('moves no weight further than half the widest gap, and keeps zero and the largest', () => {
    expect(fourBitErrorBound('int4', 1)).toBeCloseTo(1 / 14, 12);
    expect(fourBitErrorBound('fp4', 1)).toBeCloseTo(1 / 6, 12);
    expect(fourBitErrorBound('nf4', 1)).toBeCloseTo((1 - 0.6961928009986877) / 2, 12);
    fc.assert(
      fc.property(weights, block, format, (values, size, name) => {
        for (const { value, constant, stored, error } of quantizeFourBit(values, name, size)) {
          expect(Math.abs(error)).toBeLessThanOrEqual(fourBitErrorBound(name, constant) * (1 + 1e-12));
          expect(Math.abs(stored)).toBeLessThanOrEqual(constant);
          if (value === 0 || Math.abs(value) === constant) expect(error).toBeCloseTo(0, 12);
        }
      }),
    );
  });

  it('takes the nearest level of the weight’s own block', () => {
    fc.assert(
      fc.property(weights, block, format, (values, size, name) => {
        quantizeFourBit(values, name, size).forEach(({ value, constant, block: index, stored }, at) => {
          expect(index).toBe(Math.floor(at / size));
          for (const level of FOUR_BIT_LEVELS[name]) {
            expect(Math.abs(stored - value)).toBeLessThanOrEqual(
              Math.abs(level * constant - value) + 1e-12 * constant,
            );
          }
        });
      }),
    );
  });

  it('changes nothing the second time, and is the same in another unit', () => {
    fc.assert(
      fc.property(weights, block, format, (values, size, name) => {
        const once = quantizeFourBit(values, name, size);
        const twice = quantizeFourBit(
          once.map(({ stored }) => stored),
          name,
          size,
        );
        expect(twice.map(({ level }) => level)).toEqual(once.map(({ level }) => level));
        const scaled = quantizeFourBit(
          values.map((value) => 8 * value),
          name,
          size,
        );
        expect(scaled.map(({ level }) => level)).toEqual(once.map(({ level }) => level));
      }),
    );
  });

  it('agrees with NF4 as it is stored', () => {
    fc.assert(
      fc.property(weights, fc.constantFrom(8, 16, 64), (values, size) => {
        const single = Float32Array.from(values);
        const back = dequantizeNf4(quantizeNf4(single, size), size);
        quantizeFourBit([...single], 'nf4', size).forEach(({ stored, constant }, at) => {
          expect(Math.abs((back[at] as number) - stored)).toBeLessThanOrEqual(1e-6 * constant);
        });
      }),
    );
  });

  it('lets an outlier spoil its own block and no other', () => {
    const calm = [0.6, -0.3, 0.1, -0.8, 0.3, -0.1, 0.5, -0.2];
    const spoilt = calm.with(3, -8);
    for (const name of FOUR_BIT_FORMATS) {
      const [before, after] = [calm, spoilt].map((values) => quantizeFourBit(values, name, 4));
      expect(after?.slice(4)).toEqual(before?.slice(4));
      const errors = (quantized: typeof before) =>
        rootMeanSquare((quantized ?? []).slice(0, 3).map(({ error }) => error));
      expect(errors(after)).toBeGreaterThan(errors(before));
    }
  });

  it('refuses what is no weight, no format and no block', () => {
    expect(() => quantizeFourBit([1, Number.NaN], 'nf4', 4)).toThrow(RangeError);
    expect(() => quantizeFourBit([1], 'nf5' as never, 4)).toThrow('format');
    expect(() => quantizeFourBit([1], 'nf4', 0)).toThrow('block');
    expect(quantizeFourBit([], 'int4', 64)).toEqual([]);
  });
});

describe('the typical block', () => {
  it('is symmetric and has nearly the deviation of the distribution', () => {
    const values = typicalBlock(64);
    expect(rootMeanSquare(values)).toBeCloseTo(1, 1);
    values.forEach((value, at) => {
      expect(value).toBeCloseTo(-(values[63 - at] as number), 9);
    });
  });

  it('is where NF4 errs least of the three, and large blocks err more than small ones', () => {
    expect(typicalError('nf4', 64)).toBeLessThan(typicalError('int4', 64));
    expect(typicalError('nf4', 64)).toBeLessThan(typicalError('fp4', 64));
    for (const name of FOUR_BIT_FORMATS) {
      expect(typicalError(name, 4096)).toBeGreaterThan(typicalError(name, 32));
    }
  });
});

describe('how often codes are used', () => {
  it('adds up, is symmetric in symmetric formats, and most even in NF4', () => {
    for (const name of FOUR_BIT_FORMATS) {
      const shares = codeShares(name, 64);
      expect(shares).toHaveLength(FOUR_BIT_LEVELS[name].length);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      for (const share of shares) expect(share).toBeGreaterThan(0);
    }
    codeShares('int4', 64).forEach((share, at, all) => {
      expect(share).toBeCloseTo(all[14 - at] as number, 12);
    });
    const used = (name: (typeof FOUR_BIT_FORMATS)[number]) => entropy(codeShares(name, 64));
    expect(used('nf4')).toBeGreaterThan(used('int4'));
    expect(used('nf4')).toBeGreaterThan(used('fp4'));
    expect(used('nf4')).toBeLessThan(4);
  });

  it('agrees with counting the codes of many typical weights', () => {
    const counts = new Array<number>(16).fill(0);
    const weights = typicalBlock(4096);
    for (const { level } of quantizeFourBit(weights, 'nf4', 4096)) counts[level] = (counts[level] ?? 0) + 1;
    codeShares('nf4', 4096).forEach((share, at) => {
      expect(share).toBeCloseTo((counts[at] as number) / 4096, 2);
    });
  });

  it('has an entropy of log2 n where all n are equal, and none where one is everything', () => {
    expect(entropy(Array(16).fill(1 / 16))).toBeCloseTo(4, 12);
    expect(entropy([1, 0, 0])).toBeCloseTo(0, 12);
    expect(typicalConstant(64)).toBeCloseTo(Math.max(...typicalBlock(64)), 12);
    expect(() => typicalConstant(1)).toThrow(RangeError);
  });
});
