import { GB, GIB } from '../../theory/units';
import type { Feedback, Measure, Mistake, NumberDefinition, NumberVariant, Verdict } from '../types';
import { readNumber } from './readNumber';
import { TOLERANCE } from './tolerance';

/** What a number is held against: the key in base units, and how near is near enough, as a share of it. */
export interface NumberKey {
  readonly measure: Measure;
  readonly key: number;
  readonly tolerance?: number | undefined;
  readonly mistakes?: readonly Mistake<number>[] | undefined;
}

const wrong = (message: string, values?: Feedback['values']): Verdict => ({
  state: 'wrong',
  feedback: [values === undefined ? { message } : { message, values }],
});
const unreadable = (message: string, values?: Feedback['values']): Verdict => ({
  ...wrong(message, values),
  state: 'unreadable',
});

/** Whether two numbers are as near as a share of the second says; rounding of the last bits never decides. */
export function isNear(value: number, key: number, tolerance: number): boolean {
  return Math.abs(value - key) <= Math.max(tolerance, 1e-9) * Math.abs(key);
}

/**
 * Grades a number with its unit. Feedback goes from the particular to the general: a known mistake, a wrong unit
 * (`GB` for `GiB`, bits for bytes, a power of a thousand), then too large or too small. Never throws.
 */
export function gradeNumber(answer: string, variant: NumberVariant, definition: NumberDefinition): Verdict {
  return holdNumber(answer, { ...definition, ...variant });
}

export function holdNumber(answer: string, wanted: NumberKey): Verdict {
  const { measure, key, tolerance = TOLERANCE, mistakes = [] } = wanted;
  const read = readNumber(answer, measure);
  if (read.kind === 'empty') return { state: 'empty', feedback: [] };
  if (read.kind === 'unreadable') return unreadable(read.message, { given: read.given });
  const { values, typed, unit, fitting } = read;
  if (!fitting) return wrong('otherUnit', { unit: unit ?? '' });
  const isRight = (value: number) => isNear(value, key, tolerance);
  // “25” and “0.25” both say a quarter, when a share is asked for.
  const meant =
    measure === 'share' && unit === null ? [...values, ...values.map((value) => value / 100)] : values;
  if (meant.some(isRight)) return { state: 'right', feedback: [] };
  // A few bytes are as good an answer as any; but 21.07 of nothing is none yet.
  const needsUnit = measure === 'bytes' || measure === 'bits' || measure === 'seconds';
  if (needsUnit && unit === null && !typed.some((value) => Math.abs(value) >= 1e5)) {
    if (Math.abs(key) >= 1e5 || measure === 'seconds') return unreadable('needsUnit');
  }
  const mistake = mistakes.find((each) =>
    meant.some((value) => isNear(value, each.key, Math.max(tolerance, 0.005))),
  );
  if (mistake) return wrong(mistake.feedback);
  return { state: 'wrong', feedback: [{ message: slip(meant, wanted, unit !== null) }] };
}

/** The name of what generally goes wrong with numbers. */
function slip(
  values: readonly number[],
  { measure, key, tolerance = TOLERANCE }: NumberKey,
  hasUnit: boolean,
): string {
  const factors = values.map((value) => value / key);
  // Narrower than the tolerance: 5% too much is no GB for GiB.
  const isFactor = (wanted: number) =>
    factors.some((factor) => isNear(factor, wanted, Math.min(tolerance, 0.005)));
  if (measure === 'bytes' || measure === 'bits') {
    if (isFactor(GIB / GB) || isFactor(GB / GIB)) return 'gbForGib';
    if (isFactor(8) || isFactor(1 / 8)) return 'bitsForBytes';
    if (hasUnit && POWERS.some((power) => isFactor(1000 ** power) || isFactor(1024 ** power)))
      return 'wrongPrefix';
  }
  if (measure === 'share' && (isFactor(100) || isFactor(0.01))) return 'percent';
  if (isFactor(-1)) return 'sign';
  if ([...POWERS, 2 / 3, -2 / 3, 1 / 3, -1 / 3, 4 / 3, -4 / 3].some((power) => isFactor(1000 ** power)))
    return 'powerOfTen';
  if (factors.some((factor) => factor > 0.9 && factor < 1.1)) return 'nearly';
  // By value and not by size: −1 is larger than −3.
  return values.every((value) => value > key) ? 'tooLarge' : 'tooSmall';
}

const POWERS = [1, -1, 2, -2, 3, -3];
