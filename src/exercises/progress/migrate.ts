import { PROGRESS_VERSION } from './progress';

export type Json = Readonly<Record<string, unknown>>;

/**
 * The steps from each version to the next, as pure functions on JSON that may be damaged: what a step does not
 * understand it leaves out, and `read.ts` checks the outcome. A step returns null for what is no progress at all.
 */
const STEPS: readonly ((old: Json) => Json | null)[] = [from0];

/** The progress in today's shape, still unchecked; null for what is none. `version` is at most today's. */
export function migrate(old: Json, version: number): Json | null {
  let json: Json | null = old;
  for (let step = version; step < PROGRESS_VERSION && json !== null; step += 1)
    json = STEPS[step]?.(json) ?? null;
  return json;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Version 0 bears no number: `{ states: { "lora/count": "right" }, places: { lora: "check" }, savedAt }`. It knows a bare
 * state of each exercise and a section of each lesson, and one time for all. Whoever writes progress by hand or out of a
 * grade book writes this. Attempts and scores are what the states imply, the seed is the built page's.
 */
function from0(old: Json): Json | null {
  const { states, places, savedAt } = old;
  if (!isObject(states) && !isObject(places)) return null;
  const at = typeof savedAt === 'number' ? savedAt : 0;
  const exercise = (state: unknown): unknown => ({
    last: {
      state,
      score: state === 'right' ? 1 : 0,
      seed: 1,
      answer: '',
      hints: 0,
      at,
      streak: state === 'right' ? 1 : 0,
    },
    best: state === 'right' ? 1 : 0,
    attempts: state === 'shown' ? 0 : 1,
    rightAt: state === 'right' ? at : null,
    wrongAt: state === 'right' ? null : at,
  });
  return {
    version: 1,
    epoch: 0,
    exercises: mapValues(isObject(states) ? states : {}, exercise),
    lessons: mapValues(isObject(places) ? places : {}, (place) => ({ since: at, at, place })),
    student: null,
  };
}

function mapValues(object: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
