import { code } from '../code/definition';
import type { Exercises } from '../types';

export const exercises: Exercises = {
  'write-counts': code('layerCounts'),
};
