import { createRandom } from '../training/random';
import type { Definition, DefinitionOf, Kind, VariantOf } from './types';

/** The variant that the build renders. */
export const FIRST_SEED = 1;

/** Seeds are whole numbers from 1; anything else is no seed. */
export function readSeed(text: string | null): number | null {
  if (text === null || !/^\d{1,9}$/.test(text)) return null;
  const seed = Number(text);
  return seed >= 1 ? seed : null;
}

/** The variant of an exercise (`<lesson>/<name>`) by its seed: the same on every machine. */
export function drawVariant<K extends Kind>(
  exercise: string,
  definition: DefinitionOf<K>,
  seed: number,
): VariantOf<K> {
  return (definition as Definition).variant(createRandom(seed, exercise)) as VariantOf<K>;
}
