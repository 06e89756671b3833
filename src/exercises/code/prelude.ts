import { THROWN } from '../../sandbox/thrown';

/**
 * What the sandbox runs in front of the reader's code, in the same world. It evaluates to `{ run, finish, describe }`:
 * `run(function, calls)` calls the reader's function on each of the calls, JSON texts of lists of arguments; `finish()`
 * gives what came of it as JSON; `describe(error, syntax)` makes a fault of something thrown. The host believes none of
 * it: the right answers never come in here, so that whoever tampers with this world can only spoil their own result.
 */
export function prelude(limits: { readonly numbers: number; readonly printed: number }): string {
  return `'use strict';
(() => {
  const { cut, place, kindOf, describe } = ${THROWN};
  const { stringify, parse } = JSON;
  const { isArray } = Array, { apply } = Reflect, { isFinite } = Number, { isView } = ArrayBuffer;
  const { defineProperty, freeze, getOwnPropertyDescriptor, keys } = Object;
  const toText = String, StackError = Error, InnerPromise = Promise;
  const { slice } = String.prototype;
  const [lineOf, columnOf] = ['lineNumber', 'columnNumber']
    .map((name) => getOwnPropertyDescriptor(Function.prototype, name)?.get);

  let fault, printed = '', results = '', at = { line: 0, column: 0 }, call = -1, left = 0;
  const raise = (details) => {
    fault ??= { ...place(new StackError().stack), ...details };
    throw new StackError(details.kind);
  };

  // As JSON, written by hand: what the reader may have done to lists and objects plays no part in it.
  const encode = (value, depth) => {
    if (--left < 0) return '0';
    if (typeof value === 'number') return isFinite(value) ? toText(value) : '"' + toText(value) + '"';
    if (typeof value !== 'object' || value === null) return '{"other":"' + kindOf(value) + '"}';
    if (depth > 4) return '{"other":"nested"}';
    if (value instanceof InnerPromise) return '{"other":"promise"}';
    let text = '', separator = '';
    if (isArray(value) || (isView(value) && typeof value.length === 'number')) {
      const { length } = value;
      for (let i = 0; i < length && left >= 0; i++) {
        text += separator + encode(value[i], depth + 1);
        separator = ',';
      }
      return '[' + text + ']';
    }
    const names = keys(value);
    for (let i = 0; i < names.length && left >= 0; i++) {
      text += separator + stringify(names[i]) + ':' + encode(value[names[i]], depth + 1);
      separator = ',';
    }
    return '{"fields":{' + text + '}}';
  };
  const said = (value) => {
    if (typeof value === 'string') return value;
    if (typeof value !== 'object' || value === null) return toText(value);
    left = 1000;
    return encode(value, 0);
  };
  const print = (...values) => {
    if (printed.length > ${limits.printed}) return;
    let line = '';
    for (let i = 0; i < values.length && line.length < ${limits.printed}; i++) line += (i ? ' ' : '') + said(values[i]);
    printed = apply(slice, printed + line + '\\n', [0, ${limits.printed} + 1]);
  };

  const run = (entry, texts) => {
    if (typeof entry !== 'function') {
      fault ??= { kind: 'noFunction' };
      return;
    }
    at = { line: lineOf ? apply(lineOf, entry, []) : 0, column: columnOf ? apply(columnOf, entry, []) : 0 };
    const calls = parse(texts);
    for (let i = 0; i < calls.length; i++) {
      call = i;
      const given = parse(calls[i]);
      const value = apply(entry, undefined, given);
      left = ${limits.numbers};
      const text = encode(value, 0);
      if (left < 0) fault ??= { ...at, kind: 'tooMuch' };
      if (fault) return;
      results += (i ? ',' : '') + '{"value":' + text + ',"changed":' + (stringify(given) !== calls[i]) + '}';
    }
    call = -1;
  };

  const named = (name, value) => defineProperty(globalThis, name, { value });
  named('console', freeze({ log: print, info: print, warn: print, error: print }));
  named('exports', {});
  named('require', () => raise({ kind: 'noImport' }));
  return freeze({
    run,
    finish: () => '{' + (fault ? '"fault":' + stringify({ ...fault, call }) : '"results":[' + results + '],"at":' + stringify(at))
      + ',"printed":' + stringify(printed) + '}',
    describe: (error, syntax) => '{"fault":' + stringify({ ...(fault ?? describe(error, syntax)), call })
      + ',"printed":' + stringify(printed) + '}',
  });
})()`;
}
