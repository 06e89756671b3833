import { expect, it } from 'vitest';
import { type CardHours, layoutCardHours } from '../../src/scenes/cardHoursLayout';

const run = (key: string, cards: number, hours: number) =>
  ({ key, kind: 'lora', label: key, cards, hours }) as const;
const MODEL: CardHours = {
  groups: [
    { key: 'small', label: 'small', runs: [run('a', 2, 3), run('b', 1, 2.3)] },
    { key: 'large', label: 'large', runs: [run('c', 16, 11.2), run('d', 2, 26)] },
  ],
  unit: 'h',
};

it.each([280, 680, 1000])('areas are in proportion to card-hours at %i pixels', (width) => {
  const { runs } = layoutCardHours(MODEL, width);
  const all = MODEL.groups.flatMap((group) => group.runs);
  const perCardHour = runs.map(
    ({ width: w, height: h }, index) => (w * h) / ((all[index]?.cards ?? 0) * (all[index]?.hours ?? 0)),
  );
  for (const each of perCardHour) expect(each / (perCardHour[0] ?? 1)).toBeCloseTo(1, 1);
});

it('nothing overlaps and nothing leaves the drawing', () => {
  const layout = layoutCardHours(MODEL, 300);
  let bottom = 0;
  for (const { x, y, labelY, width, height } of layout.runs) {
    expect(labelY).toBeGreaterThan(bottom);
    expect(y).toBeGreaterThan(labelY);
    expect(x + width).toBeLessThanOrEqual(layout.width);
    bottom = y + height;
  }
  expect(layout.axisY).toBeGreaterThanOrEqual(bottom);
  expect(layout.ticks.at(-1)?.text).toMatch(/ h$/);
});

it('one card has no lines within, sixteen have fifteen', () => {
  const lines = layoutCardHours(MODEL, 680).runs.map(({ strips }) => strips.split('M').length - 1);
  expect(lines).toEqual([1, 0, 15, 1]);
});
