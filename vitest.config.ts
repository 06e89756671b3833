import { defineConfig } from 'vitest/config';

const UNIT = [
  'theory',
  'facts',
  'quantities',
  'widgets',
  'i18n',
  'lesson',
  'tools',
  'scenes',
  'training',
  'exercises',
  'presenter',
  'recipes',
];

const tests = (...folders: string[]) => folders.map((folder) => `tests/${folder}/**/*.test.ts`);

/**
 * Four kinds of test, by what they need: nothing, the authors' files as text, the built site, the built site in a
 * browser. `npm test` runs them in this order.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: tests(...UNIT),
          // A fresh context for each of 130 small files would cost more than the tests.
          isolate: false,
          // By itself Vitest leaves a core free: of two, half.
          maxWorkers: '100%',
          // For machines that do something else besides; nothing here waits.
          testTimeout: 30_000,
        },
      },
      { test: { name: 'content', include: tests('content') } },
      { test: { name: 'site', include: tests('site'), maxWorkers: '100%' } },
      {
        test: {
          name: 'browser',
          include: tests('browser'),
          globalSetup: 'tests/browser/setup.ts',
          // Two at a time: much of a test is waiting. Nothing in them is held to a time of its own.
          maxWorkers: 2,
          // A second try for a browser that stalls on a busy machine; what is wrong fails twice.
          retry: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
});
