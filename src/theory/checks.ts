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

/** Returns `value` when it is from 0 to 2^53 − 1, fractions allowed; else throws a RangeError naming `field`. */
export function byteCount(value: number, field: string): number {
  if (!Number.isFinite(value) || value < 0 || value > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(`${field} must be a number of bytes from 0 to 2^53 - 1, not ${String(value)}`);
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
