import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutRankChart, rankAt } from '../../src/scenes/rankDecomposition/chartLayout';
import { pixelsOf, scaleOf } from '../../src/scenes/rankDecomposition/heatMap';
import { layersOf, layoutSpace, MOST_LAYERS } from '../../src/scenes/rankDecomposition/layout';
import { heatMapPng } from '../../src/scenes/rankDecomposition/png';

const texts = {
  ...{ values: 'values', errors: 'errors', parameters: 'factors', whole: 'matrix', rank: 'R', error: 'e' },
  percents: ['0%', '50%', '100%'],
};
const chart = (count: number, rank: number) => ({
  values: Array.from({ length: count }, (_, at) => 1 / (at + 1)),
  errors: Array.from({ length: count + 1 }, (_, at) => 1 - at / count),
  ...{ rank, parameters: 2 * count * rank, whole: count * count, texts },
});

describe('the chart', () => {
  it('draws a bar for each term, and parts them at the rank', () => {
    const layout = layoutRankChart(chart(12, 5), 320);
    expect(layout.kept.match(/M/g)).toHaveLength(5);
    expect(layout.left.match(/M/g)).toHaveLength(7);
  });

  it('keeps its words within its width from a phone up', () => {
    for (const width of [280, 320, 900]) {
      for (const rank of [1, 64, 128]) {
        const { texts: placed, dot, bars, barsX } = layoutRankChart(chart(128, rank), width);
        for (const { x, anchor } of placed) {
          expect(x).toBeGreaterThanOrEqual(anchor === 'end' ? 30 : 0);
          expect(x).toBeLessThanOrEqual(anchor === 'start' ? width - 30 : width);
        }
        expect(dot.x).toBeLessThanOrEqual(width);
        for (const bar of bars) expect(barsX + bar.width).toBeLessThanOrEqual(width);
      }
    }
  });

  it('draws both counts at one scale', () => {
    const [factors, whole] = layoutRankChart(chart(128, 64), 400).bars;
    expect(factors?.width).toBe(whole?.width);
  });

  it('puts no error at the bottom and all of it at the top', () => {
    const { texts: placed, curve } = layoutRankChart(chart(12, 3), 400);
    const heights = ['0%', '100%'].map((text) => placed.find((each) => each.text === text)?.y ?? 0);
    const ends = [...curve.matchAll(/,([\d.]+)/g)].map((match) => Number(match[1]));
    expect(ends.at(-1)).toBeCloseTo((heights[0] ?? 0) - 4, 6);
    expect(ends[0]).toBeCloseTo((heights[1] ?? 0) - 4, 6);
  });

  it('reads the rank back from the place of its line', () => {
    for (const rank of [1, 7, 128]) {
      expect(rankAt(layoutRankChart(chart(128, rank), 500).dot.x, 500, 128)).toBe(rank);
    }
    expect([rankAt(-50, 500, 128), rankAt(900, 500, 128)]).toEqual([1, 128]);
  });
});

describe('the slabs', () => {
  it('are true to scale: A is R wide and H high, Bᵀ H wide and R high', () => {
    fc.assert(
      fc.property(fc.constantFrom(12, 128), fc.integer({ min: 1, max: 128 }), (side, wanted) => {
        const rank = Math.min(side, wanted);
        const { slabs, layers } = layoutSpace(side, rank);
        for (const name of ['weight', 'sum', 'target'] as const) {
          expect([slabs[name].width, slabs[name].height]).toEqual([1, 1]);
        }
        expect([slabs.left.width, slabs.left.height]).toEqual([rank / side, 1]);
        expect([slabs.right.width, slabs.right.height]).toEqual([1, rank / side]);
        for (const layer of layers) expect([layer.width, layer.height]).toEqual([1, 1]);
      }),
    );
  });

  it('stand on the ground beside each other, within the width that is shown', () => {
    for (const rank of [1, 12, 128]) {
      const { slabs, width, tallest } = layoutSpace(128, rank);
      const { weight, left, right, sum, target } = slabs;
      const row = [weight, left, sum, target];
      row.slice(1).forEach((slab, at) => {
        const before = row[at] ?? slab;
        expect(slab.x - slab.width / 2).toBeGreaterThan(before.x + before.width / 2);
      });
      expect(weight.x - 0.5).toBeCloseTo(-width / 2, 9);
      expect(target.x + 0.5).toBeCloseTo(width / 2, 9);
      expect(right.y + right.height / 2).toBeCloseTo(tallest, 9);
      expect(right.x).toBe(sum.x);
    }
  });

  it('have every term in one layer, in order, from the front to the back', () => {
    for (const rank of [1, MOST_LAYERS, MOST_LAYERS + 1, 128]) {
      const layers = layersOf(rank);
      expect(layers.length).toBe(Math.min(rank, MOST_LAYERS));
      expect(
        layers.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)),
      ).toEqual(Array.from({ length: rank }, (_, at) => at));
      const depths = layoutSpace(128, rank).layers.map(({ z }) => z);
      expect(depths).toEqual([...depths].sort((one, two) => two - one));
    }
  });
});

describe('heat maps', () => {
  const map = { rows: 2, columns: 2, data: Float64Array.of(1, -1, 0, 9), limit: 1, grey: false };
  const tables = {
    diverging: Uint32Array.from({ length: 255 }, (_, at) => at),
    grey: new Uint32Array(255),
  };

  it('colour each number, the last row first where textures want it', () => {
    expect([...pixelsOf(map, tables)]).toEqual([254, 0, 127, 254]);
    expect([...pixelsOf(map, tables, true)]).toEqual([127, 254, 254, 0]);
  });

  it('do not let one large number pale the rest', () => {
    const data = new Float64Array(100).fill(1);
    data[0] = 1000;
    expect(scaleOf(data)).toBeLessThan(301);
    expect(scaleOf(Float64Array.of(1, -1))).toBe(1);
    expect(scaleOf(new Float64Array(4))).toBe(0);
  });

  it('are PNG files of their size', () => {
    const png = heatMapPng(map);
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2, 2]);
  });
});
