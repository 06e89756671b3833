/** Checks of the types in what storage or a file gave back; any of them takes anything. */
export type Check = (value: unknown) => boolean;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);

export const isText: Check = (value) => typeof value === 'string';

export const isOneOf =
  (all: readonly unknown[]): Check =>
  (value) =>
    all.includes(value);

export const isListOf =
  (is: Check): Check =>
  (value) =>
    // `every` would skip the holes of a sparse array.
    Array.isArray(value) && Array.from(value).every((item) => is(item));

/** An object whose field of each name passes that name's check; further fields may be there. */
export const hasAll =
  <T>(checks: Readonly<Record<keyof T, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries<Check>(checks).every(([name, is]) => is(value[name]));
