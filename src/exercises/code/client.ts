import { askWorker, type SandboxWorker } from '../../sandbox/client';
import { NOWHERE } from '../../sandbox/thrown';
import type { Outcome, Request } from './outcome';

const startRunner = (name: string): SandboxWorker =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name });

/**
 * Runs the reader's code in a worker made for the purpose, which is ended afterwards, or after `milliseconds` of running.
 *
 * @throws Error if the worker cannot be loaded
 */
export function runInWorker(
  request: Request,
  start: (name: string) => SandboxWorker = startRunner,
  milliseconds = 2000,
): Promise<Outcome> {
  const late = { fault: { kind: 'time', milliseconds, ...NOWHERE }, printed: '' } as const;
  return askWorker<Request, Outcome>(request, start, milliseconds, late);
}
