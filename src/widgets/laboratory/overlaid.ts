import type { Line } from '../shared/lab/curvesView';
import type { Words } from '../shared/lab/describe';
import { methodName } from '../shared/lab/lookup';
import type { RunState } from '../shared/lab/run';

/** A saved run laid over the present one. */
export interface Overlaid {
  readonly name: string;
  readonly run: RunState;
}

/** The lines of a run, and of those that the reader compares it with: “lora 2” wears LoRA's colour. */
export function linesOf(
  run: RunState,
  others: readonly Overlaid[],
  { translate }: Pick<Words, 'translate'>,
): readonly Line[] {
  const own = run.methods.map((each) => ({
    key: each.method,
    label: methodName(each.method, translate),
    each,
    baseline: run.baseline,
  }));
  const compared = others.flatMap(({ name, run: { methods, baseline } }, index) =>
    methods.map((each) => ({
      key: `${each.method} ${index + 1}`,
      label: `${name}: ${methodName(each.method, translate)}`,
      each,
      baseline,
    })),
  );
  return [...own, ...compared];
}

/** The longest of the runs, in steps; 0 where there is none. */
export function longestOf(run: RunState, others: readonly Overlaid[]): number {
  return Math.max(run.setup?.steps ?? 0, ...others.map((other) => other.run.setup?.steps ?? 0));
}
