import { describe, expect, it } from 'vitest';
import {
  type LineBlock,
  layoutQuantizationLine,
  valueAt,
  weightAt,
} from '../../src/scenes/quantizationLineLayout';

const block = (values: readonly number[]): LineBlock => ({
  label: 'Block',
  levels: [-4, -1, -0.5, 0, 0.5, 1, 4],
  weights: values.map((value, at) => ({ name: `w${at}`, value, stored: Math.round(value), text: '' })),
});
const BLOCKS = [block([0.25, -0.75]), block([-4, 1])];

describe.each([300, 680, 900])('at %d pixels', (width) => {
  const layout = layoutQuantizationLine(BLOCKS, width);
  const weights = layout.blocks.flatMap((each) => each.weights);

  it('keeps all within the picture, and levels beyond the line out of it', () => {
    for (const { from, to, y } of weights) {
      for (const x of [from, to]) {
        expect(x).toBeGreaterThanOrEqual(layout.left);
        expect(x).toBeLessThanOrEqual(layout.right);
      }
      expect(y).toBeLessThan(layout.height);
    }
    for (const { levels } of layout.blocks) expect(levels).toHaveLength(5);
    expect(layout.right).toBeLessThanOrEqual(width);
    expect(layout.axisY).toBeLessThan(layout.height);
  });

  it('puts a lane to every weight, and finds it again', () => {
    weights.forEach(({ y }, index) => {
      expect(weightAt(layout, y)).toBe(index);
      expect(weightAt(layout, y + 10)).toBe(index);
    });
    expect(weightAt(layout, layout.blocks[0]?.labelY ?? 0)).toBeNull();
    expect(weightAt(layout, -5)).toBeNull();
  });

  it('reads the value off the place where it was put', () => {
    expect(valueAt(layout, weights[0]?.from ?? 0)).toBeCloseTo(0.25, 2);
    expect(valueAt(layout, weights[1]?.from ?? 0)).toBeCloseTo(-0.75, 2);
    expect(valueAt(layout, -1000)).toBe(-1);
    expect(valueAt(layout, 5000)).toBe(1);
  });

  it('points to an outlier, and to nothing else', () => {
    expect(weights.map(({ beyond }) => beyond)).toEqual([null, null, 'left', null]);
  });

  it('has figures beside the line where there is room', () => {
    expect(layout.textX === null).toBe(width < 480);
  });
});
