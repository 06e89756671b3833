import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
  Scope,
  type VmCallResult,
} from 'quickjs-emscripten-core';
import type { Place } from '../model/forward';
import { type Checked, checkGraph, GRAPH_LIMITS, position, type Sizes } from './graph';
import { prelude, READER_FILE } from './prelude';
import { MESSAGE_LENGTH, type Position, type Problem, type ProblemDetails } from './problem';

/** What the reader's function is told of the matrix that it stands in for. */
export interface OwnPlace extends Sizes, Place {
  readonly rank: number;
  readonly alpha: number;
}

export const SANDBOX_LIMITS = {
  /** UTF-16 units of a source. */
  source: 20_000,
  milliseconds: 250,
  memory: 16 * 2 ** 20,
  stack: 128 * 2 ** 10,
  /** UTF-16 units of what comes out. */
  answer: 200_000,
};

/**
 * Runs the reader's source once, in a QuickJS of its own without any function of the host, on symbolic tensors. Never
 * throws on account of the source. The time limit is asked about between operations only, every ten thousand of them: a
 * source that sets out to can make them long, so run what strangers wrote in a worker that can be ended (`client.ts`).
 */
export async function traceOwnMethod(source: string, place: OwnPlace): Promise<Checked> {
  if (source.length > SANDBOX_LIMITS.source)
    return wrong({ kind: 'sourceTooLong', limit: SANDBOX_LIMITS.source });
  const bigint = /(?<![\w$])\d\w*n(?![\w$])/.exec(source);
  if (bigint) return wrong({ kind: 'bigint' }, positionIn(source, bigint.index));
  const sandbox = await loadSandbox();
  try {
    return run(sandbox, source, place);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof WebAssembly.RuntimeError)) throw error;
    // QuickJS itself gave up: its parser ran out of the host's stack, or it found itself in disorder on leaving. Either
    // way, this instance cannot be trusted with another source.
    discard();
    return wrong({ kind: 'recursion' });
  }
}

let loading: Promise<QuickJSWASMModule> | undefined;

/** Loads QuickJS, once. Tracing does it by itself; call this to have the time pass earlier. */
export function loadSandbox(): Promise<QuickJSWASMModule> {
  loading ??= newQuickJSWASMModuleFromVariant(variant).catch((error: unknown) => {
    discard();
    throw error;
  });
  return loading;
}

function discard(): void {
  loading = undefined;
}

/** All of the language's built-in parts that a method has use for. Promises only because functions may be `async`. */
const INTRINSICS = { BaseObjects: true, Eval: true, JSON: true, Proxy: true, Promise: true };

const PRELUDE = prelude({
  operations: GRAPH_LIMITS.operations,
  parameters: GRAPH_LIMITS.parameters,
  message: MESSAGE_LENGTH,
});

function run(sandbox: QuickJSWASMModule, source: string, place: OwnPlace): Checked {
  const runtime = sandbox.newRuntime();
  runtime.setMemoryLimit(SANDBOX_LIMITS.memory);
  runtime.setMaxStackSize(SANDBOX_LIMITS.stack);
  let end = Number.POSITIVE_INFINITY;
  let late = false;
  runtime.setInterruptHandler(() => {
    late ||= performance.now() > end;
    return late;
  });
  const context = runtime.newContext({ intrinsics: INTRINSICS });
  let answer: Checked | undefined;
  try {
    answer = Scope.withScope((scope) => {
      const begun = managed(scope, context.evalCode(PRELUDE, 'prelude.js'));
      if ('error' in begun)
        throw new Error(`the prelude failed: ${JSON.stringify(context.dump(begun.error))}`);
      const recorder = begun.value;
      end = performance.now() + SANDBOX_LIMITS.milliseconds;
      const evaluated = evaluate(context, scope, source);
      const layer =
        'value' in evaluated
          ? evaluate(context, scope, "typeof layer === 'function' ? layer : undefined")
          : evaluated;
      const sizes = scope.manage(context.newString(JSON.stringify(place)));
      const traced = 'value' in layer ? call(context, scope, recorder, 'run', layer.value, sizes) : layer;
      const overtime = late;
      if ('value' in traced) {
        const answer = readAnswer(textOf(context, traced.value), place);
        // Inside an iterator, QuickJS lets the interruption be caught.
        return overtime ? tooLate('problem' in answer ? answer.problem : nowhere) : answer;
      }
      end = performance.now() + SANDBOX_LIMITS.milliseconds;
      late = false;
      const flag = 'value' in evaluated ? context.false : context.true;
      const described = call(context, scope, recorder, 'describe', traced.error, flag);
      const problem =
        'value' in described ? readProblem(parsed(textOf(context, described.value))) : undefined;
      const at = problem ?? nowhere;
      if (overtime || late) return tooLate(at);
      // What cannot even be described has left no memory to do it in.
      return problem ? { problem } : wrong({ kind: 'memory', bytes: SANDBOX_LIMITS.memory });
    });
  } finally {
    try {
      context.dispose();
      runtime.dispose();
    } catch {
      discard();
    }
  }
  return answer;
}

