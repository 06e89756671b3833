import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisScale, axisTicks, niceDomain, valueRange } from '../../src/scenes/curvesAxis';
import { estimateWidth, flowInRows, spreadApart } from '../../src/scenes/curvesLabels';
import { type Curves, layoutCurves } from '../../src/scenes/curvesLayout';
import { smoothed, tracePath } from '../../src/scenes/curvesPath';
import { nearestStep, neighbourStep, readAt, stepRange } from '../../src/scenes/curvesReading';
import { placeReadout } from '../../src/scenes/curvesReadout';

const frame = (width: number) => ({
  width,
  height: 300,
  formatX: String,
  formatY: (value: number) => value.toPrecision(3),
  measure: estimateWidth,
});
const series = (key: string, y: readonly number[], first = 1) => ({
  key,
  label: `Method ${key}`,
  x: y.map((_, index) => first + index),
  y,
});
const model = (over: Partial<Curves> = {}): Curves => ({
  series: [series('lora', [3, 2, 1]), series('full', [3, 1, 0.5])],
  yScale: 'linear',
  smoothing: 0,
  xDomain: null,
  yDomain: null,
  ...over,
});
const points = (path: string) =>
  [...path.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])]);

describe('tracePath', () => {
  it('keeps each column’s least and greatest value, and no more than two points', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 3000 }), (y) => {
        const x = y.map((_, index) => index);
        const across = (value: number) => (value / y.length) * 100;
        const drawn = points(tracePath(x, y, across, (value) => value));
        expect(drawn.length).toBeLessThanOrEqual(200);
        for (let column = 0; column < 100; column += 1) {
          const inside = y.filter((_, index) => Math.floor(across(index)) === column);
          const outside = drawn.filter(([px]) => px !== undefined && px >= column && px < column + 0.95);
          if (inside.length < 2 || outside.length < 2) continue;
          const heights = outside.map(([, py]) => py ?? 0);
          expect(Math.max(...heights)).toBe(Math.max(...inside));
          expect(Math.min(...heights)).toBe(Math.min(...inside));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('breaks at what has no place, and draws a point alone as a dot', () => {
    const up = axisScale([0.1, 10], [100, 0], 'log');
    expect(tracePath([0, 10, 20, 30], [1, 0, 1, 10], (v) => v, up)).toBe('M0,50h0M20,50L30,0');
    expect(tracePath([], [], (v) => v, up)).toBe('');
  });
});

describe('smoothed', () => {
  it('leaves a constant as it is from the first step on, and passes over NaN', () => {
    const means = smoothed([2, 2, Number.NaN, 2], 0.9);
    expect(means[0]).toBeCloseTo(2, 12);
    expect(means[1]).toBeCloseTo(2, 12);
    expect(means[2]).toBeNaN();
    expect(means[3]).toBeCloseTo(2, 12);
  });
});

describe('axes', () => {
  it('leaves what is not positive out of a logarithmic range', () => {
    expect(valueRange([series('a', [0, -1, Number.NaN, 0.02, 3])], 'log')).toEqual([0.02, 3]);
    expect(valueRange([series('a', [0, -1])], 'log')).toBeNull();
  });

  it('gives ticks within the domain, ascending, at most about as many as asked', () => {
    const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, fc.constantFrom('linear' as const, 'log' as const), (a, b, kind) => {
        const domain = niceDomain([Math.min(a, b), Math.max(a, b)], kind);
        expect(domain[0]).toBeLessThan(domain[1]);
        expect(domain[0]).toBeLessThanOrEqual(Math.min(a, b) * 1.0001);
        expect(domain[1]).toBeGreaterThanOrEqual(Math.max(a, b) * 0.9999);
        const ticks = axisTicks(domain, kind, 6);
        expect(ticks.length).toBeGreaterThan(0);
        expect(ticks.length).toBeLessThanOrEqual(13);
        expect(ticks).toEqual([...ticks].sort((one, two) => one - two));
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(domain[0] * (1 - 1e-9));
          expect(tick).toBeLessThanOrEqual(domain[1] * (1 + 1e-9));
        }
      }),
    );
  });

  it('takes 1, 2, 5 where whole decades would be too few', () => {
    expect(axisTicks([0.2, 4], 'log', 6)).toEqual([0.2, 0.5, 1, 2]);
    expect(niceDomain([0.3, 3.2], 'log')).toEqual([0.3, 4]);
  });
});

describe('labels', () => {
  it('stand apart, in the order of their wishes, within the room', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 9 }), (wishes) => {
        const places = spreadApart(wishes, 17, 0, 300);
        const sorted = wishes
          .map((wish, index) => ({ wish, place: places[index] ?? 0 }))
          .sort((a, b) => a.place - b.place);
        for (const [index, { wish, place }] of sorted.entries()) {
          expect(place).toBeGreaterThanOrEqual(-1e-9);
          expect(place).toBeLessThanOrEqual(300 + 1e-9);
          const next = sorted[index + 1];
          if (!next) continue;
          expect(next.place - place).toBeGreaterThanOrEqual(17 - 1e-9);
          expect(next.wish).toBeGreaterThanOrEqual(wish);
        }
      }),
    );
  });

  it('stay where they wish when nobody is near', () => {
    expect(spreadApart([200, 20, 100], 17, 0, 300)).toEqual([200, 20, 100]);
  });

  it('flow in rows no wider than the room', () => {
    expect(flowInRows([100, 100, 100], 220, 10)).toEqual({
      places: [
        { x: 0, row: 0 },
        { x: 110, row: 0 },
        { x: 0, row: 1 },
      ],
      rows: 2,
    });
    expect(flowInRows([], 220, 10).rows).toBe(0);
  });
});

