import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { checkGraph, GRAPH_LIMITS, type Graph } from '../../../src/training/own/graph';
import { BINARY, UNARY } from '../../../src/training/own/operations';
import type { Problem } from '../../../src/training/own/problem';
import { type OwnPlace, SANDBOX_LIMITS, traceOwnMethod } from '../../../src/training/own/sandbox';
import { TEMPLATES } from '../../../src/training/own/templates';
import { countTime } from '../../sandbox/countedTime';

const place: OwnPlace = { inputs: 12, outputs: 8, rank: 2, alpha: 4, layer: 0, matrix: 'q_proj' };

async function trace(source: string): Promise<Graph> {
  const result = await traceOwnMethod(source, place);
  if ('problem' in result) throw new Error(JSON.stringify(result.problem));
  return result.graph;
}

async function problem(source: string): Promise<Problem> {
  const result = await traceOwnMethod(source, place);
  if (!('problem' in result)) throw new Error('no problem');
  return result.problem;
}

/** A method whose third line is `line`, with two parameters. */
const method = (line: string): string => `function layer({ x, W, inputs, outputs, rank, parameter }) {
  const A = parameter('A', [rank, inputs], 'kaiming'), B = parameter('B', [outputs, rank], 'zeros');
  ${line}
  return x.linear(W).add(x.linear(A).linear(B));
}`;

describe('tracing', () => {
  test.each(Object.entries(TEMPLATES))(
    'the template %s is a graph, the same each time',
    async (_, source) => {
      const graph = await trace(source);
      expect(graph.nodes.at(-1)?.shape).toEqual(['N', 8]);
      expect(await trace(source)).toEqual(graph);
      expect(checkGraph(JSON.parse(JSON.stringify(graph)), place)).toEqual({ graph });
    },
  );

  test('notes operations in order, with shapes, lines and what is not trained', async () => {
    const graph = await trace(TEMPLATES.vectors);
    expect(graph.parameters.map(({ name, shape, trained, line }) => [name, shape, trained, line])).toEqual([
      ['A', [2, 12], false, 2],
      ['B', [8, 2], false, 3],
      ['d', [2], true, 4],
      ['b', [8], true, 5],
    ]);
    const operations = graph.nodes.filter((node) => 'of' in node);
    expect(operations.map(({ op }) => op)).toEqual(['linear', 'linear', 'mul', 'linear', 'mul', 'add']);
    expect(operations.every(({ line, column }) => line === 6 && column > 0)).toBe(true);
  });

  test('leaves out what the output does not need', async () => {
    const graph = await trace(method('x.exp().sum().mul(3);'));
    expect(graph.nodes.map(({ op }) => op)).not.toContain('exp');
  });

  test('takes an arrow function, helpers, loops and other spellings of a number', async () => {
    const graph = await trace(`
const twice = (t) => t.add(t);
const layer = ({ x, W, outputs, parameter, matrix, layer }) => {
  let y = x.linear(W);
  for (let i = 0; i < 3; i++) y = twice(y).mul(parameter('s' + i, [outputs], 'ones'));
  [1, 2].map((n) => n + 1).forEach((n) => { y = y.div(n); });
  return matrix.startsWith('q') && layer === 0 ? y : x.linear(W);
};`);
    expect(graph.parameters).toHaveLength(3);
  });

  test.each([...UNARY])('knows %s', async (op) => {
    const line = op === 'transpose' ? 'A.transpose().transpose()' : `A.${op}()`;
    await trace(`function layer({ x, W, inputs, parameter }) {
      const A = parameter('A', [1, inputs], 'ones'); return x.linear(W).add(${line}.sum()); }`);
  });

  test.each([...BINARY])('knows %s', async (op) => {
    await trace(
      `function layer({ x, W, outputs, parameter }) {
      const A = parameter('A', [outputs, outputs], 'ones'); return x.linear(W).${op}(A.sum().transpose()).linear(A); }`.replace(
        /\(A.sum\(\).transpose\(\)\)/,
        op === 'linear' || op === 'matmul' ? '(A)' : '(A.sum().transpose())',
      ),
    );
  });
});

