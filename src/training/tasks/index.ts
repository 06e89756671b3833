import { arithmetic } from './arithmetic';
import { questions } from './questions';
import { rewriting } from './rewriting';
import type { Task, TaskId } from './types';

export const TASKS: readonly Task[] = [questions, rewriting, arithmetic];

/** Throws a RangeError for an id that no task has. */
export function taskOf(id: TaskId): Task {
  const task = TASKS.find((each) => each.id === id);
  if (!task) throw new RangeError(`There is no task "${id}"`);
  return task;
}