describe('layoutCurves', () => {
  it('names lines at their ends on a wide screen, above the plot on a narrow one', () => {
    const wide = layoutCurves(model(), frame(800));
    expect(wide.curves.every(({ end, legend }) => end !== null && legend === null)).toBe(true);
    const narrow = layoutCurves(model(), frame(320));
    expect(narrow.curves.every(({ end, legend }) => end === null && legend !== null)).toBe(true);
    expect(narrow.height).toBeGreaterThan(wide.height);
    expect(narrow.plot.right).toBeGreaterThan(300);
  });

  it('moves names above the plot where there are too many for its side', () => {
    const many = Array.from({ length: 24 }, (_, index) => series(`m${index}`, [1, 2]));
    expect(layoutCurves(model({ series: many }), frame(900)).curves[0]?.end).toBeNull();
  });

  it('draws no leader through the plot from a line that has not reached its right side', () => {
    const layout = layoutCurves(model({ xDomain: [0, 100] }), frame(800));
    expect(layout.curves[0]?.end?.leader).toBe('');
    expect(layout.xTicks.at(-1)?.text).toBe('100');
  });

  it('keeps every line in the plot and its steps where the crosshair finds them', () => {
    const { curves, plot, across, stepAt } = layoutCurves(
      model({ yScale: 'log', smoothing: 0.5 }),
      frame(700),
    );
    for (const { raw, smooth } of curves) {
      for (const [x = 0, y = 0] of points(raw + (smooth ?? ''))) {
        expect(x).toBeGreaterThanOrEqual(plot.left - 0.1);
        expect(x).toBeLessThanOrEqual(plot.right + 0.1);
        expect(y).toBeGreaterThanOrEqual(plot.top - 0.1);
        expect(y).toBeLessThanOrEqual(plot.bottom + 0.1);
      }
    }
    expect(stepAt(across(2))).toBeCloseTo(2, 9);
  });

  it('survives nothing, one point, and a line that diverged', () => {
    expect(layoutCurves(model({ series: [] }), frame(600)).curves).toEqual([]);
    expect(layoutCurves(model({ series: [series('a', [1])] }), frame(600)).curves[0]?.raw).toMatch(/h0$/);
    const diverged = layoutCurves(model({ series: [series('a', [1, Number.NaN, Number.NaN])] }), frame(600));
    expect(diverged.curves[0]?.end).not.toBeNull();
    expect(JSON.stringify(diverged)).not.toContain('NaN');
  });

  it('reads twice as many values for lines of twice as many points', () => {
    const readsFor = (points: number): number => {
      let reads = 0;
      const values = Array.from({ length: points }, (_, i) => 3 / (1 + i * 0.1));
      const y = new Proxy(values, {
        get(target, name, receiver) {
          if (typeof name === 'string' && /^\d+$/.test(name)) reads += 1;
          return Reflect.get(target, name, receiver);
        },
      });
      layoutCurves(model({ series: [{ ...series('m', values), y }], smoothing: 0.9 }), frame(900));
      return reads;
    };
    const short = readsFor(500);
    expect(short).toBeGreaterThanOrEqual(500);
    expect(readsFor(1000) / short).toBeLessThan(2.1);
  });
});

describe('reading', () => {
  const two = [series('a', [3, 2, 1]), { ...series('b', []), x: [0, 10], y: [5, 6] }];

  it('goes from step to step over all lines and stops at the ends', () => {
    expect(stepRange(two)).toEqual([0, 10]);
    expect(neighbourStep(two, 3, 1)).toBe(10);
    expect(neighbourStep(two, 1, -1)).toBe(0);
    expect(neighbourStep(two, 10, 1)).toBe(10);
    expect(neighbourStep(two, 0, -1)).toBe(0);
    expect(nearestStep(two, 8)).toBe(10);
    expect(nearestStep([], 8)).toBeNull();
  });

  it('reads each line at its last point so far, and leaves out those that ended before', () => {
    expect(readAt(two, 0, 2).entries.map(({ key, value }) => [key, value])).toEqual([
      ['a', 2],
      ['b', 5],
    ]);
    expect(readAt(two, 0, 10).entries.map(({ key }) => key)).toEqual(['b']);
    expect(readAt(two, 0.5, 2).entries[0]?.smooth).toBeCloseTo(7 / 3, 9);
  });

  it('places its table inside the plot', () => {
    const plot = { left: 30, right: 300, top: 20, bottom: 200 };
    const rows = [{ key: 'a', label: 'Full fine-tuning', value: '0.123' }];
    for (const x of [30, 100, 165, 200, 300]) {
      const box = placeReadout('Step 1', rows, x, plot, estimateWidth);
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(300);
      expect(box.y + box.height).toBeLessThanOrEqual(200);
    }
  });
});