describe('problems say what and where', () => {
  countTime();
  const cases: readonly [string, string, Partial<Problem> & { kind: Problem['kind'] }][] = [
    ['syntax', method('const = 3;'), { kind: 'syntax', line: 3 }],
    [
      'an exception',
      method("throw new Error('a'.repeat ? 'r' : 'é');"),
      { kind: 'thrown', message: 'Error: é', line: 3 },
    ],
    [
      'an exception in a helper',
      'const f = () => {\n null.x;\n};\nfunction layer() { f(); }',
      { kind: 'thrown', line: 2 },
    ],
    ['an exception outside', 'let a;\na.b;', { kind: 'thrown', line: 2 }],
    [
      'an undefined name',
      method('fetch("x");'),
      { kind: 'thrown', message: "ReferenceError: 'fetch' is not defined" },
    ],
    ['something else thrown', method('throw 5;'), { kind: 'thrown', message: '5' }],
    [
      'an endless loop',
      method('while (true) inputs.toFixed();'),
      { kind: 'time', milliseconds: 250, line: 3 },
    ],
    ['an endless loop outside', '\nfor (;;);', { kind: 'time' }],
    ['a bomb of recursion', method('const f = () => 1 + f(); f();'), { kind: 'recursion', line: 3 }],
    ['brackets', '('.repeat(15000), { kind: 'recursion' }],
    ['braces', '{'.repeat(15000), { kind: 'recursion' }],
    ['large lists', method('let a = [1]; for (;;) a = [...a, ...a];'), { kind: 'memory', line: 3 }],
    ['a giant allocation', method('Array.from({ length: 1e9 });'), { kind: 'memory', line: 3 }],
    ['a giant string', method("let s = 'a'; for (;;) { s += s; s[0]; }"), { kind: 'memory', line: 3 }],
    ['a long source', ' '.repeat(20_001), { kind: 'sourceTooLong', limit: 20_000 }],
    ['BigInt', method('let a = 2n;'), { kind: 'bigint', line: 3, column: 11 }],
    ['Math.random', method('Math.random();'), { kind: 'notDeterministic', name: 'Math.random', line: 3 }],
    ['Date', method('new Date();'), { kind: 'notDeterministic', name: 'Date', line: 3 }],
    ['Date.now', method('Date.now();'), { kind: 'notDeterministic', name: 'Date', line: 3 }],
    ['no function', 'const other = 1;', { kind: 'noFunction' }],
    ['an empty source', '', { kind: 'noFunction' }],
    ['no function of this name', 'const layer = 1;', { kind: 'noFunction' }],
    [
      'nothing returned',
      '\nfunction layer() {}',
      { kind: 'notATensor', operation: 'return', given: 'undefined', line: 2 },
    ],
    [
      'an async function',
      'async function layer({ x }) { return x; }',
      { kind: 'notATensor', given: 'object', line: 1 },
    ],
    [
      'no tensor given',
      method('x.add("1");'),
      { kind: 'notATensor', operation: 'add', given: 'string', line: 3 },
    ],
    [
      'a number for a matrix',
      method('x.linear(2);'),
      { kind: 'notATensor', operation: 'linear', given: 'number', line: 3 },
    ],
    ['an operator', method('x * 2;'), { kind: 'operator', line: 3 }],
    ['an unknown operation', method('x.conv(W);'), { kind: 'unknownOperation', operation: 'conv', line: 3 }],
    [
      'too many arguments',
      method('x.sum(0);'),
      { kind: 'arguments', operation: 'sum', expected: 0, given: 1, line: 3 },
    ],
    [
      'too few',
      method("parameter('C', [1]);"),
      { kind: 'arguments', operation: 'parameter', given: 2, line: 3 },
    ],
    ['an infinite number', method('x.div(1).mul(1 / 0);'), { kind: 'notFinite', operation: 'mul', line: 3 }],
    ['a number beyond float32', method('x.mul(1e39);'), { kind: 'notFinite', operation: 'mul', line: 3 }],
    [
      'too many operations',
      method('for (let i = 0; i < 201; i++) x.neg();'),
      { kind: 'tooManyOperations', limit: 200, line: 3 },
    ],
    [
      'shapes for linear',
      method('x.linear(B);'),
      { kind: 'shape', operation: 'linear', shapes: ['[N, 12]', '[8, 2]'], line: 3 },
    ],
    ['shapes for matmul', method('x.matmul(W);'), { kind: 'shape', operation: 'matmul', line: 3 }],
    [
      'shapes for add',
      method('x.add(A);'),
      { kind: 'shape', operation: 'add', shapes: ['[N, 12]', '[2, 12]'], line: 3 },
    ],
    ['tokens as columns', method('x.linear(x);'), { kind: 'acrossTokens', operation: 'linear', line: 3 }],
    ['tokens turned', method('x.transpose();'), { kind: 'acrossTokens', operation: 'transpose', line: 3 }],
    [
      'a product of much',
      method("parameter('a', [9000, 1], 'ones').mul(parameter('b', [9000], 'ones'));"),
      { kind: 'tooLarge', operation: 'mul', shape: '[9000, 9000]', line: 3 },
    ],
    [
      'wide layers',
      method("x.linear(parameter('a', [5000, 12], 'ones'));"),
      { kind: 'tooLarge', operation: 'linear', shape: '[N, 5000]', line: 3 },
    ],
    [
      'an unknown start',
      method("parameter('C', [1], 'random');"),
      { kind: 'unknownStart', start: 'random', line: 3 },
    ],
    ['a bad name', method("parameter('é', [1], 'zeros');"), { kind: 'badParameterName', name: 'é', line: 3 }],
    ['a name twice', method("parameter('A', [1], 'zeros');"), { kind: 'parameterTwice', name: 'A', line: 3 }],
    [
      'a shape of 0',
      method("parameter('C', [0, 1], 'zeros');"),
      { kind: 'badParameterShape', shape: '[0, 1]', line: 3 },
    ],
    ['no shape', method("parameter('C', 3, 'zeros');"), { kind: 'badParameterShape', shape: '[]', line: 3 }],
    [
      'kaiming for a vector',
      method("parameter('C', [3], 'kaiming');"),
      { kind: 'badParameterShape', shape: '[3]', line: 3 },
    ],
    [
      'too many parameters',
      method("for (let i = 0; i < 65; i++) parameter('p' + i, [1], 'zeros');"),
      { kind: 'tooManyParameters', limit: 64, line: 3 },
    ],
    [
      'too many numbers',
      method("parameter('p', [2000, 1000], 'zeros');"),
      { kind: 'tooManyNumbers', numbers: 2_000_040, line: 3 },
    ],
    [
      'another output',
      'function layer({ x }) {\n  return x;\n}',
      { kind: 'outputShape', shape: '[N, 12]', expected: '[N, 8]' },
    ],
    ['an unused parameter', method("parameter('C', [3], 'zeros');"), { kind: 'notUsed', name: 'C', line: 3 }],
    [
      'nothing trained',
      'function layer({ x, W }) {\n  return x.linear(W);\n}',
      { kind: 'nothingTrained', line: 2 },
    ],
  ];
  test.each(cases)('%s', async (_, source, expected) => {
    expect(await problem(source)).toMatchObject(expected);
  });

  test('a machine that pauses is not among them', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 60_000;
      return now;
    });
    expect(await trace(TEMPLATES.lora)).toHaveProperty('nodes');
    expect(await problem(method('for (;;);'))).toMatchObject({ kind: 'time' });
  });

  test('a caught problem stays one, and the first counts', async () => {
    expect(await problem(method('try { x.foo } catch {}'))).toMatchObject({
      kind: 'unknownOperation',
      line: 3,
    });
  });

  test('columns count code points', async () => {
    expect(await problem(method("'低秩🙂'; x.foo;"))).toMatchObject({ column: 11 });
  });

  test('a long message is cut', async () => {
    const found = await problem(method("throw Error(Array.from({ length: 900 }, () => 'ab').join(''));"));
    expect(found.kind === 'thrown' && found.message.length).toBe(300);
  });
});

