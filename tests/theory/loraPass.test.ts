import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exampleLayer,
  exampleStep,
  exampleTraining,
  LORA_EXAMPLE,
  LORA_STARTS,
} from '../../src/theory/loraExample';
import {
  frozenGradient,
  type LoraLayer,
  loraBackward,
  loraForward,
  type Matrix,
  merged,
  multiply,
  norm,
  squaredError,
} from '../../src/theory/loraPass';

const matrix = (rows: number, columns: number) =>
  fc.array(
    fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: columns, maxLength: columns }),
    { minLength: rows, maxLength: rows },
  );

/** Two tokens, four inputs, three outputs, rank 2: no two sizes that could be mistaken for each other but one. */
const CASES = fc.record({
  input: matrix(2, 4),
  target: matrix(2, 3),
  frozen: matrix(4, 3),
  down: matrix(4, 2),
  up: matrix(3, 2),
  scale: fc.constantFrom(0.5, 1, 2),
});

const moved = (of: Matrix, row: number, column: number, by: number): Matrix =>
  of.map((values, at) => values.map((value, place) => value + (at === row && place === column ? by : 0)));

/** Central differences of the loss in each entry of a matrix of the layer. */
function differences(layer: LoraLayer, name: 'frozen' | 'down' | 'up', input: Matrix, target: Matrix) {
  const step = 1e-5;
  const loss = (by: number, row: number, column: number) => {
    const changed = { ...layer, [name]: moved(layer[name], row, column, by) };
    return squaredError(loraForward(changed, input).output, target);
  };
  return layer[name].map((values, row) =>
    values.map((_, column) => (loss(step, row, column) - loss(-step, row, column)) / (2 * step)),
  );
}

function expectClose(actual: Matrix, expected: Matrix): void {
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  actual.flat().forEach((value, at) => {
    expect(Math.abs(value - (expected.flat()[at] as number))).toBeLessThan(1e-6);
  });
}

describe('the passes of a LoRA layer', () => {
  it('has the gradients of central differences, in any shape', () => {
    fc.assert(
      fc.property(CASES, ({ input, target, ...layer }) => {
        const backward = loraBackward(layer, input, loraForward(layer, input), target);
        expectClose(backward.down, differences(layer, 'down', input, target));
        expectClose(backward.up, differences(layer, 'up', input, target));
        expectClose(frozenGradient(input, backward.output), differences(layer, 'frozen', input, target));
      }),
      { numRuns: 60 },
    );
  });

  it('gives the output of its merged matrix', () => {
    fc.assert(
      fc.property(CASES, ({ input, target: _, ...layer }) => {
        expectClose(loraForward(layer, input).output, multiply(input, merged(layer)));
      }),
    );
  });

  it('refuses a product of sizes that do not meet', () => {
    expect(() => multiply([[1, 2]], [[1, 2]])).toThrow(RangeError);
  });
});

describe('the worked example', () => {
  it('is what the lesson computes by hand', () => {
    const { forward, loss, backward, nextLoss } = exampleStep('midway');
    expectClose(forward.base, [[-0.5, 0.5, 0.5]]);
    expectClose(forward.reduced, [[0.6]]);
    expectClose(forward.update, [[0.48, -0.24, 0.24]]);
    expectClose(forward.output, [[-0.02, 0.26, 0.74]]);
    expectClose(backward.output, [[-0.5, 0.2, 0.5]]);
    expectClose(backward.reduced, [[-0.14]]);
    expectClose(backward.up, [[-0.6], [0.24], [0.6]]);
    expectClose(backward.down, [[-0.28], [-0.56], [0.28]]);
    expect(loss).toBeCloseTo(0.27, 12);
    expect(nextLoss).toBeCloseTo(0.155, 3);
  });

  it('starts at the output of W alone where a factor is zero, and stays there where both are', () => {
    const base = loraForward(exampleLayer('fresh'), LORA_EXAMPLE.input).base;
    for (const start of ['fresh', 'mirrored', 'zero'] as const) {
      expectClose(exampleStep(start).forward.output, base);
    }
    expect(norm(exampleStep('fresh').backward.down)).toBe(0);
    expect(norm(exampleStep('fresh').backward.up)).toBeGreaterThan(0);
    expect(norm(exampleStep('mirrored').backward.up)).toBe(0);
    expect(norm(exampleStep('mirrored').backward.down)).toBeGreaterThan(0);
    const stuck = exampleTraining('zero', 30);
    expect(new Set(stuck.map(({ loss }) => loss)).size).toBe(1);
  });

  it.each(LORA_STARTS.filter((start) => start !== 'zero'))('learns from the start “%s”', (start) => {
    const losses = exampleTraining(start, 30).map(({ loss }) => loss);
    expect(losses).toHaveLength(31);
    losses.slice(1).forEach((loss, at) => {
      expect(loss).toBeLessThanOrEqual(losses[at] as number);
    });
    expect(losses.at(-1)).toBeLessThan(0.01);
  });
});
