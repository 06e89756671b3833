import type { Exercises } from '../types';

const FILES = import.meta.glob<{ exercises: Exercises }>(['./*.ts', '!./index.ts', '!./load.ts']);

/** One lesson's exercises, for the browser: no page fetches another lesson's. Throws an Error for an unknown slug. */
export async function loadExercises(lesson: string): Promise<Exercises> {
  const load = FILES[`./${lesson}.ts`];
  if (!load) throw new Error(`no exercises of “${lesson}”`);
  return (await load()).exercises;
}
