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
