import { byteCount } from '../checks';
import { CHANGES, type ChangeCost, type ChangeId } from './changeTable';
import { peakMemory } from './detailedMemory';
import type { DetailedSetup } from './setup';

/** A change, and what it leads to. */
export interface AppliedChange {
  readonly id: ChangeId;
  readonly cost: ChangeCost;
  readonly source: string;
  readonly setup: DetailedSetup;
  /** Bytes on each GPU afterwards. */
  readonly total: number;
  /** Bytes that it saves on each GPU. */
  readonly saved: number;
  readonly fits: boolean;
}

/**
 * The single changes that lower a set-up's memory: those that make it fit `memory` bytes first, and each group in the
 * order of cost. The first is thus the cheapest that is enough by itself, if its `fits` says so.
 *
 * @throws RangeError naming the field, as `detailedMemory`, or `memory`.
 */
export function cheapestChanges(setup: DetailedSetup, memory: number): readonly AppliedChange[] {
  byteCount(memory, 'memory');
  const before = peakMemory(setup).total;
  const applied = CHANGES.flatMap(({ id, cost, source, apply }): AppliedChange[] => {
    const changed = apply(setup);
    if (changed === null) return [];
    const { total } = peakMemory(changed);
    if (total >= before) return [];
    return [{ id, cost, source, setup: changed, total, saved: before - total, fits: total <= memory }];
  });
  return [...applied.filter(({ fits }) => fits), ...applied.filter(({ fits }) => !fits)];
}

/**
 * Changes that together make a set-up fit: the cheapest one that is enough by itself, or else the cheapest one that
 * helps, and so on from there; empty when it fits as it is, null when nothing that is left helps.
 *
 * @throws RangeError naming the field, as `cheapestChanges`.
 */
export function cheapestPlan(setup: DetailedSetup, memory: number): readonly AppliedChange[] | null {
  byteCount(memory, 'memory');
  const plan: AppliedChange[] = [];
  let current = setup;
  // Every change halves or switches something, and a card more is the last resort: 64 steps are beyond any plan.
  for (let step = 0; step < 64; step += 1) {
    if (peakMemory(current).total <= memory) return plan;
    const [next] = cheapestChanges(current, memory);
    if (next === undefined) return null;
    plan.push(next);
    current = next.setup;
  }
  return null;
}
