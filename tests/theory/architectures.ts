import { modelById } from '../../src/facts/models';
import type { Architecture } from '../../src/theory/architecture';

/** The architecture of a model of the facts: tests of the theory take their sizes from the rows that the site shows. */
export function architectureOf(id: string): Architecture {
  return modelById(id).architecture;
}

/** Numbers that a reader's input or a link can turn into. */
export const HOSTILE = [
  0,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** 53,
] as const;
