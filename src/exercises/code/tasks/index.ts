import type { Task } from '../task';
import { adapter } from './adapter';
import { attend } from './attend';
import { layerCounts } from './layerCounts';
import { loraForward, mergeLora } from './lora';
import { memoryPerGpu } from './memoryPerGpu';
import { quantizeBlock } from './quantizeBlock';

/** The exercises in code, by the name of the function that the reader completes. */
export const TASKS = {
  adapter,
  attend,
  layerCounts,
  loraForward,
  memoryPerGpu,
  mergeLora,
  quantizeBlock,
} as const;

export type TaskName = keyof typeof TASKS;

export const isTaskName = (name: string): name is TaskName => Object.hasOwn(TASKS, name);

/** A task without what its function returns: whoever grades has no need to know. */
export const taskOf = (name: TaskName): Task<unknown> => TASKS[name] as Task<unknown>;
