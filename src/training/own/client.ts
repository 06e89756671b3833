import type { ModelConfig } from '../model/config';
import type { OwnOptions, TracedEverywhere } from './everywhere';

export interface ToTracer {
  readonly source: string;
  readonly config: ModelConfig;
  readonly options: OwnOptions;
}

/** `begun` comes in front of each place's trace, when QuickJS is loaded: only from then on does the time count. */
export type FromTracer =
  | { readonly begun: true }
  | { readonly traced: TracedEverywhere }
  | { readonly failed: string };

/** What is used of a `Worker`. */
export type TracerWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

export const startTracer = (): TracerWorker =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

/**
 * Traces in a worker made for the purpose, which is ended afterwards, or when one place takes `milliseconds`: the
 * sandbox's own limit does not stop a source that hides its work inside single long operations.
 *
 * @throws Error if the worker cannot be loaded
 */
export function traceInWorker(
  request: ToTracer,
  start: () => TracerWorker = startTracer,
  milliseconds = 2000,
): Promise<TracedEverywhere> {
  return new Promise<TracedEverywhere>((resolve, reject) => {
    const worker = start();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const finish = (report: () => void): void => {
      clearTimeout(timer);
      worker.terminate();
      report();
    };
    worker.onerror = (event) => finish(() => reject(new Error(event.message || 'the tracer did not load')));
    worker.onmessage = ({ data }: MessageEvent<FromTracer>) => {
      if ('traced' in data) return finish(() => resolve(data.traced));
      if ('failed' in data) return finish(() => reject(new Error(data.failed)));
      const problem = { kind: 'time', milliseconds, line: 0, column: 0 } as const;
      clearTimeout(timer);
      timer = setTimeout(() => finish(() => resolve({ problem })), milliseconds);
    };
    worker.postMessage(request);
  });
}
