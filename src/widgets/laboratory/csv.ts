import { csvOf } from '../base/csv';
import type { RunState } from '../shared/lab/run';

const HEAD = ['method', 'step', 'loss', 'seconds', 'accuracy', 'items', 'forgetting'] as const;

/** Every point and evaluation of a run, a line each, in base units; then the link that sets the run up again. */
export function pointsCsv(run: RunState, link: string): string {
  const lines: string[][] = [[...HEAD]];
  if (run.baseline) {
    const { accuracy, items } = run.baseline;
    lines.push(['base', '0', '', '', String(accuracy), String(items), '0']);
  }
  for (const { method, points, evaluations } of run.methods) {
    for (const { step, loss, seconds } of points) {
      const evaluation = evaluations.find((each) => each.step === step);
      const measured = evaluation
        ? [evaluation.accuracy, evaluation.items, evaluation.forgetting]
        : ['', '', ''];
      lines.push([method, step, loss, seconds, ...measured].map(String));
    }
  }
  lines.push(['link', link]);
  return csvOf(lines);
}
