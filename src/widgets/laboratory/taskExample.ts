import type { TaskId } from '../../training/laboratory/api';
import { taskOf } from '../../training/tasks';

/** Build time only: the first held-out example of a task, or a pair that a reader might write. */
export function taskExample(task: TaskId): { readonly prompt: string; readonly answer: string } {
  if (task === 'own') return { prompt: 'Mara likes →', answer: 'plums' };
  const [example] = taskOf(task).heldOut(1);
  if (!example) throw new Error(`the task ${task} has no examples`);
  return example;
}
