import { expect, it } from 'vitest';
import { nearestStop } from '../../src/widgets/base/controls';

it.each([
  [1, 0],
  [2, 1],
  [5, 2],
  [7, 3],
  [900, 3],
])('%i is nearest to stop %i of 1, 2, 4, 8', (value, index) => {
  expect(nearestStop([1, 2, 4, 8], value)).toBe(index);
});
