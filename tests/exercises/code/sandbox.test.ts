import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runInWorker } from '../../../src/exercises/code/client';
import type { Fault, Outcome, Request, Returned } from '../../../src/exercises/code/outcome';
import { CODE_LIMITS, runCode } from '../../../src/exercises/code/sandbox';
import { countTime } from '../../sandbox/countedTime';
import { fakeWorker } from '../../sandbox/fakeWorker';

const calls = [[[1, 2]], [[3]]];
const run = (source: string): Promise<Outcome> => runCode({ source, entry: 'f', calls });

async function fault(source: string): Promise<Fault> {
  const outcome = await run(source);
  if (!('fault' in outcome)) throw new Error('no fault');
  return outcome.fault;
}

/** What the first call returned. */
async function returned(source: string): Promise<Returned | undefined> {
  const outcome = await run(source);
  if ('fault' in outcome) throw new Error(JSON.stringify(outcome.fault));
  return outcome.results[0]?.value;
}

/** A function whose second line is `line`. */
const body = (line: string): string => `function f(x: number[]): number[] {\n  ${line}\n  return x;\n}`;

describe('running', () => {
  test('TypeScript, exported or not, with console.log', async () => {
    const outcome = await run(
      'type Row = number[];\nexport const f = <T extends Row>(x: T): Row => {\n  console.log(x, "a");\n  return x.map((v) => v * 2);\n};',
    );
    expect(outcome).toMatchObject({
      results: [
        { value: [2, 4], changed: false },
        { value: [6], changed: false },
      ],
      at: { line: 2 },
      printed: '[1,2] a\n[3] a\n',
    });
  });

  test('says what was changed, and each call has arguments of its own', async () => {
    const outcome = await run('function f(x: number[]) { x.push(5); return x; }');
    expect(outcome).toMatchObject({
      results: [
        { value: [1, 2, 5], changed: true },
        { value: [3, 5], changed: true },
      ],
    });
  });

  test('reads whatever comes back', async () => {
    expect(
      await returned(
        'const f = () => [NaN, -Infinity, undefined, null, "s", true, 1n, () => 1, Symbol(), new Float32Array(2), { a: [1] }, [[[[[1]]]]], new Map()]',
      ),
    ).toEqual([
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      { other: 'undefined' },
      { other: 'null' },
      { other: 'string' },
      { other: 'boolean' },
      { other: 'bigint' },
      { other: 'function' },
      { other: 'symbol' },
      [0, 0],
      { fields: { a: [1] } },
      [[[[{ other: 'nested' }]]]],
      { fields: {} },
    ]);
    expect(await returned('async function f() { return 1; }')).toEqual({ other: 'promise' });
    expect(await returned('const f = () => { const a: any = []; a[0] = a; return a; }')).toEqual([
      [[[[{ other: 'nested' }]]]],
    ]);
  });

  test('keeps little of what is printed', async () => {
    const { printed } = await run(body('for (let i = 0; i < 1e4; i++) console.log("abcdefgh");'));
    expect(printed.length).toBe(CODE_LIMITS.printed);
  });

  test('a run leaves nothing for the next', async () => {
    await run('globalThis.kept = 1; Array.prototype.map = null as any; const f = () => 1;');
    expect(await returned('const f = (x: number[]) => x.map(() => Number("kept" in globalThis))')).toEqual([
      0, 0,
    ]);
  });
});

describe('faults say what and where', () => {
  countTime();
  const cases: readonly [string, string, Partial<Fault> & { kind: Fault['kind'] }][] = [
    ['what sucrase cannot read', body('const = 3;'), { kind: 'syntax', line: 2 }],
    ['what QuickJS cannot read', body('let x = 1; let x = 2;'), { kind: 'syntax', line: 2 }],
    ['an unclosed brace', 'function f() {\n', { kind: 'syntax', line: 2 }],
    [
      'an exception',
      body('throw new Error("é");'),
      { kind: 'thrown', message: 'Error: é', line: 2, call: 0 },
    ],
    [
      'an exception in the second call',
      body('if (x.length < 2) (null as any).x;'),
      { kind: 'thrown', line: 2, call: 1 },
    ],
    ['an exception outside', 'let a: any;\na.b;', { kind: 'thrown', line: 2 }],
    ['something else thrown', body('throw 5;'), { kind: 'thrown', message: '5' }],
    [
      'an endless loop',
      body('for (;;) x.at(0);'),
      { kind: 'time', milliseconds: CODE_LIMITS.milliseconds, line: 2 },
    ],
    ['an endless loop outside', 'for (;;);', { kind: 'time' }],
    ['an endless loop in what is returned', 'const f = () => ({ get a() { for (;;); } });', { kind: 'time' }],
    ['an endless loop that catches', body('for (;;) try { for (;;); } catch {}'), { kind: 'time' }],
    [
      'an endless loop in an iterator',
      body('[...{ *[Symbol.iterator]() { for (;;) yield 1; } }];'),
      { kind: 'memory' },
    ],
    ['endless recursion', body('f(x);'), { kind: 'recursion', line: 2 }],
    ['brackets', '('.repeat(15_000), { kind: 'recursion' }],
    ['a list that grows', body('for (;;) x = [...x, ...x];'), { kind: 'memory', line: 2 }],
    ['a giant list', body('Array.from({ length: 1e9 });'), { kind: 'memory', line: 2 }],
    ['a giant text', body('"a".repeat(1e9);'), { kind: 'memory' }],
    ['a giant array', body('new Float64Array(1e9);'), { kind: 'thrown', line: 2 }],
    [
      'too much returned',
      'const f = () => new Float64Array(1e5);',
      { kind: 'tooMuch', limit: CODE_LIMITS.numbers },
    ],
    [
      'a wide web',
      'const a = Array(99).fill(Array(99).fill(1));\nconst f = () => a;',
      { kind: 'tooMuch', line: 2 },
    ],
    ['a long source', ' '.repeat(20_001), { kind: 'sourceTooLong', limit: 20_000 }],
    ['no function', 'const g = 1;', { kind: 'noFunction', name: 'f' }],
    ['nothing', '', { kind: 'noFunction', name: 'f' }],
    ['a class', 'class F {}\nconst f = F;', { kind: 'thrown' }],
    ['fetch', body('fetch("https://example.org");'), { kind: 'outside', name: 'fetch', line: 2 }],
    ['document', body('document.title = "x";'), { kind: 'outside', name: 'document', line: 2 }],
    ['postMessage', body('postMessage(1);'), { kind: 'outside', name: 'postMessage', line: 2 }],
    ['self', body('self.close();'), { kind: 'outside', name: 'self', line: 2 }],
    ['process', body('process.exit(1);'), { kind: 'outside', name: 'process', line: 2 }],
    ['a worker', body('new Worker("x");'), { kind: 'outside', name: 'Worker', line: 2 }],
    [
      'constructor.constructor',
      body('f.constructor.constructor("return document")();'),
      { kind: 'outside', name: 'document', line: 2 },
    ],
    ['import()', body('import("fs");'), { kind: 'noImport', line: 2 }],
    ['import', 'import fs from "fs";\nconst f = () => fs;', { kind: 'noImport', line: 1 }],
    ['require', body('(globalThis as any).require("fs");'), { kind: 'noImport', line: 2 }],
    [
      'require, caught',
      body('try { (globalThis as any).require("fs"); } catch {}'),
      { kind: 'noImport', line: 2 },
    ],
  ];
  test.each(cases)('%s', async (_, source, expected) => {
    expect(await fault(source)).toMatchObject(expected);
  });

  test('promises without end do not hold up the answer', async () => {
    expect(await returned('const f = async () => { for (;;) await 0; };')).toEqual({ other: 'promise' });
  });
});

