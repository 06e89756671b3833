import { expect, it } from 'vitest';
import { maskedLoss } from '../../src/theory/maskedLoss';

it('is the mean over the answer alone', () => {
  expect(maskedLoss([0.1, 0.5, 0.125], [false, true, true])).toBeCloseTo(2 * Math.LN2, 12);
});

it('is the loss of pretraining where every token counts, and nothing for a model that is certain', () => {
  expect(maskedLoss([0.5, 0.25, 0.125], [true, true, true])).toBeCloseTo(2 * Math.LN2, 12);
  expect(maskedLoss([0.3, 1], [false, true])).toBeCloseTo(0, 12);
});

it.each([
  [[0.5], [true, true], /mask must have 1 entries, not 2/],
  [[0.5, 0.5], [false, false], /keep a token/],
  [[0.5, 0], [true, true], /not 0/],
  [[0.5, 1.2], [true, true], /not 1\.2/],
  [[Number.NaN], [true], /not NaN/],
])('refuses %j with %j', (probabilities, mask, problem) => {
  expect(() => maskedLoss(probabilities, mask)).toThrow(problem);
});
