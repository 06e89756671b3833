import { THROWN } from '../../sandbox/thrown';
import { ARITHMETIC, BINARY, UNARY } from './operations';

/**
 * What the sandbox runs in front of the reader's source, in the same world. It takes away what is of no use to a method
 * and could run long inside one native call, freezes the rest, and evaluates to the recorder: `run(layer, place)` calls
 * the reader's function with symbolic tensors and returns what they noted, as JSON; `describe(error, syntax)` makes a
 * problem of something thrown. The host believes neither.
 *
 * A string, not a function turned into one: minifiers may do anything to functions.
 */
export function prelude(limits: { operations: number; parameters: number }): string {
  return `'use strict';
(() => {
  const { stringify, parse } = JSON;
  const { freeze, defineProperty, setPrototypeOf, getOwnPropertyDescriptor, getPrototypeOf } = Object;
  const { isArray } = Array;
  const { apply, ownKeys, deleteProperty } = Reflect;
  const { isFinite, isInteger } = Number;
  const toText = String, StackError = Error, Type = TypeError;
  const { cut, place, kindOf, describe } = ${THROWN};
  const lineOf = getOwnPropertyDescriptor(Function.prototype, 'lineNumber')?.get;
  const columnOf = getOwnPropertyDescriptor(Function.prototype, 'columnNumber')?.get;
  const InnerProxy = Proxy, functions = Function.prototype;
  const generator = getPrototypeOf(getPrototypeOf(function* () {}.prototype));
  const asynchronous = (async () => {})();

  let indexOfTensor, isTensor;

  // --- Less of a world -------------------------------------------------------------------------------------------
  const { every, includes } = Array.prototype;
  const each = (list, test) => apply(every, list, [test]);
  const keep = (object, ...names) => {
    for (const key of ownKeys(object)) {
      if (typeof key === 'string' && !apply(includes, names, [key])) deleteProperty(object, key);
    }
  };
  const guarded = (object, names, fits) => {
    for (const name of names) {
      const native = object[name];
      const value = { [name](...given) {
        if (!fits(this, given)) throw new Type(name + ': too long');
        return apply(native, this, given);
      } }[name];
      defineProperty(object, name, { value });
    }
  };
  const lists = ['at', 'every', 'fill', 'filter', 'find', 'findIndex', 'forEach', 'includes',
    'indexOf', 'join', 'map', 'reduce', 'reverse', 'slice', 'some'];
  const short = (list) => !isArray(list) || list.length <= 10000;
  keep(Array, 'prototype', 'length', 'name', 'from', 'isArray', 'of');
  keep(Array.prototype, 'length', 'push', 'pop', 'keys', 'values', 'entries', 'concat', ...lists);
  guarded(Array.prototype, lists, (list, given) => isArray(list) && short(list) && each(given, short));
  // Other objects could call themselves spreadable, and be of any length.
  const plain = (value) => isArray(value) ? short(value)
    : isTensor(value) || (typeof value !== 'object' && typeof value !== 'function');
  guarded(Array.prototype, ['concat'], (list, given) => isArray(list) && short(list) && each(given, plain));
  const texts = ['at', 'charAt', 'endsWith', 'includes', 'indexOf', 'slice', 'split', 'startsWith', 'trim'];
  keep(String, 'prototype', 'length', 'name');
  keep(String.prototype, 'length', 'toString', 'valueOf', ...texts);
  guarded(String.prototype, texts, (text, given) =>
    typeof text === 'string' && text.length <= 1000 && each(given, (value) => toText(value).length <= 1000));
  keep(generator, 'constructor', 'next', 'return', 'throw');
  keep(Iterator.prototype);
  keep(getPrototypeOf(asynchronous));
  keep(Function.prototype, 'length', 'name', 'call', 'apply', 'bind', 'toString');
  for (const maker of [function* () {}, async () => {}, async function* () {}]) keep(getPrototypeOf(maker), 'prototype');
  for (const name of ['random', 'sumPrecise']) delete Math[name];
  keep(Object, 'prototype', 'length', 'name', 'assign', 'create', 'defineProperty', 'entries', 'freeze', 'fromEntries',
    'getPrototypeOf', 'hasOwn', 'is', 'keys', 'values');
  keep(globalThis, 'Array', 'Boolean', 'Error', 'Infinity', 'InternalError', 'Math', 'NaN', 'Number', 'Object',
    'RangeError', 'ReferenceError', 'String', 'Symbol', 'SyntaxError', 'TypeError', 'globalThis', 'isFinite', 'isNaN',
    'parseFloat', 'parseInt', 'undefined');

  // --- Problems --------------------------------------------------------------------------------------------------
  let problem;
  const here = () => place(new StackError().stack);
  const raise = (details) => {
    problem ??= { ...here(), ...details };
    throw new StackError(details.kind);
  };

  // --- Tensors ---------------------------------------------------------------------------------------------------
  const nodes = [], parameters = [];
  let operations = 0;
  class Tensor {
    #index;
    constructor(index) {
      this.#index = index;
      freeze(this);
    }
    static {
      indexOfTensor = (tensor) => tensor.#index;
      isTensor = (value) => typeof value === 'object' && value !== null && #index in value;
    }
    [Symbol.toPrimitive]() {
      raise({ kind: 'operator' });
    }
  }
  const note = (node) => {
    nodes[nodes.length] = node;
    return new Tensor(nodes.length - 1);
  };
  const operation = (op, binary, numbers) => ({ [op](...given) {
    const expected = binary ? 1 : 0;
    if (!isTensor(this)) raise({ kind: 'notATensor', operation: op, given: kindOf(this) });
    if (given.length !== expected) raise({ kind: 'arguments', operation: op, expected, given: given.length });
    if (++operations > ${limits.operations}) raise({ kind: 'tooManyOperations', limit: ${limits.operations} });
    const a = indexOfTensor(this), b = given[0];
    if (!binary) return note({ op, of: [a], ...here() });
    if (isTensor(b)) return note({ op, of: [a, indexOfTensor(b)], ...here() });
    if (!numbers || typeof b !== 'number') raise({ kind: 'notATensor', operation: op, given: kindOf(b) });
    if (!isFinite(b)) raise({ kind: 'notFinite', operation: op });
    return note({ op, of: [a], number: b, ...here() });
  } })[op];
  delete Tensor.prototype.constructor;
  const arithmetic = ${JSON.stringify(ARITHMETIC)};
  for (const op of ${JSON.stringify(UNARY)}) defineProperty(Tensor.prototype, op, { value: operation(op, false, false) });
  for (const op of ${JSON.stringify(BINARY)}) {
    defineProperty(Tensor.prototype, op, { value: operation(op, true, arithmetic.includes(op)) });
  }
  setPrototypeOf(Tensor.prototype, new InnerProxy(freeze({ __proto__: null }), {
    // A promise asks for 'then' when an async function returns a tensor.
    get: (_, name) => typeof name === 'string' && name !== 'then' ? raise({ kind: 'unknownOperation', operation: cut(name) }) : undefined,
  }));

  const shown = (value) => typeof value === 'string' ? cut(value) : typeof value === 'number' ? value : kindOf(value);
  const parameter = (...given) => {
    if (given.length !== 3 && given.length !== 4) {
      raise({ kind: 'arguments', operation: 'parameter', expected: 3, given: given.length });
    }
    if (parameters.length >= ${limits.parameters}) raise({ kind: 'tooManyParameters', limit: ${limits.parameters} });
    const [name, sides, start, options] = given;
    const shape = [];
    if (isArray(sides)) for (let i = 0; i < sides.length && i < 3; i++) shape[i] = shown(sides[i]);
    const trained = options?.trained !== false;
    parameters[parameters.length] = { name: typeof name === 'string' ? cut(name) : null, shape, start: shown(start), trained, ...here() };
    return note({ op: 'parameter', parameter: parameters.length - 1, ...here() });
  };

  const run = (layer, sizes) => {
    if (typeof layer !== 'function') return stringify({ problem: { kind: 'noFunction' } });
    let result;
    try {
      const x = note({ op: 'input' }), W = note({ op: 'weight' });
      result = layer(freeze({ ...parse(sizes), x, W, parameter }));
    } catch (error) {
      problem ??= describe(error, false);
    }
    if (!problem && !isTensor(result)) {
      const [line, column] = [lineOf, columnOf].map((get) => get ? apply(get, layer, []) : 0);
      problem = { kind: 'notATensor', operation: 'return', given: kindOf(result), line, column };
    }
    if (problem) return stringify({ problem });
    return stringify({ graph: { parameters, nodes, output: indexOfTensor(result) } });
  };

  // --- Names that explain themselves, and the end of changes ------------------------------------------------------
  const refuse = (name) => function () { raise({ kind: 'notDeterministic', name }); };
  Math.random = refuse('Math.random');
  const now = refuse('Date');
  now.now = now;
  defineProperty(globalThis, 'Date', { value: freeze(now) });
  for (const object of [Array, Boolean, Math, Number, Object, String, Symbol]) {
    freeze(object);
    if (object.prototype) freeze(object.prototype);
  }
  for (const object of [functions, getPrototypeOf(generator), generator, getPrototypeOf([][Symbol.iterator]()), Tensor.prototype]) {
    freeze(object);
  }
  for (const name of ['Array', 'Boolean', 'Error', 'InternalError', 'Math', 'Number', 'Object', 'RangeError',
    'ReferenceError', 'String', 'Symbol', 'SyntaxError', 'TypeError', 'globalThis', 'isFinite', 'isNaN', 'parseFloat',
    'parseInt']) {
    defineProperty(globalThis, name, { writable: false, configurable: false });
  }
  return freeze({ run, describe: (error, syntax) => stringify(problem ?? describe(error, syntax)) });
})()`;
}
