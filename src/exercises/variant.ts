import { createRandom } from '../training/random';
import type { Definition, DefinitionOf, Kind, VariantOf } from './types';

/** The variant that the build renders. */
export const FIRST_SEED = 1;

/** The seed that a query names at its head: a whole number from 1; anything else is none, or a figure's. */
export function readSeed(query: string): number | null {
  const [, digits] = /^\?seed=(\d{1,9})(?:&|$)/.exec(query) ?? [];
  return Number(digits) >= 1 ? Number(digits) : null;
}

/** The variant of an exercise (`<lesson>/<name>`) by its seed: the same on every machine. */
export function drawVariant<K extends Kind>(
  exercise: string,
  definition: DefinitionOf<K>,
  seed: number,
): VariantOf<K> {
  return (definition as Definition).variant(createRandom(seed, exercise)) as VariantOf<K>;
}
