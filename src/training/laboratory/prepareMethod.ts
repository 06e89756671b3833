import { METHODS } from '../methods';
import type { Prepared, Start } from '../methods/method';
import type { LabMethod } from './api';

/** Makes a method ready; the reader's own from its source. */
export async function prepareMethod(method: LabMethod, start: Start, source: string): Promise<Prepared> {
  if (method !== 'own') return METHODS[method].prepare(start);
  const { prepareReadersMethod } = await import('./readersMethod');
  return prepareReadersMethod(start, source);
}
