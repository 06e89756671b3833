import type { Fault } from './api';

/** The words that a `Fault` may begin with; the compiler sees to it that none is missing. */
const KINDS: Readonly<Record<Fault['kind'], true>> = {
  diverged: true,
  zeros: true,
  lost: true,
  memory: true,
  weights: true,
  network: true,
  data: true,
  source: true,
  adapter: true,
  refused: true,
  closed: true,
  internal: true,
};

export function isFault(cause: unknown): cause is Fault {
  return (
    typeof cause === 'object' && cause !== null && 'kind' in cause && Object.hasOwn(KINDS, String(cause.kind))
  );
}

/** The laboratory's promises reject with a `Fault`; anything else is a mistake of ours, told as one. */
export function faultOf(cause: unknown): Fault {
  if (isFault(cause)) return cause;
  return { kind: 'internal', detail: cause instanceof Error ? cause.message : String(cause) };
}

/** Engine errors in our words. */
export function deviceFault(cause: unknown): Fault {
  if (isFault(cause)) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof DOMException && cause.name === 'AbortError') return { kind: 'lost' };
  if (/memory|allocation/i.test(text)) return { kind: 'memory', detail: text };
  if (/device|OperationError/i.test(text)) return { kind: 'lost', detail: text };
  return faultOf(cause);
}
