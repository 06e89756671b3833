import type { Prepared, Start } from '../methods/method';
import { traceInWorker } from '../own/client';
import { prepareOwn } from '../own/method';
import type { Fault } from './api';

/**
 * The reader's own method from its source, which runs in a sandbox in a worker of its own.
 *
 * @throws Fault 'source' with the problem's line
 */
export async function prepareReadersMethod(start: Start, source: string): Promise<Prepared> {
  const { config, options } = start;
  const { rank, alpha, targets } = options;
  const traced = await traceInWorker({ source, config, options: { rank, alpha, targets } });
  if ('traces' in traced) return prepareOwn(start, traced.traces);
  const { kind, line, column, ...details } = traced.problem;
  const values = Object.entries(details).map(([name, value]) => [name, String(value)]);
  throw {
    kind: 'source',
    line,
    detail: kind,
    values: { column, ...Object.fromEntries(values) },
  } satisfies Fault;
}
