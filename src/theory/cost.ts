import { positiveInteger } from './checks';

/** A run as far as its price is concerned. */
export interface TimedRun {
  /** N. */
  readonly gpus: number;
  /** Wall-clock hours. */
  readonly hours: number;
}

/**
 * GPU-hours N·t: what is paid for. One card for ten hours and ten cards for one cost the same.
 *
 * @throws RangeError naming `gpus` or `hours`.
 */
export function gpuHours({ gpus, hours }: TimedRun): number {
  return positiveInteger(gpus, 'gpus') * amount(hours, 'hours');
}

/**
 * Cost of a run, t·(N·p + w): the cards' price p for each card and hour, and w for each hour that somebody waits.
 *
 * @param price p, in any currency, for one card and one hour.
 * @param waiting w, in the same currency, for one hour of wall-clock time.
 * @throws RangeError naming the field.
 */
export function runCost(run: TimedRun, price: number, waiting = 0): number {
  return gpuHours(run) * amount(price, 'price') + run.hours * amount(waiting, 'waiting');
}

/**
 * What an hour of waiting must be worth, in prices of one GPU-hour (w/p), before the run on many cards costs less than
 * the run on few: t₁(N₁p + w) = t₂(N₂p + w) gives w/p = (N₂t₂ − N₁t₁)/(t₁ − t₂).
 * Null where the run on few cards is no slower, or costs no less to begin with: waiting decides nothing there.
 *
 * @throws RangeError naming the field.
 */
export function breakEvenWaiting(few: TimedRun, many: TimedRun): number | null {
  const saved = gpuHours(many) - gpuHours(few);
  const waited = few.hours - many.hours;
  return waited > 0 && saved > 0 ? saved / waited : null;
}

/** Returns `value` when it is a number from 0 to 10^12; else throws a RangeError naming `field`. */
function amount(value: number, field: string): number {
  if (!Number.isFinite(value) || value < 0 || value > 1e12) {
    throw new RangeError(`${field} must be a number from 0 to 10^12, not ${String(value)}`);
  }
  return value;
}
