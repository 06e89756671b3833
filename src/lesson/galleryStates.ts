import {
  type ChoiceField,
  type Field,
  fieldNames,
  type IntegerField,
  initialState,
  linkForm,
  readState,
  type Schema,
  type SubsetField,
  writeState,
} from '../widgets/base/state';

/**
 * States of a figure that its gallery shows besides the first: one field of the schema after another, each at the far
 * end of what it offers.
 *
 * @param start the query that the figure starts from
 * @param count how many at most
 * @returns their queries, relative to `start`; none for a figure without a field that offers something else
 */
export function furtherStates<S>(schema: Schema<S>, start: string, count: number): readonly string[] {
  const from = readState(schema, start, initialState(schema)).state;
  return fieldNames(schema)
    .flatMap((name) => {
      const value = farEnd(schema[name], from[name]);
      if (value === undefined) return [];
      return [linkForm(writeState(schema, { ...from, [name]: value }, from))];
    })
    .slice(0, count);
}

/** The last value on offer that is not the present one. A field that any text may fill offers none. */
function farEnd<T>(field: Field<T>, now: T): T | undefined {
  const offered = (): readonly T[] => {
    if ('stops' in field) return (field as unknown as IntegerField).stops as unknown as readonly T[];
    if (!('options' in field)) return [];
    const { options } = field as unknown as ChoiceField<string> | SubsetField<string>;
    return Array.isArray(now)
      ? [options as unknown as T, [options[0]] as unknown as T]
      : (options as unknown as readonly T[]);
  };
  return offered().findLast((value) => field.format(value) !== field.format(now));
}
