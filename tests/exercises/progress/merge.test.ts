import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merge, takeIn } from '../../../src/exercises/progress/merge';
import { emptyProgress } from '../../../src/exercises/progress/progress';
import { readProgress } from '../../../src/exercises/progress/read';
import { anyProgress } from './arbitrary';

/** Equal progress is equal text: the order of keys counts too. */
const text = (value: unknown) => JSON.stringify(value);

describe('merging', () => {
  it('is commutative', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, (a, b) => {
        expect(text(merge(a, b))).toBe(text(merge(b, a)));
      }),
    );
  });

  it('is associative', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, anyProgress, (a, b, c) => {
        expect(text(merge(merge(a, b), c))).toBe(text(merge(a, merge(b, c))));
      }),
    );
  });

  it('is idempotent, and nothing changes it', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, (a, b) => {
        expect(text(merge(a, a))).toBe(text(a));
        expect(text(merge(merge(a, b), b))).toBe(text(merge(a, b)));
        expect(text(merge(a, emptyProgress(a.epoch)))).toBe(text(a));
      }),
    );
  });

  it('keeps the later result, the best score and the larger counts', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, (a, b) => {
        fc.pre(a.epoch === b.epoch);
        const both = merge(a, b);
        for (const [name, one] of Object.entries(a.exercises)) {
          const other = b.exercises[name];
          const joined = both.exercises[name];
          expect(joined?.best).toBe(Math.max(one.best, other?.best ?? 0));
          expect(joined?.attempts).toBe(Math.max(one.attempts, other?.attempts ?? 0));
          expect(joined?.last.at).toBe(Math.max(one.last.at, other?.last.at ?? 0));
        }
      }),
    );
  });

  it('lets a later epoch win as a whole, but takes a file in whatever its epoch', () => {
    fc.assert(
      fc.property(anyProgress, (file) => {
        const reset = emptyProgress(file.epoch + 1);
        expect(merge(reset, file)).toEqual(reset);
        expect(takeIn(reset, file)).toEqual({ ...file, epoch: reset.epoch });
      }),
    );
  });

  it('makes what can be read again, and is the same then', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, (a, b) => {
        const both = merge(a, b);
        expect(readProgress(text(both))).toEqual({ progress: both, skipped: 0 });
      }),
    );
  });
});
