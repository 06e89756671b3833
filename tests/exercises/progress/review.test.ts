import { describe, expect, it } from 'vitest';
import { emptyProgress } from '../../../src/exercises/progress/progress';
import { recordAfter } from '../../../src/exercises/progress/recordAfter';
import { dueAt, reasonFor, review } from '../../../src/exercises/progress/review';
import type { ExerciseResult } from '../../../src/exercises/result';

const DAY = 86_400_000;
const day = (number: number) => new Date(Date.UTC(2026, 0, 1) + number * DAY);

/** The record after these results, one a day or on the days given. */
function recordOf(
  ...results: readonly (readonly [state: ExerciseResult['state'], day: number, hints?: number])[]
) {
  return results.reduce<ReturnType<typeof recordAfter> | undefined>(
    (record, [state, on, hints = 0], index) =>
      recordAfter(
        record,
        {
          exercise: 'lora/count',
          kind: 'number',
          seed: index + 1,
          state,
          score: state === 'right' ? 1 : 0,
          answer: '1',
          hints,
        },
        day(on),
      ),
    undefined,
  );
}

const daysUntilDue = (record: ReturnType<typeof recordOf>, on: number) =>
  record === undefined ? Number.NaN : (dueAt(record) - day(on).getTime()) / DAY;

describe('what is due', () => {
  it('comes back at once when wrong, and ever later when right', () => {
    expect(daysUntilDue(recordOf(['wrong', 0]), 0)).toBe(0);
    expect(daysUntilDue(recordOf(['shown', 0]), 0)).toBe(0);
    expect(daysUntilDue(recordOf(['right', 0, 1]), 0)).toBe(1);
    expect(daysUntilDue(recordOf(['right', 0]), 0)).toBe(3);
    expect(daysUntilDue(recordOf(['right', 0], ['right', 3]), 3)).toBe(7);
    expect(daysUntilDue(recordOf(['right', 0], ['right', 3], ['right', 10]), 10)).toBe(21);
    expect(daysUntilDue(recordOf(['right', 0], ['right', 3], ['wrong', 4], ['right', 5]), 5)).toBe(3);
  });

  it('is not put off by repeating it on the same day', () => {
    expect(daysUntilDue(recordOf(['right', 0], ['right', 1], ['right', 2]), 2)).toBe(3);
  });

  it('has its reason', () => {
    expect(reasonFor(undefined, day(0))).toBe('never');
    expect(reasonFor(recordOf(['wrong', 0]), day(0))).toBe('wrong');
    expect(reasonFor(recordOf(['shown', 0]), day(0))).toBe('shown');
    expect(reasonFor(recordOf(['right', 0]), day(1))).toBeNull();
    expect(reasonFor(recordOf(['right', 0]), day(4))).toBe('long');
    expect(reasonFor(recordOf(['right', 0, 2]), day(2))).toBe('hints');
    expect(reasonFor(recordOf(['wrong', 0], ['right', 0]), day(4))).toBe('relapse');
    expect(reasonFor(recordOf(['wrong', 0], ['right', 1], ['right', 5]), day(20))).toBe('long');
  });
});

describe('the review', () => {
  const exercise = (record: ReturnType<typeof recordOf>) => record as NonNullable<typeof record>;
  const progress = {
    ...emptyProgress(),
    exercises: {
      'lora/a': exercise(recordOf(['wrong', 2])),
      'lora/b': exercise(recordOf(['wrong', 1])),
      'memory/a': exercise(recordOf(['wrong', 3])),
      'memory/b': exercise(recordOf(['right', 0])),
      'memory/c': exercise(recordOf(['shown', 0])),
    },
  };
  const COURSE = ['memory/a', 'memory/b', 'memory/c', 'memory/d', 'lora/a', 'lora/b', 'lora/c'];

  it('brings what went wrong first, longest ago first, lessons mixed, then what was never tried', () => {
    expect(review(progress, COURSE, day(3)).map(({ exercise, reason }) => `${exercise} ${reason}`)).toEqual([
      'lora/b wrong',
      'memory/a wrong',
      'lora/a wrong',
      'memory/c shown',
      'memory/d never',
      'lora/c never',
      'memory/b long',
    ]);
  });

  it('gives a variant that was not seen', () => {
    const seeds = Object.fromEntries(
      review(progress, COURSE, day(3)).map(({ exercise, seed }) => [exercise, seed]),
    );
    expect(seeds['lora/b']).toBe(2);
    expect(seeds['memory/d']).toBe(1);
  });
});
