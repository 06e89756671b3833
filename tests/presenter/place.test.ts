import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  above,
  below,
  endOf,
  nearest,
  next,
  type Outline,
  type Place,
  placeFromHash,
  placeToHash,
  previous,
  startOf,
} from '../../src/presenter/place';

/** A slide, one of two steps with two things below it, one of one step. */
const OUTLINE: Outline = { lesson: 'lora', steps: [[0], [2, 0, 1], [1]] };
const at = (column: number, row: number, step: number): Place => ({ lesson: 'lora', column, row, step });

describe('places of a deck', () => {
  it('go through all slides and steps by one key, passing by what stands below', () => {
    const visited: Place[] = [];
    for (let place: Place | null = startOf(OUTLINE); place; place = next(OUTLINE, place)) visited.push(place);
    expect(visited).toEqual([
      at(0, 0, -1),
      at(1, 0, -1),
      at(1, 0, 0),
      at(1, 0, 1),
      at(2, 0, -1),
      at(2, 0, 0),
    ]);
    expect(visited.at(-1)).toEqual(endOf(OUTLINE));
    const back: Place[] = [];
    for (let place: Place | null = endOf(OUTLINE); place; place = previous(OUTLINE, place)) back.push(place);
    expect(back).toEqual(visited.reverse());
  });

  it('reach what stands below, and come back up to the slide as it was left', () => {
    expect(below(OUTLINE, at(1, 0, 1))).toEqual(at(1, 1, -1));
    expect(below(OUTLINE, at(1, 2, 0))).toBeNull();
    expect(above(OUTLINE, at(1, 1, -1))).toEqual(at(1, 0, 1));
    expect(previous(OUTLINE, at(1, 2, -1))).toEqual(at(1, 0, 1));
    expect(next(OUTLINE, at(1, 2, 0))).toEqual(at(2, 0, -1));
    expect(above(OUTLINE, at(0, 0, -1))).toBeNull();
  });

  it('stand in the address, and whatever an address says leads to a slide that exists', () => {
    for (const place of [at(0, 0, -1), at(1, 2, 0), at(12, 3, 4)])
      expect(placeFromHash(placeToHash(place))).toEqual(place);
    for (const hash of ['', '#', '#lora', '#lora/x', '#LORA/1/0/0', '#lora/1/0/0/0', '#lora/1234'])
      expect(placeFromHash(hash), hash).toBeNull();
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (column, row, step) => {
        const place = nearest(OUTLINE, at(column, row, step));
        const steps = OUTLINE.steps[place.column]?.[place.row];
        expect(steps).toBeDefined();
        expect(place.step).toBeGreaterThanOrEqual(-1);
        expect(place.step).toBeLessThan(steps ?? 0);
      }),
    );
    expect(nearest(OUTLINE, at(Number.NaN, 0.5, 9))).toEqual(at(0, 0, -1));
  });
});
