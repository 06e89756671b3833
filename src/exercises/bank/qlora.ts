import { code } from '../code/definition';
import type { Exercises } from '../types';

export const exercises: Exercises = {
  'write-nf4': code('quantizeBlock'),
};
