import { readFileSync } from 'node:fs';
import { grade, planOf, type Report } from '../../../src/exercises/code/grade';
import { runCode } from '../../../src/exercises/code/sandbox';
import { type TaskName, taskOf } from '../../../src/exercises/code/tasks';
import type { Language } from '../../../src/i18n/languages';

/** What becomes of a source over some seeds; all their calls are one run. */
export async function reports(name: TaskName, source: string, seeds: readonly string[]): Promise<Report[]> {
  const plans = seeds.map((seed) => planOf(name, seed));
  const task = taskOf(name);
  const calls = plans.flatMap((plan) => plan.calls);
  const outcome = await runCode({ source, entry: task.entry, calls });
  let from = 0;
  return plans.map((plan) => {
    const part =
      'fault' in outcome
        ? outcome
        : { ...outcome, results: outcome.results.slice(from, from + plan.calls.length) };
    from += plan.calls.length;
    return grade(task, plan, part);
  });
}

/** Where each task is set, `<lesson file>/<exercise>`. */
export const PLACES: Readonly<Record<TaskName, string>> = {
  memoryPerGpu: '01-memory/write-the-formula',
  loraForward: '02-lora/write-forward',
  mergeLora: '02-lora/write-merge',
  layerCounts: '03-lora-memory/write-counts',
  quantizeBlock: '04-qlora/write-nf4',
  adapter: '07-adapters/write-adapter',
  attend: '08-prefix-prompt/write-attention',
};

/** The code in an exercise's solution, as a lesson prints it. */
export function printedSolution(name: TaskName, language: Language): string {
  const [file, exercise] = PLACES[name].split('/');
  const text = readFileSync(`content/lessons/${language}/${file}.mdx`, 'utf8');
  const code = text
    .split(`<Exercise name="${exercise}">`)[1]
    ?.split('</Exercise>')[0]
    ?.match(/```ts\n([\s\S]*?)```/)?.[1];
  if (!code) throw new Error(`no solution of ${exercise} in ${language}`);
  return code;
}
