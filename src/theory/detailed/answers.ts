/** What fits: the questions that the detailed model answers about a card of `memory` bytes. */
import { byteCount, positiveInteger } from '../checks';
import { peakMemory } from './detailedMemory';
import type { DetailedSetup } from './setup';

/** The largest value that a search goes to: beyond it the answer is that memory is not what limits it. */
export const SEARCH_LIMIT = 2 ** 24;

/**
 * The largest batch on one GPU that fits `memory` bytes, up to 2^24; 0 when not even one sequence does.
 *
 * @param setup its `batch` is not used.
 * @throws RangeError naming the field.
 */
export function largestDetailedBatch(setup: Omit<DetailedSetup, 'batch'>, memory: number): number {
  return largest(memory, (batch) => peakMemory({ ...setup, batch }).total);
}

/**
 * The longest sequence that fits `memory` bytes, up to 2^24 tokens; 0 when not even one token does. What the model was
 * trained for is not asked.
 *
 * @param setup its `sequence` is not used.
 * @throws RangeError naming the field.
 */
export function largestDetailedSequence(setup: Omit<DetailedSetup, 'sequence'>, memory: number): number {
  return largest(memory, (sequence) => peakMemory({ ...setup, sequence }).total);
}

/** The largest value from 0 on at which `total`, which never falls, is within memory. */
function largest(memory: number, total: (value: number) => number): number {
  byteCount(memory, 'memory');
  if (total(1) > memory) return 0;
  let fits = 1;
  while (fits < SEARCH_LIMIT && total(2 * fits) <= memory) fits *= 2;
  if (fits >= SEARCH_LIMIT) return SEARCH_LIMIT;
  let tooMuch = 2 * fits;
  while (tooMuch - fits > 1) {
    const middle = Math.floor((fits + tooMuch) / 2);
    if (total(middle) <= memory) fits = middle;
    else tooMuch = middle;
  }
  return fits;
}

/**
 * The fewest GPUs of `memory` bytes on which the set-up fits, or null when none up to `limit` does. Sharding needs
 * buffers, so that two GPUs can hold less than twice what one does; every count is tried.
 *
 * @param setup its `gpus` is not used; its `zero` decides what more GPUs help with.
 * @param counts `powers` tries powers of two alone, as the slides' tables have them.
 * @throws RangeError naming the field.
 */
export function fewestDetailedGpus(
  setup: Omit<DetailedSetup, 'gpus'>,
  memory: number,
  counts: 'any' | 'powers' = 'any',
  limit = 1024,
): number | null {
  byteCount(memory, 'memory');
  positiveInteger(limit, 'limit');
  for (let gpus = 1; gpus <= limit; gpus = counts === 'powers' ? 2 * gpus : gpus + 1) {
    if (peakMemory({ ...setup, gpus }).total <= memory) return gpus;
  }
  return null;
}
