import fc from 'fast-check';
import type { ExerciseRecord, LessonRecord, Progress } from '../../../src/exercises/progress/progress';

/** Few names and few moments, so that two copies meet often. */
const time = fc.integer({ min: 0, max: 5 });
const share = fc.constantFrom(0, 0.25, 1);

const exercise: fc.Arbitrary<ExerciseRecord> = fc.record({
  last: fc.record({
    state: fc.constantFrom('wrong', 'right', 'shown'),
    score: share,
    seed: fc.integer({ min: 1, max: 3 }),
    answer: fc.string({ maxLength: 3 }),
    hints: fc.integer({ min: 0, max: 2 }),
    at: time,
    streak: fc.integer({ min: 0, max: 3 }),
  }),
  best: share,
  attempts: fc.integer({ min: 0, max: 4 }),
  rightAt: fc.option(time, { nil: null }),
  wrongAt: fc.option(time, { nil: null }),
});

const lesson: fc.Arbitrary<LessonRecord> = fc.record({
  since: time,
  at: time,
  place: fc.constantFrom('', 'check', 'logits'),
});

/** A progress as `readProgress` gives it: keys sorted, every record sound. */
export const anyProgress: fc.Arbitrary<Progress> = fc
  .record({
    version: fc.constant(1 as const),
    epoch: fc.integer({ min: 0, max: 1 }),
    lessons: fc.dictionary(fc.constantFrom('memory', 'lora', 'constructor'), lesson),
    exercises: fc.dictionary(fc.constantFrom('lora/a', 'lora/b', 'memory/a'), exercise),
    student: fc.option(fc.record({ name: fc.string({ maxLength: 3 }), at: time }), { nil: null }),
  })
  .map((progress) => JSON.parse(JSON.stringify(sorted(progress))) as Progress);

function sorted(progress: Progress): Progress {
  const sort = <R>(records: Readonly<Record<string, R>>) =>
    Object.fromEntries(Object.entries(records).sort(([one], [other]) => (one < other ? -1 : 1)));
  return { ...progress, lessons: sort(progress.lessons), exercises: sort(progress.exercises) };
}
