import type { TaskId } from '../../training/laboratory/api';
import { choice, integer, type Schema } from '../base/state';
import type { LabState } from '../shared/lab/state';

/** What a lesson lets its readers train: which methods, or which ranks of one. */
export const PRESETS = ['ranks', 'qlora', 'methods', 'adapters', 'prefix', 'full'] as const;
export type Preset = (typeof PRESETS)[number];

/** The reader's own pairs belong to the laboratory, where there is room to write them. */
export const RUN_TASKS = ['questions', 'rewriting', 'arithmetic'] as const satisfies readonly TaskId[];

export interface LabRunState {
  readonly preset: Preset;
  readonly task: (typeof RUN_TASKS)[number];
  /** Steps of each method, or of each rank. */
  readonly steps: number;
  readonly seed: number;
  readonly curve: LabState['curve'];
}

export const LAB_RUN_SCHEMA = {
  preset: choice<Preset>('full', PRESETS),
  task: choice<LabRunState['task']>('questions', RUN_TASKS),
  // Two methods on two cores take about a minute.
  steps: integer(100, [10, 20, 50, 100, 150, 200, 300, 600]),
  // The laboratory's own range: its schema is not fetched for it.
  seed: integer(1, [0, 999_999]),
  curve: choice<LabState['curve']>('accuracy', ['accuracy', 'loss']),
} satisfies Schema<LabRunState>;
