import { type Inside, insideQuickJs, type Outcome, parsed } from '../../sandbox/quickjs';
import { NOWHERE, type Position, READER_FILE, readPosition, readText } from '../../sandbox/thrown';
import type { Place } from '../model/forward';
import { type Checked, checkGraph, GRAPH_LIMITS, type Sizes } from './graph';
import { prelude } from './prelude';
import type { Problem, ProblemDetails } from './problem';

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
 * throws on account of the source. The time limit does not stop single long operations: run what strangers wrote in a
 * worker that can be ended (`client.ts`).
 */
export async function traceOwnMethod(source: string, place: OwnPlace): Promise<Checked> {
  if (source.length > SANDBOX_LIMITS.source)
    return wrong({ kind: 'sourceTooLong', limit: SANDBOX_LIMITS.source });
  const bigint = /(?<![\w$])\d\w*n(?![\w$])/.exec(source);
  if (bigint) return wrong({ kind: 'bigint' }, positionIn(source, bigint.index));
  const checked = await insideQuickJs(SANDBOX_LIMITS, INTRINSICS, PRELUDE, (inside, recorder) =>
    trace(inside, recorder, source, place),
  );
  return checked === 'broken' ? wrong({ kind: 'recursion' }) : checked;
}

/** All of the language's built-in parts that a method has use for. Promises only because functions may be `async`. */
const INTRINSICS = { BaseObjects: true, Eval: true, JSON: true, Proxy: true, Promise: true };

const PRELUDE = prelude({ operations: GRAPH_LIMITS.operations, parameters: GRAPH_LIMITS.parameters });

type Handle = Parameters<Inside['text']>[0];

function trace(inside: Inside, recorder: Handle, source: string, place: OwnPlace): Checked {
  inside.startClock();
  const evaluated = inside.evaluate(source, READER_FILE);
  const layer: Outcome =
    'value' in evaluated
      ? inside.evaluate("typeof layer === 'function' ? layer : undefined", READER_FILE)
      : evaluated;
  const traced =
    'value' in layer
      ? inside.call(recorder, 'run', layer.value, inside.string(JSON.stringify(place)))
      : layer;
  const overtime = inside.late();
  if ('value' in traced) {
    const answer = readAnswer(inside.text(traced.value), place);
    return overtime ? tooLate('problem' in answer ? answer.problem : NOWHERE) : answer;
  }
  inside.startClock();
  const flag = 'value' in evaluated ? inside.false : inside.true;
  const described = inside.call(recorder, 'describe', traced.error, flag);
  const problem = 'value' in described ? readProblem(parsed(inside.text(described.value))) : undefined;
  const at = problem ?? NOWHERE;
  if (overtime || inside.late()) return tooLate(at);
  // What cannot even be described has left no memory to do it in.
  return problem ? { problem } : wrong({ kind: 'memory', bytes: SANDBOX_LIMITS.memory });
}

function readAnswer(text: string, place: OwnPlace): Checked {
  const answer = parsed(text) as { graph?: unknown; problem?: unknown } | null | undefined;
  if (!answer?.problem) return checkGraph(answer?.graph, place);
  const problem = readProblem(answer.problem);
  return problem ? { problem } : wrong({ kind: 'refused', message: 'unknown problem' });
}

function wrong(problem: ProblemDetails, { line, column }: Position = NOWHERE): { problem: Problem } {
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
  const text = (field: string): string => readText(raw[field]);
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
  return details && { ...readPosition(raw), ...details };
}
