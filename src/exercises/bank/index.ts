import type { Exercises } from '../types';

/**
 * Every lesson's exercises, at once: for the build and for tests. A file `<slug>.ts` beside this one is that lesson's;
 * nothing needs registering.
 */
const FILES = import.meta.glob<{ exercises: Exercises }>(['./*.ts', '!./index.ts', '!./load.ts'], {
  eager: true,
});

/** By the lesson's slug. */
export const BANK: Readonly<Record<string, Exercises>> = Object.fromEntries(
  Object.entries(FILES).map(([file, { exercises }]) => [file.slice(2, -3), exercises]),
);
