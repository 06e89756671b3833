import { type Inside, insideQuickJs, parsed } from '../../sandbox/quickjs';
import { NOWHERE, type Position, READER_FILE, readPosition, readText } from '../../sandbox/thrown';
import type { Fault, FaultDetails, Outcome, Request, Result, Returned } from './outcome';
import { prelude } from './prelude';
import { stripTypes } from './strip';

export const CODE_LIMITS = {
  /** UTF-16 units of a source. */
  source: 20_000,
  /** For all calls together; an honest answer takes a few. */
  milliseconds: 1000,
  memory: 32 * 2 ** 20,
  stack: 128 * 2 ** 10,
  /** Numbers, lists and fields that one call may return. */
  numbers: 2000,
  /** UTF-16 units that `console.log` keeps. */
  printed: 2000,
  /** UTF-16 units of what comes out. */
  answer: 1_000_000,
};

const INTRINSICS = {
  BaseObjects: true,
  Eval: true,
  JSON: true,
  MapSet: true,
  Promise: true,
  Proxy: true,
  RegExp: true,
  RegExpCompiler: true,
  TypedArrays: true,
};

const PRELUDE = prelude(CODE_LIMITS);

/**
 * Runs the reader's function on each call, in a QuickJS of its own without any function of the host. Never throws on
 * account of the source. The time limit does not stop single long operations: run it in a worker that can be ended
 * (`client.ts`).
 */
export async function runCode(request: Request): Promise<Outcome> {
  const { source } = request;
  if (source.length > CODE_LIMITS.source) return faulty({ kind: 'sourceTooLong', limit: CODE_LIMITS.source });
  const stripped = stripTypes(source);
  if (!('code' in stripped)) {
    return stripped.kind === 'syntax' ? faulty(stripped, stripped) : faulty(stripped);
  }
  const outcome = await insideQuickJs(CODE_LIMITS, INTRINSICS, PRELUDE, (inside, begun) =>
    run(inside, begun, stripped.code, request),
  );
  return outcome === 'broken' ? faulty({ kind: 'recursion' }) : outcome;
}

type Handle = Parameters<Inside['text']>[0];

function run(inside: Inside, begun: Handle, code: string, { entry, calls }: Request): Outcome {
  inside.startClock();
  const evaluated = inside.evaluate(code, READER_FILE);
  const found =
    'value' in evaluated
      ? inside.evaluate(`typeof ${entry} === 'function' ? ${entry} : undefined`, READER_FILE)
      : evaluated;
  const texts = JSON.stringify(calls.map((call) => JSON.stringify(call)));
  const called = 'value' in found ? inside.call(begun, 'run', found.value, inside.string(texts)) : found;
  const settled = 'value' in called ? inside.settle() : called;
  const late = inside.late();
  // The account of what happened has a time of its own.
  inside.startClock();
  const told =
    'value' in settled
      ? inside.call(begun, 'finish')
      : inside.call(begun, 'describe', settled.error, 'value' in evaluated ? inside.false : inside.true);
  // What cannot even be told has left no memory to do it in.
  if (!('value' in told)) return late ? tooLate() : faulty({ kind: 'memory', bytes: CODE_LIMITS.memory });
  const raw = record(parsed(inside.text(told.value)));
  const printed = typeof raw?.['printed'] === 'string' ? raw['printed'].slice(0, CODE_LIMITS.printed) : '';
  const read = raw && readOutcome(raw, entry, calls.length);
  if (late || inside.late()) {
    return { ...tooLate(read && 'fault' in read ? read.fault : NOWHERE), printed };
  }
  return read ? { ...read, printed } : { ...faulty({ kind: 'refused' }), printed };
}

function readOutcome(
  raw: Readonly<Record<string, unknown>>,
  entry: string,
  calls: number,
): { fault: Fault } | { results: Result[]; at: Position } | undefined {
  const fault = record(raw['fault']);
  if (fault) {
    const details = readDetails(fault, entry);
    if (!details) return undefined;
    const call = Number.isInteger(fault['call']) ? (fault['call'] as number) : -1;
    return {
      fault: { ...readPosition(fault), ...(call >= 0 && call < calls ? { call } : {}), ...details },
    };
  }
  const { results } = raw;
  if (!Array.isArray(results) || results.length !== calls) return undefined;
  return {
    at: readPosition(record(raw['at']) ?? {}),
    results: results.map((result) => {
      const { value, changed } = record(result) ?? {};
      return { value: readReturned(value), changed: changed === true };
    }),
  };
}

function readReturned(value: unknown): Returned {
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  if (Array.isArray(value)) return value.map(readReturned);
  const raw = record(value);
  const fields = record(raw?.['fields']);
  if (!fields) return { other: readText(raw?.['other']) || 'object' };
  return {
    fields: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, readReturned(field)])),
  };
}

/** What belongs to a page or to Node, and is asked for by who expects it here. */
const OUTSIDE =
  /^ReferenceError: '?(fetch|XMLHttpRequest|WebSocket|Worker|document|window|self|parent|top|frames|location|history|navigator|localStorage|sessionStorage|indexedDB|caches|postMessage|importScripts|alert|prompt|setTimeout|setInterval|requestAnimationFrame|queueMicrotask|process|Deno|Buffer|performance|crypto|WebAssembly|SharedArrayBuffer|Atomics|Date)'? is not defined$/;

function readDetails(raw: Readonly<Record<string, unknown>>, name: string): FaultDetails | undefined {
  const message = readText(raw['message']);
  switch (raw['kind']) {
    case 'thrown': {
      const outside = OUTSIDE.exec(message)?.[1];
      return outside ? { kind: 'outside', name: outside } : { kind: 'thrown', message };
    }
    case 'syntax':
      return { kind: 'syntax', message };
    case 'memory':
      return { kind: 'memory', bytes: CODE_LIMITS.memory };
    case 'recursion':
    case 'noImport':
      return { kind: raw['kind'] };
    case 'noFunction':
      return { kind: 'noFunction', name };
    case 'tooMuch':
      return { kind: 'tooMuch', limit: CODE_LIMITS.numbers };
    default:
      return undefined;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function faulty(
  details: FaultDetails,
  { line, column }: Position = NOWHERE,
): { fault: Fault; printed: string } {
  return { fault: { line, column, ...details }, printed: '' };
}

function tooLate(at: Position & { readonly call?: number | undefined } = NOWHERE) {
  const { line, column, call } = at;
  const time = { kind: 'time', milliseconds: CODE_LIMITS.milliseconds } as const;
  return { fault: { line, column, call, ...time }, printed: '' };
}