describe('what would break out or in', () => {
  const attacks = [
    'Object.prototype.toJSON = () => 1;',
    'Object.prototype.op = "weight";',
    'Array.prototype.push = null;',
    'Array.prototype.map = () => 1;',
    'Object.defineProperty(Array.prototype, 0, { set() { throw 1; } });',
    'Object.defineProperty(Object.prototype, "line", { get() { for (;;); } });',
    'JSON.stringify = () => "{}";',
    'globalThis.JSON = { stringify: () => "{}" };',
    'globalThis.Object = null; globalThis.layer = null; globalThis.undefined = 1;',
    'Error.prepareStackTrace = () => { for (;;); };',
    'throw { get message() { for (;;); }, toString() { for (;;); } };',
    'const e = new Error(); Object.defineProperty(e, "stack", { get() { for (;;); } }); throw e;',
    'Symbol.toPrimitive = 1;',
    'x.__proto__.linear = () => 1;',
    'x.constructor.constructor("return process")();',
    '(() => 1).constructor("return globalThis")();',
    '(function* () {}).constructor("yield 1")();',
    '(async () => {}).constructor("1")();',
    'globalThis.constructor.constructor("return this")().process.exit();',
    'import("fs");',
    'require("fs");',
    'process.exit(1);',
    'postMessage(1);',
    'eval("1");',
    'Function("1")();',
    'setTimeout(() => {}, 0);',
    'new Worker("x");',
    'new SharedArrayBuffer(8);',
    'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);',
    'Array.prototype.concat.call([], { length: 2 ** 53 - 1, [Symbol.isConcatSpreadable]: true });',
    'Array(4e9).includes(1);',
    '[].concat(Array(4e9));',
    '[Array(4e9)].flat();',
    '[].values().drop(1e15).next();',
    'Array.from(Array(4e9).keys());',
    '"x".repeat(1e9).indexOf("y");',
    'let s = "ab"; for (let i = 0; i < 29; i++) s += s; s === s + "";',
    'String.raw({ raw: { length: 2 ** 53 - 1 } });',
    'Math.sumPrecise({ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) });',
    'Math.max.apply(null, { length: 1e9 });',
    '[...{ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) }];',
    'const f = async () => { await f(); }; f();',
    'for (;;) { try { f(); function f() { f(); } } catch {} }',
    'const a = []; for (;;) try { a.push(Array.from({ length: 999 })); } catch {}',
    'class A { static { for (;;); } }',
    'parameter("A".concat, { length: 2 ** 53 }, {});',
    'parameter({ toString() { for (;;); } }, [1], "zeros");',
    'const p = ["a"]; Object.defineProperty(p, 0, { get() { for (;;); } }); parameter("C", p, "zeros");',
    'x.mul.call({}, 1); ',
    'Object.assign(x, { of: [] });',
    '/(a+)+b/.test("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");',
    'throw null;',
    'throw Symbol();',
    'throw Object.create(null);',
    'throw x;',
    'return x.__proto__;',
    'return { __proto__: x };',
    'const d = []; let e = d; for (let i = 0; i < 1e5; i++) e = [e]; throw e;',
    'with (x) {}',
  ];
  test.each(attacks)('%s', async (attack) => {
    for (const source of [method(attack), `${attack}\n${TEMPLATES.lora}`]) {
      const result = await traceOwnMethod(source, place);
      if ('graph' in result) expect(result.graph.nodes.at(-1)?.shape).toEqual(['N', 8]);
      else expect(result.problem.kind).not.toBe('refused');
    }
    expect(Object.keys(await trace(TEMPLATES.lora))).toContain('nodes');
  });

  test('the place cannot be changed for the next trace', async () => {
    await problem(method('inputs = {}; globalThis.left = 1; W.own = 2;'));
    expect(await problem(method('left;'))).toMatchObject({ kind: 'thrown' });
  });

  test('the world is small', async () => {
    const found = await problem(
      method(
        'throw Object.keys(Object.create(null)).concat(Object.keys(globalThis)).join() + typeof Proxy + typeof Promise;',
      ),
    );
    expect(found).toMatchObject({ message: 'layerundefinedundefined' });
  });

  test('no text is too strange', async () => {
    const words = [
      'layer',
      'function ',
      '({ x })',
      '=>',
      '{',
      '}',
      '(',
      ')',
      'x',
      '.linear',
      '(W)',
      'return ',
      '`',
      '${',
      '1n',
      '\n',
      '/',
    ];
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join('')),
      fc.string({ maxLength: 60 }).map((text) => method(text)),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (source) => {
        const result = await traceOwnMethod(source, place);
        expect('graph' in result || typeof result.problem.kind === 'string').toBe(true);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

describe('checkGraph', () => {
  const at = { line: 1, column: 1 };
  const good = {
    parameters: [{ name: 'b', shape: [8], start: 'zeros', trained: true, ...at }],
    nodes: [
      { op: 'input' },
      { op: 'weight' },
      { op: 'linear', of: [0, 1], ...at },
      { op: 'parameter', parameter: 0 },
      { op: 'add', of: [2, 3], ...at },
    ] as Record<string, unknown>[],
    output: 4,
  };
  const node = (index: number, change: object) => ({
    ...good,
    nodes: good.nodes.map((each, i) => (i === index ? { ...each, ...change } : each)),
  });

  test('takes what is right, shapes of its own making', () => {
    const result = checkGraph(node(4, { shape: [1, 1] }), place);
    expect('graph' in result && result.graph.nodes[4]).toMatchObject({ shape: ['N', 8] });
  });

  test.each([
    ['nothing', undefined],
    ['no nodes', { parameters: [] }],
    ['a node of later', node(2, { of: [0, 4] })],
    ['a node of itself', node(4, { of: [4, 3] })],
    ['a negative node', node(4, { of: [-1, 3] })],
    ['half a node', node(4, { of: [0.5, 3] })],
    ['a node by name', node(4, { of: ['2', '3'] })],
    ['a missing operand', node(4, { of: [2] })],
    ['a null as number', node(4, { of: [2], number: null })],
    ['an unknown operation', node(4, { op: 'constructor' })],
    ['an operation that is none', node(4, { op: ['add'] })],
    ['another parameter', node(3, { parameter: 1 })],
    ['another output', { ...good, output: 5 }],
    ['no output', { ...good, output: null }],
    ['another shape of output', { ...good, output: 0 }],
    ['a false name', { ...good, parameters: [{ ...good.parameters[0], name: '__proto__' }] }],
    ['a name that is none', { ...good, parameters: [{ ...good.parameters[0], name: {} }] }],
    ['a false shape', { ...good, parameters: [{ ...good.parameters[0], shape: ['N'] }] }],
    ['a huge shape', { ...good, parameters: [{ ...good.parameters[0], shape: [1e9, 1e9] }] }],
    ['a false start', { ...good, parameters: [{ ...good.parameters[0], start: 'toString' }] }],
    ['neither trained nor not', { ...good, parameters: [{ ...good.parameters[0], trained: 1 }] }],
    ['too many nodes', { ...good, nodes: Array.from({ length: 1e5 }, () => ({ op: 'input' })) }],
    ['too many parameters', { ...good, parameters: Array.from({ length: 65 }, () => good.parameters[0]) }],
  ])('refuses %s', (_, value) => {
    expect(checkGraph(value, place)).toHaveProperty('problem');
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(checkGraph(value, place)).toHaveProperty('problem');
      }),
    );
    const change = fc.record({
      op: fc.constantFrom(...UNARY, ...BINARY, 'x'),
      of: fc.array(fc.integer({ max: 9 })),
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), change, (index, changes) => {
        const result = checkGraph(node(index, changes), place);
        if ('graph' in result) expect(checkGraph(result.graph, place)).toEqual(result);
      }),
    );
  });

  test('limits are what they are said to be', () => {
    expect([GRAPH_LIMITS.operations, GRAPH_LIMITS.parameters, SANDBOX_LIMITS.memory]).toEqual([
      200, 64, 16_777_216,
    ]);
  });
});
