/** The file name of the reader's source in stacks. */
export const READER_FILE = 'own.js';

/** Longest text of a problem that comes from the reader's source, in UTF-16 units. */
export const MESSAGE_LENGTH = 300;

/**
 * Where in the reader's source: from 1, columns in code points; 0 where it cannot be said. For a time or memory limit it is
 * the last call or property before the end, near the place.
 */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export const NOWHERE: Position = { line: 0, column: 0 };

/**
 * What every prelude begins with: an expression for `{ cut, place, kindOf, describe }`, which keep the built-in parts that
 * they use, so that no later change of them matters. `place(stack)` finds a position; `describe(error, syntax)` makes a
 * problem of something thrown, of the kind 'memory', 'recursion', 'syntax' or 'thrown', and never throws.
 *
 * A string, not a function turned into one: minifiers may do anything to functions.
 */
export const THROWN = `(() => {
  const toText = String, toInteger = parseInt, StackError = Error;
  const { isArray } = Array, { apply } = Reflect, { indexOf, slice } = String.prototype;
  const cut = (text) => apply(slice, typeof text === 'string' ? text : '', [0, ${MESSAGE_LENGTH}]);
  const place = (stack) => {
    const file = '${READER_FILE}:';
    const from = apply(indexOf, stack, [file]);
    if (from < 0) return { line: 0, column: 0 };
    const rest = apply(slice, stack, [from + file.length, from + file.length + 30]);
    const line = toInteger(rest, 10) || 0;
    return { line, column: toInteger(apply(slice, rest, [toText(line).length + 1]), 10) || 0 };
  };
  const kindOf = (value) =>
    value === null ? 'null' : isArray(value) ? 'array' : typeof value;
  const describe = (error, syntax) => {
    let [message, stack, at, name] = ['', '', {}, ''];
    try {
      message = error instanceof StackError ? error.message : toText(error);
      stack = error instanceof StackError ? error.stack : '';
      name = error instanceof StackError ? error.name : '';
      at = place(typeof stack === 'string' ? stack : '');
    } catch {}
    const kind =
      message === 'out of memory' || message === 'invalid string length' || message === 'string too long' ? 'memory' : message === 'stack overflow' ? 'recursion'
      : syntax && name === 'SyntaxError' ? 'syntax' : 'thrown';
    return { kind, message: cut(kind === 'thrown' && name ? name + ': ' + message : message), ...at };
  };
  return { cut, place, kindOf, describe };
})()`;

/** A position that the sandbox reports, believed only as far as its types. */
export function readPosition(raw: Readonly<Record<string, unknown>>): Position {
  const count = (value: unknown): number =>
    Number.isInteger(value) && (value as number) > 0 && (value as number) < 1e6 ? (value as number) : 0;
  return { line: count(raw['line']), column: count(raw['column']) };
}

/** The text of a problem's field, '' for anything else. */
export function readText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MESSAGE_LENGTH) : '';
}
