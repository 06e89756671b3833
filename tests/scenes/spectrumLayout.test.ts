import { describe, expect, it } from 'vitest';
import { estimateWidth } from '../../src/scenes/curvesLabels';
import { layoutSparks, moveInGrid } from '../../src/scenes/spectrumGridLayout';
import {
  cumulativeShares,
  layoutSpectrum,
  readSpectrum,
  SHOWN,
  type SpectrumSeries,
  spectrumRange,
  spectrumTable,
} from '../../src/scenes/spectrumLayout';

const frame = { width: 600, height: 260, format: String, measure: estimateWidth };
const lora: SpectrumSeries = {
  key: 'lora',
  label: 'LoRA',
  values: Array.from({ length: 64 }, (_, index) => (index < 4 ? 2 / (index + 1) : 1e-16)),
};
const full: SpectrumSeries = {
  key: 'full',
  label: 'Full',
  values: Array.from({ length: 64 }, (_, index) => 1 / (index + 1)),
};

describe('layoutSpectrum', () => {
  it('draws as many values as fit, and r between the r-th and the next', () => {
    const layout = layoutSpectrum({ series: [full, lora], rank: 4 }, frame);
    expect(layout.count).toBe(SHOWN);
    expect(layout.spectra.map(({ dots }) => dots.length)).toEqual([SHOWN, SHOWN]);
    expect(layout.rankLine?.x).toBeGreaterThan(layout.across(4));
    expect(layout.rankLine?.x).toBeLessThan(layout.across(5));
    expect(layout.indexAt(layout.across(7))).toBe(7);
    expect(layoutSpectrum({ series: [full], rank: 64 }, frame).rankLine).toBeNull();
  });

  it('lays what is only rounding on the floor, marked as such, and the floor’s tick says so', () => {
    const layout = layoutSpectrum({ series: [lora], rank: 4 }, frame);
    const dots = layout.spectra[0]?.dots ?? [];
    expect(dots.filter(({ onFloor }) => onFloor).length).toBe(SHOWN - 4);
    expect(dots.at(-1)?.y).toBeCloseTo(layout.plot.bottom, 1);
    expect(layout.yTicks[0]?.text.startsWith('≤')).toBe(true);
  });

  it('puts methods side by side at the same index', () => {
    const [one, two] = layoutSpectrum({ series: [full, full], rank: null }, frame).spectra;
    expect(two?.dots[0]?.x).toBeGreaterThan(one?.dots[0]?.x ?? Number.POSITIVE_INFINITY);
    expect(two?.dots[0]?.y).toBe(one?.dots[0]?.y);
  });

  it('survives an update of zeros, and no series', () => {
    expect(spectrumRange([{ values: [0, 0] }])).toEqual([0.001, 1]);
    const layout = layoutSpectrum({ series: [{ ...full, values: [0, 0, 0] }], rank: 1 }, frame);
    expect(JSON.stringify(layout)).not.toMatch(/NaN|Infinity/);
    expect(layoutSpectrum({ series: [], rank: 8 }, frame).spectra).toEqual([]);
  });
});

describe('reading a spectrum', () => {
  it('sums squared values, over all of them and not only those drawn', () => {
    expect([...cumulativeShares([3, 4, 0])]).toEqual([9 / 25, 1, 1]);
    expect([...cumulativeShares([0, 0])]).toEqual([0, 0]);
    expect(readSpectrum([full], SHOWN).entries[0]?.share).toBeLessThan(1);
    expect(readSpectrum([lora], 4).entries[0]?.share).toBeCloseTo(1, 12);
  });

  it('is a table of one row an index', () => {
    const table = spectrumTable([full, { ...lora, values: [1, 0.5] }]);
    expect(table.length).toBe(SHOWN);
    expect(table[0]?.entries.length).toBe(2);
    expect(table[2]?.entries.length).toBe(1);
  });
});

describe('small multiples', () => {
  it('draw all sparks on one scale', () => {
    const sparks = layoutSparks([
      { row: 0, column: 0, series: [{ key: 'lora', values: [1, 0.1, 0.01] }] },
      { row: 1, column: 0, series: [{ key: 'lora', values: [0.1, 0.01, 0.001] }] },
    ]);
    const height = (place: string) => Number(/,([\d.]+)/.exec(sparks.get(place)?.[0]?.path ?? '')?.[1]);
    expect(height('0,0')).toBeLessThan(height('1,0'));
  });

  it('keep arrows within the grid', () => {
    const size = { rows: 2, columns: 3 };
    expect(moveInGrid('ArrowRight', { row: 0, column: 2 }, size)).toEqual({ row: 0, column: 2 });
    expect(moveInGrid('ArrowDown', { row: 0, column: 2 }, size)).toEqual({ row: 1, column: 2 });
    expect(moveInGrid('Home', { row: 1, column: 2 }, size)).toEqual({ row: 1, column: 0 });
    expect(moveInGrid('End', { row: 1, column: 0 }, size)).toEqual({ row: 1, column: 2 });
    expect(moveInGrid('Enter', { row: 1, column: 0 }, size)).toBeNull();
  });
});
