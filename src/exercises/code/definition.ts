import type { CodeDefinition } from '../types';
import type { TaskName } from './tasks';

/** An exercise in which the reader completes a function. A variant's key is the seed of the inputs that it is tried on. */
export const code = (problem: TaskName): CodeDefinition => ({
  kind: 'code',
  problem,
  variant: (random) => ({ given: {}, key: String(random.integer(2 ** 32)) }),
});
