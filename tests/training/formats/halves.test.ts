import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  brainsToFloat32,
  float32ToBrains,
  float32ToHalves,
  halvesToFloat32,
} from '../../../src/training/formats/halves';
import { fromFloat32, SafetensorsError, toFloat32 } from '../../../src/training/formats/safetensors';

const ALL = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);

/** The value of a half, after IEEE 754's own definition. */
function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1024 + mantissa) * 2 ** (exponent - 25);
}

/** Of the finite values with their bits, ascending, the one nearest to `value`, ties to even bits. */
function nearest(value: number, table: readonly (readonly [number, number])[]): number {
  let low = 0;
  let high = table.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((table[middle]?.[0] as number) <= value) low = middle;
    else high = middle;
  }
  const [[a, even], [b, odd]] = [table[low], table[high]] as [[number, number], [number, number]];
  if (value - a === b - value) return even % 2 === 0 ? even : odd;
  return value - a < b - value ? even : odd;
}

const any32 = fc.oneof(
  fc.float({ noNaN: true }),
  fc
    .integer({ min: 0, max: 0x7f800000 })
    .map((bits) => new Float32Array(Uint32Array.of(bits).buffer)[0] as number),
  // Halves, middles between two of them, and the neighbours of both.
  fc.tuple(fc.nat(0x7bff), fc.constantFrom(0, 1, -1, 0x1000, 0xfff, 0x1001)).map(([half, off]) => {
    const bits = new Uint32Array(halvesToFloat32(Uint16Array.of(half)).buffer);
    return new Float32Array(Uint32Array.of(Math.max(0, (bits[0] as number) + off)).buffer)[0] as number;
  }),
);

describe('halves', () => {
  it('have the values of IEEE 754, all 65,536', () => {
    const values = halvesToFloat32(ALL);
    let wrong = 0;
    for (const bits of ALL) if (!Object.is(values[bits], halfValue(bits))) wrong++;
    expect(wrong).toBe(0);
  });

  it('come back from float32 bit by bit, NaNs too', () => {
    expect(float32ToHalves(halvesToFloat32(ALL))).toEqual(ALL);
  });

  it('are the nearest to every float32, ties to even', () => {
    // One more value beyond the largest, where infinity stands: IEEE 754 rounds as if it were finite.
    const table = [...ALL.slice(0, 0x7c00)].map((bits) => [halfValue(bits), bits] as const);
    table.push([65_536, 0x7c00]);
    fc.assert(
      fc.property(any32, (value) => {
        const expected = nearest(Math.min(Math.abs(value), 65_536), table);
        const sign = Object.is(Math.sign(value), -0) || value < 0 ? 0x8000 : 0;
        expect(float32ToHalves(Float32Array.of(value))[0]).toBe(expected | sign);
      }),
      { numRuns: 5000 },
    );
  });

  it('are those of the engine’s own Float16Array, where it has one', () => {
    const Halves = (globalThis as { Float16Array?: new (data: Float32Array) => { buffer: ArrayBuffer } })
      .Float16Array;
    if (!Halves) return;
    fc.assert(
      fc.property(fc.float32Array({ noNaN: true, maxLength: 100 }), (data) => {
        expect(float32ToHalves(data)).toEqual(new Uint16Array(new Halves(data).buffer));
      }),
    );
  });

  it('round at the edges as they should', () => {
    const half = (value: number) => float32ToHalves(Float32Array.of(value))[0];
    expect(half(65_504)).toBe(0x7bff);
    expect(half(65_519.996)).toBe(0x7bff);
    expect(half(65_520)).toBe(0x7c00);
    expect(half(2 ** -24)).toBe(1);
    expect(half(2 ** -25)).toBe(0);
    expect(half(2 ** -25 * 1.0001)).toBe(1);
    expect(half(2 ** -14 - 2 ** -26)).toBe(0x0400);
    expect(half(-0)).toBe(0x8000);
    expect(half(1e-45)).toBe(0);
  });

  it('keep a NaN a NaN, whatever its payload', () => {
    const bits = Uint32Array.of(0x7f800001, 0xff800001, 0x7fffffff, 0x7fc00000);
    const data = new Float32Array(bits.buffer);
    expect([...halvesToFloat32(float32ToHalves(data))]).toEqual([NaN, NaN, NaN, NaN]);
    expect([...brainsToFloat32(float32ToBrains(data))]).toEqual([NaN, NaN, NaN, NaN]);
  });
});

describe('bfloat16', () => {
  it('is the upper half of float32, all 65,536', () => {
    const values = new Uint32Array(brainsToFloat32(ALL).buffer);
    expect(values.every((bits, at) => bits === at * 65_536)).toBe(true);
    expect(float32ToBrains(brainsToFloat32(ALL))).toEqual(ALL);
  });

  it('is the nearest to every float32, ties to even', () => {
    const value = (bits: number) =>
      bits === 0x7f80 ? 2 ** 128 : (new Float32Array(Uint32Array.of(bits * 65_536).buffer)[0] as number);
    const table = Array.from({ length: 0x7f81 }, (_, bits) => [value(bits), bits] as const);
    fc.assert(
      fc.property(fc.nat(0x7f7fffff), fc.boolean(), (bits, negative) => {
        const data = Float32Array.of(new Float32Array(Uint32Array.of(bits).buffer)[0] as number);
        const expected = nearest(data[0] as number, table);
        if (negative) data[0] = -(data[0] as number);
        expect(float32ToBrains(data)[0]).toBe(negative ? expected | 0x8000 : expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('toFloat32 and fromFloat32', () => {
  it('undo each other in float32, bit by bit', () => {
    fc.assert(
      fc.property(fc.uint32Array({ maxLength: 20 }), (bits) => {
        const data = new Float32Array(bits.slice().buffer);
        const stored = { dtype: 'F32' as const, shape: [data.length], bytes: fromFloat32(data, 'F32') };
        expect(new Uint32Array(toFloat32(stored).buffer)).toEqual(bits);
      }),
    );
  });

  it('hand out copies', () => {
    const data = Float32Array.of(1, 2);
    const bytes = fromFloat32(data, 'F32');
    bytes.fill(0);
    expect([...data]).toEqual([1, 2]);
    toFloat32({ dtype: 'F32', shape: [2], bytes }).fill(3);
    expect([...bytes]).toEqual(Array(8).fill(0));
  });

  it('round float64, and refuse whole numbers', () => {
    const doubles = Float64Array.of(Math.PI, -0, Number.POSITIVE_INFINITY, Number.NaN, 1e-320, 1e300);
    const bytes = new Uint8Array(doubles.buffer);
    const stored = { dtype: 'F64' as const, shape: [6], bytes };
    expect([...toFloat32(stored)]).toEqual([...doubles].map(Math.fround));
    expect(() => toFloat32({ ...stored, dtype: 'I64' })).toThrow(SafetensorsError);
  });
});
