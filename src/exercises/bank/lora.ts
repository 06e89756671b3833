import { code } from '../code/definition';
import type { Exercises } from '../types';

export const exercises: Exercises = {
  'write-forward': code('loraForward'),
  'write-merge': code('mergeLora'),
};
