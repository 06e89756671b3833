/** The share of a run in which the learning rate rises from 0; afterwards it falls in a line to a tenth. */
const WARM_UP = 0.05;

/** Up in a line over the first steps, then down in a line to a tenth. `step` counts from 1. */
export function learningRate(peak: number, step: number, steps: number): number {
  const warmUp = Math.max(1, Math.round(steps * WARM_UP));
  if (step <= warmUp) return (peak * step) / warmUp;
  return peak * (1 - 0.9 * ((step - warmUp) / Math.max(1, steps - warmUp)));
}
