import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bend, bottleneck, NONLINEARITIES, startDistance } from '../../src/theory/bottleneck';
import { createRandom } from '../../src/training/random';

const number = fc.double({ min: -3, max: 3, noNaN: true });
const vector = (size: number) => fc.array(number, { minLength: size, maxLength: size });
const matrix = (rows: number, columns: number) =>
  fc.array(vector(columns), { minLength: rows, maxLength: rows });

describe('a bottleneck adapter', () => {
  it('is h + σ(h·W^d)·W^u, by hand', () => {
    const signal = bottleneck([1, -2], [[3], [1]], [[0.5, -1]], 'relu');
    expect(signal.narrow).toEqual([1]);
    expect(signal.bent).toEqual([1]);
    expect(signal.change).toEqual([0.5, -1]);
    expect(signal.output).toEqual([1.5, -3]);
    expect(signal.distance).toBeCloseTo(0.5, 12);
  });

  it('gives back its input when W^u is zero, whatever W^d and σ', () => {
    fc.assert(
      fc.property(vector(5), matrix(5, 2), fc.constantFrom(...NONLINEARITIES), (h, down, kind) => {
        const zero = [new Array(5).fill(0), new Array(5).fill(0)];
        const { output, distance } = bottleneck(h, down, zero, kind);
        expect(output.every((x, i) => Math.abs(x - (h[i] ?? 0)) === 0)).toBe(true);
        expect(distance).toBe(0);
      }),
    );
  });

  it('without σ is one matrix: odd, and additive', () => {
    fc.assert(
      fc.property(vector(4), vector(4), matrix(4, 2), matrix(2, 4), (a, b, down, up) => {
        const f = (h: readonly number[]) => bottleneck(h, down, up, 'none').output;
        const both = f(a.map((x, i) => x + (b[i] ?? 0)));
        for (const [i, x] of f(a).entries()) expect(x + (f(b)[i] ?? 0)).toBeCloseTo(both[i] ?? 0, 8);
      }),
    );
  });

  it('with ReLU changes h and −h by |h·W^d|·W^u together, which no matrix can', () => {
    fc.assert(
      fc.property(vector(4), matrix(4, 1), matrix(1, 4), (h, down, up) => {
        const f = (x: readonly number[]) => bottleneck(x, down, up, 'relu');
        const there = f(h);
        const back = f(h.map((x) => -x));
        there.output.forEach((x, i) => {
          const expected = Math.abs(there.narrow[0] ?? 0) * (up[0]?.[i] ?? 0);
          expect(x + (back.output[i] ?? 0)).toBeCloseTo(expected, 8);
        });
      }),
    );
  });

  it('refuses matrices that do not fit', () => {
    expect(() => bottleneck([1, 2], [[1]], [[1, 2]], 'relu')).toThrow('W^d');
    expect(() => bottleneck([1, 2], [[1], [2]], [[1]], 'relu')).toThrow('W^u');
    expect(() => bottleneck([], [], [[1]], 'relu')).toThrow('hiddenSize');
    expect(() => bend('swish' as never, 1)).toThrow('nonlinearity');
  });

  it('knows GELU', () => {
    expect(bend('gelu', 1)).toBeCloseTo(0.841345, 5);
    expect(bend('gelu', -1)).toBeCloseTo(-0.158655, 5);
  });
});

describe('the distance at the start', () => {
  it('is s²√(HR/2), as random matrices show', () => {
    const random = createRandom(1, 'bottleneck');
    const [size, width, deviation] = [24, 6, 0.1];
    const gaussians = (n: number) => Array.from({ length: n }, () => random.gaussian() * deviation);
    let squares = 0;
    const runs = 2000;
    for (let run = 0; run < runs; run += 1) {
      const h = Array.from({ length: size }, () => random.gaussian());
      const down = h.map(() => gaussians(width));
      const up = Array.from({ length: width }, () => gaussians(size));
      squares += bottleneck(h, down, up, 'relu').distance ** 2;
    }
    const expected = startDistance(size, width, deviation);
    expect(Math.sqrt(squares / runs) / expected).toBeGreaterThan(0.95);
    expect(Math.sqrt(squares / runs) / expected).toBeLessThan(1.05);
  });

  it('of LLaMA 7B with R = 64 and s = 0.01 is a few percent', () => {
    expect(startDistance(4096, 64, 0.01)).toBeCloseTo(0.0362, 4);
  });
});
