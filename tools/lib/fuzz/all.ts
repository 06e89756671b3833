import { fuzzAdapters, fuzzZips } from './adapters.ts';
import { fuzzCheckpoints } from './checkpoints.ts';
import { type FuzzReport, fuzzSafetensors } from './safetensors.ts';

/** Everything that reads a stranger's files. Each throws with the input at which a reader did what it must not. */
export const FUZZERS: Readonly<Record<string, (inputs: number, seed: number) => FuzzReport>> = {
  safetensors: fuzzSafetensors,
  adapters: fuzzAdapters,
  zips: fuzzZips,
  checkpoints: fuzzCheckpoints,
};
