import { code } from '../code/definition';
import type { Exercises } from '../types';

export const exercises: Exercises = {
  'write-attention': code('attend'),
};