type Outcome = { readonly value: QuickJSHandle } | { readonly error: QuickJSHandle };

function managed(scope: Scope, result: VmCallResult<QuickJSHandle>): Outcome {
  return result.error ? { error: scope.manage(result.error) } : { value: scope.manage(result.value) };
}

function evaluate(context: QuickJSContext, scope: Scope, source: string): Outcome {
  return managed(scope, context.evalCode(source, READER_FILE, { type: 'global', strict: true }));
}

function call(
  context: QuickJSContext,
  scope: Scope,
  recorder: QuickJSHandle,
  name: string,
  ...given: QuickJSHandle[]
): Outcome {
  const method = scope.manage(context.getProp(recorder, name));
  return managed(scope, context.callFunction(method, context.undefined, ...given));
}

/** A string from within; '' for anything else or for too much. */
function textOf(context: QuickJSContext, handle: QuickJSHandle): string {
  if (context.typeof(handle) !== 'string' || (context.getLength(handle) ?? 0) > SANDBOX_LIMITS.answer)
    return '';
  return context.getString(handle);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readAnswer(text: string, place: OwnPlace): Checked {
  const answer = parsed(text) as { graph?: unknown; problem?: unknown } | null | undefined;
  if (!answer?.problem) return checkGraph(answer?.graph, place);
  const problem = readProblem(answer.problem);
  return problem ? { problem } : wrong({ kind: 'refused', message: 'unknown problem' });
}

const nowhere: Position = { line: 0, column: 0 };

function wrong(problem: ProblemDetails, { line, column }: Position = nowhere): { problem: Problem } {
  return { problem: { line, column, ...problem } };
}

function tooLate(at: Position): { problem: Problem } {
  return wrong({ kind: 'time', milliseconds: SANDBOX_LIMITS.milliseconds }, at);
}

function positionIn(source: string, index: number): Position {
  const lines = source.slice(0, index).split('\n');
  return { line: lines.length, column: [...(lines.at(-1) as string)].length + 1 };
}

/** A problem that the sandbox reports, believed only as far as its kind and the types of its fields. */
function readProblem(value: unknown): Problem | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const raw = value as Record<string, unknown>;
  const text = (field: string): string =>
    typeof raw[field] === 'string' ? (raw[field] as string).slice(0, MESSAGE_LENGTH) : '';
  const count = (field: string): number => (Number.isInteger(raw[field]) ? (raw[field] as number) : 0);
  const details = ((): ProblemDetails | undefined => {
    switch (raw['kind']) {
      case 'syntax':
      case 'thrown':
        return { kind: raw['kind'], message: text('message') };
      case 'memory':
        return { kind: 'memory', bytes: SANDBOX_LIMITS.memory };
      case 'recursion':
      case 'noFunction':
      case 'operator':
        return { kind: raw['kind'] };
      case 'notDeterministic':
        return { kind: 'notDeterministic', name: text('name') };
      case 'notATensor':
        return { kind: 'notATensor', operation: text('operation'), given: text('given') };
      case 'unknownOperation':
      case 'notFinite':
        return { kind: raw['kind'], operation: text('operation') };
      case 'arguments':
        return {
          kind: 'arguments',
          operation: text('operation'),
          expected: count('expected'),
          given: count('given'),
        };
      case 'tooManyOperations':
        return { kind: 'tooManyOperations', limit: GRAPH_LIMITS.operations };
      case 'tooManyParameters':
        return { kind: 'tooManyParameters', limit: GRAPH_LIMITS.parameters };
      default:
        return undefined;
    }
  })();
  return details && { ...position(raw), ...details };
}
