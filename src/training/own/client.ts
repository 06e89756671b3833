import { askWorker, type SandboxWorker } from '../../sandbox/client';
import { NOWHERE } from '../../sandbox/thrown';
import type { ModelConfig } from '../model/config';
import type { OwnOptions, TracedEverywhere } from './everywhere';

export interface ToTracer {
  readonly source: string;
  readonly config: ModelConfig;
  readonly options: OwnOptions;
}

const startTracer = (name: string): SandboxWorker =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name });

/**
 * Traces in a worker made for the purpose, which is ended afterwards, or when one place takes `milliseconds`.
 *
 * @throws Error if the worker cannot be loaded
 */
export function traceInWorker(
  request: ToTracer,
  start: (name: string) => SandboxWorker = startTracer,
  milliseconds = 2000,
): Promise<TracedEverywhere> {
  const late = { problem: { kind: 'time', milliseconds, ...NOWHERE } } as const;
  return askWorker<ToTracer, TracedEverywhere>(request, start, milliseconds, late);
}
