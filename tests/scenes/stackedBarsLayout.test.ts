import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateWidth } from '../../src/scenes/curvesLabels';
import { layoutStackedBars, type StackedBars } from '../../src/scenes/stackedBarsLayout';

const model = (values: readonly number[], capacity: number | null = null): StackedBars => ({
  bars: [{ key: 'one', label: 'One', parts: values.map((value, index) => ({ term: `t${index}`, value })) }],
  capacity: capacity === null ? null : { value: capacity, label: 'card' },
  unit: { size: 1e9, label: 'GB' },
});

describe('layoutStackedBars', () => {
  it('places parts end to end, in proportion, within the width', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 200, max: 1600 }),
        (values, width) => {
          const [bar] = layoutStackedBars(model(values), width).bars;
          let x = bar?.parts[0]?.x ?? Number.NaN;
          for (const part of bar?.parts ?? []) {
            expect(part.x).toBeCloseTo(x, 0);
            expect(part.width).toBeGreaterThanOrEqual(0);
            x = part.x + part.width;
          }
          expect(x).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it('draws a part of half the value at half the width', () => {
    const parts = layoutStackedBars(model([40e9, 20e9]), 1000).bars[0]?.parts ?? [];
    expect((parts[0]?.width ?? 0) / (parts[1]?.width ?? 1)).toBeCloseTo(2, 2);
  });

  it('keeps the capacity in sight when the bar is shorter, and its label inside', () => {
    const layout = layoutStackedBars(model([1e9], 24e9), 600);
    expect(layout.capacity?.x).toBeLessThanOrEqual(600);
    expect(layout.capacity?.x).toBeGreaterThan(500);
    expect(layout.capacity?.anchor).toBe('end');
    expect(layoutStackedBars(model([100e9], 24e9), 600).capacity?.anchor).toBe('start');
  });

  it('leaves out the last tick but one where the last and its unit would run into it', () => {
    for (let width = 240; width < 700; width += 7)
      for (const most of [60e9, 118e9, 124e9, 180e9]) {
        const [before, last] = layoutStackedBars(model([most]), width).ticks.slice(-2);
        if (!before || !last) continue;
        const long = estimateWidth(last.text);
        const begins = last.x - (last.anchor === 'end' ? long : long / 2);
        expect(before.x + estimateWidth(before.text) / 2, `${width} ${most}`).toBeLessThan(begins);
      }
  });

  it('keeps a long label of the capacity inside the drawing, wherever its line is', () => {
    const label = 'RTX 4060 Ti 16 GB · 17.2 GB';
    for (const width of [257, 312, 600])
      for (const value of [10e9, 20e9, 30e9, 45e9, 60e9, 80e9]) {
        const { capacity } = layoutStackedBars({ ...model([80e9]), capacity: { value, label } }, width);
        if (!capacity) throw new Error('no capacity');
        const long = estimateWidth(label);
        const at = capacity.x + capacity.labelX;
        const left = capacity.anchor === 'end' ? at - long : at;
        expect(left, `${width} ${value}`).toBeGreaterThanOrEqual(-1);
        expect(left + long, `${width} ${value}`).toBeLessThanOrEqual(width + 1);
      }
  });

  it('names the unit at the last tick alone, and draws fewer ticks on a narrow screen', () => {
    const wide = layoutStackedBars(model([100e9]), 1200).ticks;
    const narrow = layoutStackedBars(model([100e9]), 280).ticks;
    expect(wide.filter((tick) => tick.text.endsWith(' GB'))).toEqual([wide.at(-1)]);
    expect(narrow.length).toBeLessThan(wide.length);
  });

  it('survives bars of nothing', () => {
    const layout = layoutStackedBars(model([0, 0]), 400);
    expect(layout.bars[0]?.parts.map((part) => part.width)).toEqual([0, 0]);
  });
});
