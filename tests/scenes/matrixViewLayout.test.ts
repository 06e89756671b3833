import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colourIndex, colourTable, parseRgb } from '../../src/scenes/matrixViewColours';
import { averaged, layoutMatrices, moveInMatrix, scaleLimit } from '../../src/scenes/matrixViewLayout';

const square = { rows: 128, columns: 128 };
const flat = { rows: 8, columns: 128 };

describe('layoutMatrices', () => {
  it('draws all matrices at one scale, in whole device pixels', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 280, max: 1400 }),
        fc.constantFrom(1, 1.5, 2, 3),
        fc.integer({ min: 1, max: 700 }),
        (width, pixelRatio, size) => {
          const shapes = [
            { rows: size, columns: size },
            { rows: 4, columns: size },
          ];
          const { cell, zoom, block, sizes } = layoutMatrices(shapes, { width, height: 600, pixelRatio });
          expect(Number.isInteger(zoom)).toBe(true);
          expect(cell * pixelRatio * block).toBeCloseTo(zoom, 9);
          for (const [index, { rows, columns }] of shapes.entries()) {
            expect(sizes[index]?.width).toBeLessThanOrEqual(width + 1);
            expect(Math.abs((sizes[index]?.width ?? 0) - columns * cell)).toBeLessThanOrEqual(1);
            expect(Math.abs((sizes[index]?.height ?? 0) - rows * cell)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it('stacks A and Bᵀ between W and ΔW', () => {
    const { stacks, cell } = layoutMatrices([square, flat, flat, square], {
      width: 820,
      height: 560,
      pixelRatio: 1,
    });
    expect(stacks).toEqual([[0], [1, 2], [3]]);
    expect(cell).toBe(2);
  });

  it('averages cells where there are more than pixels', () => {
    const { block } = layoutMatrices([{ rows: 512, columns: 2048 }], {
      width: 320,
      height: 560,
      pixelRatio: 1,
    });
    expect(block).toBe(7);
  });
});

describe('averaged', () => {
  it('means blocks, smaller ones at the edges', () => {
    const matrix = { key: 'a', label: 'A', rows: 2, columns: 3, data: [1, 3, 5, 5, 7, 9] };
    expect([...Array.from(averaged(matrix, 2))]).toEqual([4, 7]);
    expect(averaged(matrix, 1)).toBe(matrix.data);
  });
});

describe('colours', () => {
  const table = colourTable([10, 80, 140], [255, 255, 255], [170, 70, 0]);
  const bytes = (index: number) => [0, 8, 16, 24].map((shift) => ((table[index] ?? 0) >>> shift) & 255);

  it('run from the one end over the middle to the other', () => {
    expect(bytes(0)).toEqual([10, 80, 140, 255]);
    expect(bytes(127)).toEqual([255, 255, 255, 255]);
    expect(bytes(254)).toEqual([170, 70, 0, 255]);
  });

  it('are symmetric about zero, and hold at the ends', () => {
    expect(colourIndex(0, 2)).toBe(127);
    expect(colourIndex(2, 2)).toBe(254);
    expect(colourIndex(-2, 2)).toBe(0);
    expect(colourIndex(-9, 2)).toBe(0);
    expect(colourIndex(Number.POSITIVE_INFINITY, 2)).toBe(254);
    expect(colourIndex(1, 2) - 127).toBe(127 - colourIndex(-1, 2));
    expect(colourIndex(Number.NaN, 2)).toBe(127);
    expect(colourIndex(1, 0)).toBe(127);
  });

  it('are read as browsers write them', () => {
    expect(parseRgb('rgb(1, 22, 255)')).toEqual([1, 22, 255]);
    expect(parseRgb('rgba(1, 22, 255, 0.5)')).toEqual([1, 22, 255]);
    expect(parseRgb('red')).toBeNull();
  });
});

describe('the cursor', () => {
  const key = (name: string, shiftKey = false, ctrlKey = false) => ({ key: name, shiftKey, ctrlKey });

  it('moves by cells and by tens, and stays inside', () => {
    expect(moveInMatrix(key('ArrowRight'), { row: 0, column: 0 }, flat)).toEqual({ row: 0, column: 1 });
    expect(moveInMatrix(key('ArrowDown', true), { row: 0, column: 0 }, flat)).toEqual({ row: 7, column: 0 });
    expect(moveInMatrix(key('End', false, true), { row: 0, column: 0 }, flat)).toEqual({
      row: 7,
      column: 127,
    });
    expect(moveInMatrix(key('a'), { row: 0, column: 0 }, flat)).toBeNull();
  });

  it('finds the scale’s end, whatever the sign', () => {
    expect(scaleLimit([1, -3, Number.NaN, Number.NEGATIVE_INFINITY])).toBe(3);
    expect(scaleLimit([])).toBe(0);
  });
});
