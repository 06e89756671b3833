import { type Remote, wrap } from 'comlink';
import type { EngineName, Worked } from './api';

/** One worker per engine, which Node calls by name through the page. */
const workers = new Map<EngineName, Remote<Worked>>();

async function call(engine: EngineName, name: keyof Worked, args: readonly unknown[]): Promise<unknown> {
  let worker = workers.get(engine);
  if (!worker) {
    worker = wrap<Worked>(new Worker(`./${engine}.js`, { type: 'module' }));
    workers.set(engine, worker);
  }
  const method = worker[name] as (...args: readonly unknown[]) => Promise<unknown>;
  return method(...args);
}

Object.assign(globalThis, { call });
