/**
 * The input checks of `theory`. A wrong number is refused with a RangeError that names its field, never clamped or
 * turned into NaN: what readers type, and what links carry, reaches these functions almost unchanged.
 */

/** Returns `value` when it is a whole number from 1 to 2^53 − 1; else throws a RangeError naming `field`. */
export function positiveInteger(value: number, field: string): number {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${field} must be a whole number from 1 to 2^53 - 1, not ${String(value)}`);
  }
  return value;
}

/** Returns `value` when it is a whole number from 0 to 2^53 − 1; else throws a RangeError naming `field`. */
export function nonNegativeInteger(value: number, field: string): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${field} must be a whole number from 0 to 2^53 - 1, not ${String(value)}`);
  }
  return value;
}

/** A zettabyte: far beyond any machine, and still a number like others. Bytes beyond 2^53 are no longer exact. */
const MOST_BYTES = 1e21;

/** Returns `value` when it is from 0 to 10^21, fractions allowed; else throws a RangeError naming `field`. */
export function byteCount(value: number, field: string): number {
  if (!Number.isFinite(value) || value < 0 || value > MOST_BYTES) {
    throw new RangeError(`${field} must be a number of bytes from 0 to 10^21, not ${String(value)}`);
  }
  return value;
}

/** Returns `value` when it is one of `choices`; else throws a RangeError naming `field`. */
export function oneOf<T extends string | number>(value: T, choices: readonly T[], field: string): T {
  if (!choices.includes(value)) {
    throw new RangeError(`${field} must be one of ${choices.join(', ')}, not ${String(value)}`);
  }
  return value;
}