describe('what would break out or in', () => {
  const attacks = [
    'Object.prototype.toJSON = () => 1;',
    'Array.prototype.toJSON = () => { throw 1; };',
    'Object.prototype.fault = { kind: "memory" };',
    'Object.defineProperty(Array.prototype, 0, { set() { throw 1; } });',
    'JSON.stringify = () => "{}";',
    'JSON.parse = null;',
    'globalThis.undefined = 1;',
    'Error.prepareStackTrace = () => { for (;;); };',
    'throw { get message() { throw 1; }, toString() { throw 2; } };',
    'const e = new Error(); Object.defineProperty(e, "stack", { get() { throw e; } }); throw e;',
    'Reflect.apply = null; Number.isFinite = null; Array.isArray = null;',
    'globalThis.console = null;',
    'exports.f = null; globalThis.exports = null;',
    'x.constructor.constructor("return process")();',
    '(function* () {}).constructor("yield 1")();',
    'globalThis.constructor.constructor("return this")().process.exit();',
    'eval("1");',
    'x = new Proxy(x, { get() { return 1; } });',
    'x = new Proxy(x, { get() { throw 1; }, ownKeys() { throw 2; } });',
    'Math.max.apply(null, { length: 1e9 });',
    'const g = async () => { await g(); }; g();',
    'class A { static { throw 1; } }',
    'with (x) {}',
    'return new Proxy([], { get: (_, name) => (name === "length" ? 1e9 : 1) });',
    'return { __proto__: null, get a() { return this; } };',
    'delete globalThis.Object; delete globalThis.JSON;',
  ];
  test.each(attacks)('%s', async (attack) => {
    for (const source of [body(attack), `${attack.replace(/^return.*/, '')}\n${body('')}`]) {
      const outcome = await run(source);
      expect('fault' in outcome || outcome.results.length === calls.length).toBe(true);
    }
    // The next source finds a world of its own.
    expect(await returned('const f = (x: number[]) => x')).toEqual([1, 2]);
  });

  test('no text throws or hangs', async () => {
    const piece = fc.constantFrom(
      ...[
        'function f(x)',
        '{',
        '}',
        'return',
        'x',
        '(',
        ')',
        '=>',
        'for(;;)',
        ';',
        '`',
        '${',
        '/*',
        '//',
        '"',
        'import',
        'async',
        '<T>',
        ': number',
        '\n',
        '=',
        '🙂',
      ],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(' ')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (source) => {
        const outcome = await run(source);
        expect('fault' in outcome || 'results' in outcome).toBe(true);
      }),
      { numRuns: 100, interruptAfterTimeLimit: 20_000 },
    );
  }, 40_000);
});

describe('in a worker', () => {
  const request = {} as Request;

  test('gives what came of it and ends the worker', async () => {
    const answer: Outcome = { results: [], at: { line: 1, column: 1 }, printed: '' };
    const { fake, log } = fakeWorker<Outcome>({ begun: true }, { answer });
    expect(await runInWorker(request, () => fake)).toBe(answer);
    expect(log).toEqual([request, 'ended']);
  });

  test('ends a worker that hangs', async () => {
    const { fake, log } = fakeWorker<Outcome>({ begun: true });
    expect(await runInWorker(request, () => fake, 20)).toMatchObject({
      fault: { kind: 'time', milliseconds: 20 },
    });
    expect(log).toEqual([request, 'ended']);
  });
});
