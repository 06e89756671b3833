import { createRandom, hash32, type Random } from '../random';
import { HELD_OUT_NAMES, TRAINING_NAMES } from '../text/world';
import type { Example } from './types';

/** Which side of a task an example belongs to. */
export type Side = 'training' | 'heldOut';

/** Of the fixed lists, whatever a run's own seed is. */
export const HELD_OUT_SEED = 2026;

export function namesOf(side: Side): readonly string[] {
  return side === 'training' ? TRAINING_NAMES : HELD_OUT_NAMES;
}

/** Puts the pair of a thing and a word of a list on one side: each thing has half of the list on each. */
export function sideOfPair(thing: string, word: string, list: readonly string[]): Side {
  return (hash32(thing) + list.indexOf(word)) % 2 === 0 ? 'training' : 'heldOut';
}

/** `count` different held-out examples, the same at every call; more of them begin with the same ones. */
export function fixedExamples(id: string, count: number, draw: (random: Random) => Example): Example[] {
  const random = createRandom(HELD_OUT_SEED, id, 'heldOut');
  const examples = new Map<string, Example>();
  while (examples.size < count) {
    const example = draw(random);
    examples.set(example.prompt, example);
  }
  return [...examples.values()];
}
