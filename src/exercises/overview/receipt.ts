import { hash32 } from '../../training/random';
import { countOf, type Progress, recordOf } from '../progress/progress';

/** A statement of what was done, to be printed and handed in. It proves nothing: the page says so. */
export interface Receipt {
  readonly name: string;
  readonly date: Date;
  readonly lessons: readonly ReceiptLesson[];
  readonly right: number;
  readonly tried: number;
  readonly total: number;
  /** The mean of the best scores of all exercises, untried ones as 0; from 0 to 1. */
  readonly score: number;
  /** A hash of all of the above: two receipts that differ anywhere differ here. */
  readonly check: string;
}

export interface ReceiptLesson {
  readonly title: string;
  readonly right: number;
  readonly tried: number;
  readonly total: number;
  readonly score: number;
  /** Of each tried exercise its label and the seed of its last variant. */
  readonly seeds: readonly { readonly label: string; readonly seed: number }[];
}

interface Lesson {
  readonly title: string;
  readonly exercises: readonly { readonly id: string; readonly label: string }[];
}

export function receiptOf(progress: Progress, lessons: readonly Lesson[], name: string, date: Date): Receipt {
  const rows = lessons.map(({ title, exercises }): ReceiptLesson => {
    const ids = exercises.map(({ id }) => id);
    return {
      title,
      ...countOf(progress, ids),
      total: ids.length,
      score: meanScore(progress, ids),
      seeds: exercises.flatMap(({ id, label }) => {
        const record = recordOf(progress, id);
        return record ? [{ label, seed: record.last.seed }] : [];
      }),
    };
  });
  const all = lessons.flatMap(({ exercises }) => exercises.map(({ id }) => id));
  const sums = { ...countOf(progress, all), total: all.length, score: meanScore(progress, all) };
  return {
    name,
    date,
    lessons: rows,
    ...sums,
    check: checkOf([name, date.toISOString(), all.map((id) => [id, factsOf(progress, id)])]),
  };
}

function meanScore(progress: Progress, exercises: readonly string[]): number {
  if (exercises.length === 0) return 0;
  return exercises.reduce((sum, id) => sum + (recordOf(progress, id)?.best ?? 0), 0) / exercises.length;
}

function factsOf(progress: Progress, exercise: string): unknown {
  const record = recordOf(progress, exercise);
  return record ? [record.best, record.attempts, record.last.state, record.last.seed] : null;
}

/** 64 bits of an unkeyed hash, in groups of four hexadecimal digits. */
function checkOf(content: unknown): string {
  const text = JSON.stringify(content);
  const digits = ['one', 'two']
    .map((half) =>
      hash32(half + text)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return (digits.match(/.{4}/g) ?? []).join('-');
}
