import { scaleLinear, scaleLog } from 'd3-scale';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolateNumber, interpolateRound } from '../../config/interpolateNumbers';

const value = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
const positive = fc.double({ noNaN: true, min: 1e-3, max: 1e6 });

describe('interpolation of numbers, which the built site has in place of d3-interpolate', () => {
  it('is the library’s, to the last digit', () => {
    fc.assert(
      fc.property(value, value, value, value, value, (from, to, left, right, at) => {
        const whole = scaleLinear([from, to], [left, right]);
        expect(whole.copy().interpolate(interpolateNumber)(at)).toBe(whole(at));
        const rounded = scaleLinear([from, to], [left, right]).rangeRound([left, right]);
        expect(rounded.copy().interpolate(interpolateRound)(at)).toBe(rounded(at));
      }),
    );
  });

  it('also on an axis of logarithms', () => {
    fc.assert(
      fc.property(positive, positive, value, value, positive, (from, to, left, right, at) => {
        const whole = scaleLog([from, to], [left, right]);
        expect(whole.copy().interpolate(interpolateNumber)(at)).toBe(whole(at));
      }),
    );
  });
});
