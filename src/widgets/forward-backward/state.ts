import type { LoraStart } from '../../theory/loraExample';
import { choice, integer, type Schema } from '../base/state';

/** The steps of a training step, in order; the state counts them from 1. */
export const STEPS = [
  'given',
  'frozen',
  'reduce',
  'expand',
  'sum',
  'loss',
  'output',
  'factorB',
  'factorA',
  'never',
  'descend',
  'after',
] as const;
export type StepName = (typeof STEPS)[number];

export const STARTS = ['midway', 'fresh', 'zero'] as const satisfies readonly LoraStart[];
export type Start = (typeof STARTS)[number];

export interface ForwardBackwardState {
  readonly step: number;
  readonly start: Start;
}

export const FORWARD_BACKWARD_SCHEMA = {
  step: integer(
    1,
    STEPS.map((_, at) => at + 1),
  ),
  start: choice<Start>('midway', STARTS),
} satisfies Schema<ForwardBackwardState>;

export function stepName({ step }: ForwardBackwardState): StepName {
  return STEPS[step - 1] as StepName;
}

/** What each step computes, as TeX; the same in every language. */
export const STEP_FORMULAS: Readonly<Record<StepName, string>> = {
  given: String.raw`y = x\,\term{frozen}{W} + s\,(x\,\term{trained}{A})\,\term{trained}{B}^{\mathsf T}`,
  frozen: String.raw`x\,\term{frozen}{W}`,
  reduce: String.raw`x\,\term{trained}{A}`,
  expand: String.raw`s\,(x A)\,\term{trained}{B}^{\mathsf T}`,
  sum: String.raw`y = x W + s\,(x A)\,B^{\mathsf T}`,
  loss: String.raw`\mathcal{L} = \tfrac12 \lVert y - t \rVert^2`,
  output: String.raw`\term{gradients}{g} = \frac{\partial \mathcal{L}}{\partial y} = y - t`,
  factorB: String.raw`\Bigl(\frac{\partial \mathcal{L}}{\partial B}\Bigr)^{\!\mathsf T} = s\,(x A)^{\mathsf T}\,\term{gradients}{g}`,
  factorA: String.raw`\frac{\partial \mathcal{L}}{\partial A} = s\,x^{\mathsf T} (\term{gradients}{g}\,\term{trained}{B})`,
  never: String.raw`\frac{\partial \mathcal{L}}{\partial W} = x^{\mathsf T}\,\term{gradients}{g}`,
  descend: String.raw`\term{trained}{A'} = A - \eta\,\frac{\partial \mathcal{L}}{\partial A}, \quad \term{trained}{B'} = B - \eta\,\frac{\partial \mathcal{L}}{\partial B}`,
  after: String.raw`y' = x W + s\,(x A')\,B'^{\mathsf T}`,
};
