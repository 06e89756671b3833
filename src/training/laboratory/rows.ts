/** Positions to which a row of tokens is filled up: few lengths are ever compiled then. */
const STEP = 32;

/** The length of a row that holds `tokens`. What stands behind the end is not looked at. */
export function rowLength(tokens: number): number {
  return Math.ceil(tokens / STEP) * STEP;
}
