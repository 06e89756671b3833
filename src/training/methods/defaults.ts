import type { LabMethod, TaskId } from '../laboratory/api';
import type { MethodOptions } from './method';

/** What a method trains with unless the reader says otherwise, found by sweeps on the tasks (`npm run sweep`). */
export const DEFAULTS: Readonly<Record<LabMethod, { readonly learningRate: number }>> = {
  full: { learningRate: 2e-3 },
  lora: { learningRate: 5e-3 },
  dora: { learningRate: 5e-3 },
  qlora: { learningRate: 5e-3 },
  adapter: { learningRate: 5e-3 },
  prefix: { learningRate: 1e-1 },
  prompt: { learningRate: 3e-1 },
  ia3: { learningRate: 1e-1 },
  own: { learningRate: 5e-3 },
};

export const DEFAULT_OPTIONS: MethodOptions = {
  rank: 8,
  alpha: 16,
  scaling: 'rank',
  start: 'kaiming',
  targets: ['q_proj', 'k_proj', 'v_proj', 'o_proj'],
  bottleneck: 8,
  virtualTokens: 8,
  prefixHidden: 0,
};

/** Batch and steps of a task's default run. */
export const TASK_DEFAULTS: Readonly<Record<TaskId, { readonly batch: number; readonly steps: number }>> = {
  questions: { batch: 16, steps: 300 },
  rewriting: { batch: 16, steps: 300 },
  arithmetic: { batch: 64, steps: 600 },
  own: { batch: 16, steps: 300 },
};
