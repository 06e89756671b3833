import type { Returned } from './outcome';
import type { Complaint } from './task';

type Read<T> = { readonly value: T } | Complaint;

export const isComplaint = (read: object): read is Complaint => 'complaint' in read;

const isList = (value: Returned): value is readonly Returned[] => Array.isArray(value);

/** The name of a value's kind, as the messages `exercise.code.kind.<kind>` have it. */
function kindOf(value: Returned): string {
  if (typeof value === 'number') return 'number';
  if (isList(value)) return 'list';
  return 'fields' in value ? 'object' : value.other;
}

function unexpected(value: Returned, expected: string): Complaint {
  const given = kindOf(value);
  const values = { expected: `kind.${expected}`, given: `kind.${given}` };
  if (given === 'undefined') return { complaint: 'nothing', values };
  return { complaint: given === 'promise' ? 'promise' : 'kind', values };
}

/** A finite number. */
export function readNumber(value: Returned): Read<number> {
  if (typeof value !== 'number') return unexpected(value, 'number');
  if (!Number.isFinite(value)) return { complaint: 'notFinite', values: { given: String(value) } };
  return { value };
}

/** So many finite numbers. */
export function readList(value: Returned, length: number): Read<readonly number[]> {
  if (!isList(value)) return unexpected(value, 'list');
  if (value.length !== length) {
    return { complaint: 'length', values: { expected: length, given: value.length } };
  }
  for (const [at, entry] of value.entries()) {
    const read = readNumber(entry);
    if (isComplaint(read)) return inPlace(read, at, entry);
  }
  return { value: value as readonly number[] };
}

function inPlace(complaint: Complaint, at: number, entry: Returned): Complaint {
  return typeof entry === 'number'
    ? { complaint: 'notFiniteAt', values: { index: at, given: String(entry) } }
    : {
        complaint: 'kindAt',
        values: {
          index: at,
          given: `kind.${kindOf(entry)}`,
          expected: complaint.values?.['expected'] ?? 'kind.number',
        },
      };
}

/** Rows of finite numbers. */
export function readMatrix(
  value: Returned,
  rows: number,
  columns: number,
): Read<readonly (readonly number[])[]> {
  if (!isList(value)) return unexpected(value, 'matrix');
  if (value.length !== rows) return { complaint: 'rows', values: { expected: rows, given: value.length } };
  for (const [row, entries] of value.entries()) {
    if (!isList(entries)) {
      return {
        complaint: 'row',
        values: { row, given: `kind.${kindOf(entries)}` },
      };
    }
    if (entries.length !== columns) {
      return { complaint: 'columns', values: { row, expected: columns, given: entries.length } };
    }
    for (const [column, entry] of entries.entries()) {
      if (typeof entry !== 'number') {
        return { complaint: 'entry', values: { row, column, given: `kind.${kindOf(entry)}` } };
      }
      if (!Number.isFinite(entry)) {
        return { complaint: 'notFiniteEntry', values: { row, column, given: String(entry) } };
      }
    }
  }
  return { value: value as readonly (readonly number[])[] };
}

/** Fields, each read in its own way; what else an object has is left alone. */
export function readFields<T>(
  value: Returned,
  fields: { readonly [K in keyof T]: (value: Returned) => Read<T[K]> },
): Read<T> {
  if (typeof value === 'number' || isList(value) || !('fields' in value)) return unexpected(value, 'object');
  const result: Partial<T> = {};
  for (const name of Object.keys(fields) as (keyof T & string)[]) {
    if (!Object.hasOwn(value.fields, name)) return { complaint: 'field', values: { field: name } };
    const read = fields[name](value.fields[name] as Returned);
    if (isComplaint(read)) {
      const { complaint, values } = read;
      const kind = complaint === 'nothing' || complaint === 'promise' ? 'kind' : complaint;
      return { complaint: `${kind}In`, values: { ...values, field: name } };
    }
    result[name] = read.value;
  }
  return { value: result as T };
}
