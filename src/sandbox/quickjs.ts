import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  type Intrinsics,
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
  Scope,
  type VmCallResult,
} from 'quickjs-emscripten-core';

let loading: Promise<QuickJSWASMModule> | undefined;

/** Loads QuickJS, once. `insideQuickJs` does it by itself; call this to have the time pass earlier. */
export function loadQuickJs(): Promise<QuickJSWASMModule> {
  loading ??= newQuickJSWASMModuleFromVariant(variant).catch((error: unknown) => {
    discard();
    throw error;
  });
  return loading;
}

function discard(): void {
  loading = undefined;
}

export interface Limits {
  readonly milliseconds: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes. */
  readonly stack: number;
  /** UTF-16 units of a text that is read from within. */
  readonly answer: number;
}

/** So often must QuickJS have asked before it can be late: a machine that pauses is not the source's fault. */
const FEWEST = 3;

export type Outcome = { readonly value: QuickJSHandle } | { readonly error: QuickJSHandle };

/** A world of its own, without any function of the host. */
export interface Inside {
  readonly undefined: QuickJSHandle;
  readonly true: QuickJSHandle;
  readonly false: QuickJSHandle;
  /** Starts the time limit anew; before the first call there is none. */
  startClock(): void;
  /** Whether the time limit was met since `startClock`: within an iterator, QuickJS lets the interruption be caught. */
  late(): boolean;
  /** Runs a script. */
  evaluate(source: string, file: string): Outcome;
  /** Calls a function that is a property of `object`. */
  call(object: QuickJSHandle, name: string, ...given: QuickJSHandle[]): Outcome;
  /** Runs what promises have put off, a thousand jobs at most; gives what one of them threw. */
  settle(): Outcome;
  string(text: string): QuickJSHandle;
  /** A string from within; '' for anything else or for too much. */
  text(handle: QuickJSHandle): string;
}

/**
 * Runs `prelude`, which is ours, in a QuickJS of its own, and gives `work` that world and the prelude's value. Gives
 * 'broken' where QuickJS itself gave up: its parser ran out of the host's stack, or it found itself in disorder.
 *
 * The time limit is asked about between operations only, every ten thousand of them: a source that sets out to can make
 * them long, so run what strangers wrote in a worker that can be ended (`client.ts`).
 *
 * @throws Error when the prelude fails, or QuickJS cannot be loaded
 */
export async function insideQuickJs<T>(
  limits: Limits,
  intrinsics: Intrinsics,
  prelude: string,
  work: (inside: Inside, begun: QuickJSHandle) => T,
): Promise<T | 'broken'> {
  const module = await loadQuickJs();
  try {
    return run(module, limits, intrinsics, prelude, work);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof WebAssembly.RuntimeError)) throw error;
    // This instance cannot be trusted with another source.
    discard();
    return 'broken';
  }
}

function run<T>(
  module: QuickJSWASMModule,
  limits: Limits,
  intrinsics: Intrinsics,
  prelude: string,
  work: (inside: Inside, begun: QuickJSHandle) => T,
): T {
  const runtime = module.newRuntime();
  runtime.setMemoryLimit(limits.memory);
  runtime.setMaxStackSize(limits.stack);
  let end = Number.POSITIVE_INFINITY;
  let late = false;
  let asked = 0;
  runtime.setInterruptHandler(() => {
    asked += 1;
    late ||= asked > FEWEST && performance.now() > end;
    return late;
  });
  const context = runtime.newContext({ intrinsics });
  try {
    return Scope.withScope((scope) => {
      const begun = managed(scope, context.evalCode(prelude, 'prelude.js'));
      if ('error' in begun) {
        throw new Error(`the prelude failed: ${JSON.stringify(context.dump(begun.error))}`);
      }
      const inside: Inside = {
        undefined: context.undefined,
        true: context.true,
        false: context.false,
        startClock() {
          end = performance.now() + limits.milliseconds;
          late = false;
          asked = 0;
        },
        late: () => late,
        evaluate: (source, file) =>
          managed(scope, context.evalCode(source, file, { type: 'global', strict: true })),
        call(object, name, ...given) {
          const method = scope.manage(context.getProp(object, name));
          return managed(scope, context.callFunction(method, context.undefined, ...given));
        },
        settle() {
          const done = runtime.executePendingJobs(1000);
          return done.error ? { error: scope.manage(done.error) } : { value: context.undefined };
        },
        string: (text) => scope.manage(context.newString(text)),
        text: (handle) => textOf(context, handle, limits.answer),
      };
      return work(inside, begun.value);
    });
  } finally {
    try {
      context.dispose();
      runtime.dispose();
    } catch {
      discard();
    }
  }
}

function managed(scope: Scope, result: VmCallResult<QuickJSHandle>): Outcome {
  return result.error ? { error: scope.manage(result.error) } : { value: scope.manage(result.value) };
}

function textOf(context: QuickJSContext, handle: QuickJSHandle, most: number): string {
  if (context.typeof(handle) !== 'string' || (context.getLength(handle) ?? 0) > most) return '';
  return context.getString(handle);
}

/** What JSON says; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
