import type { MethodRecord, RunRecord } from './record';

/**
 * A run that is going on saves itself every 5 seconds, with its snapshots. After this many milliseconds of silence it
 * has ended: three of them missed. A tab that merely slept for so long saves again, and its newer sign of life wins.
 */
export const SILENCE = 15_000;

type Alive = Pick<RunRecord<unknown>, 'savedAt' | 'methods'>;

const hasState = ({ methods }: Alive, state: MethodRecord['state']) =>
  [...methods.values()].some((method) => method.state === state);

/** Whether another tab may be training the run right now. */
export function isBeingTrained(run: Alive, now: number): boolean {
  return hasState(run, 'running') && !isSilent(run, now);
}

/** Whether the run was going on when its page went away. */
export function isAbandoned(run: Alive, now: number): boolean {
  return hasState(run, 'running') && isSilent(run, now);
}

/** Whether to offer going on with the run, given a snapshot of it: something is left to do, and nobody is at it. */
export function isResumable(run: Alive, now: number): boolean {
  return !isBeingTrained(run, now) && [...run.methods.values()].some(({ state }) => state !== 'done');
}

/** The methods with those that were running interrupted. */
export function interrupted(methods: ReadonlyMap<string, MethodRecord>): ReadonlyMap<string, MethodRecord> {
  return new Map(
    [...methods].map(([method, record]) => [
      method,
      record.state === 'running' ? { ...record, state: 'interrupted' as const } : record,
    ]),
  );
}

/** A clock that was set back makes a time in the future as doubtful as an old one. */
function isSilent({ savedAt }: Alive, now: number): boolean {
  return Math.abs(now - savedAt) > SILENCE;
}
