import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutVolume, type VolumeModel } from '../../src/scenes/memoryVolume/layout';

const model = (columns: readonly (readonly number[])[], capacity = 24): VolumeModel => ({
  columns: columns.map((values, index) => ({
    key: `c${index}`,
    label: `Column ${index}`,
    parts: values.map((value, part) => ({ term: `t${part}`, value, label: '' })),
  })),
  capacity: { value: capacity, label: 'card' },
});

describe('layoutVolume', () => {
  it('keeps volumes true: side² × height is the memory', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: 0, max: 2000, noNaN: true }), { minLength: 1, maxLength: 7 }), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.double({ min: 1, max: 200, noNaN: true }),
        (columns, capacity) => {
          const { side, blocks } = layoutVolume(model(columns, capacity));
          const values = columns.flat();
          for (const [index, block] of blocks.entries())
            expect(side * side * block.height).toBeCloseTo(values[index] ?? Number.NaN, 6);
        },
      ),
    );
  });

  it('draws the card as a cube of its capacity', () => {
    expect(layoutVolume(model([[1]], 27)).side).toBeCloseTo(3, 12);
  });

  it('stacks blocks without gap and sets columns apart, in order', () => {
    const { blocks, columns, side, tallest } = layoutVolume(model([[10, 20], [5]]));
    const [first, second] = blocks;
    expect((first?.y ?? 0) + (first?.height ?? 0) / 2).toBeCloseTo(
      (second?.y ?? 0) - (second?.height ?? 0) / 2,
      9,
    );
    expect((columns[1]?.x ?? 0) - (columns[0]?.x ?? 0)).toBeGreaterThan(side);
    expect(tallest).toBeCloseTo(30 / (side * side), 9);
  });

  it('stands on the ground', () => {
    for (const block of layoutVolume(model([[3], [9]])).blocks)
      expect(block.y).toBeCloseTo(block.height / 2, 9);
  });
});
