import { byteCount, positiveInteger } from './checks';
import { type SlideSetup, slideMemory } from './memory';

/**
 * Whether a run of `total` bytes fits a card of `memory` bytes, as its driver reports them: total ≤ memory.
 *
 * @throws RangeError naming `total` or `memory`, when it is not a number of bytes.
 */
export function fits(total: number, memory: number): boolean {
  return headroom(total, memory) >= 0;
}

/**
 * Bytes that `total` leaves free of `memory`; negative when it does not fit.
 *
 * @throws RangeError naming `total` or `memory`, when it is not a number of bytes.
 */
export function headroom(total: number, memory: number): number {
  return byteCount(memory, 'memory') - byteCount(total, 'total');
}

/**
 * The smallest power of two of GPUs with `memory` bytes each on which the slides' formula fits, or null when none up
 * to `limit` does. Powers of two because the deck's tables use them: other counts may fit with fewer (facts §1.6).
 *
 * @param setup its `gpus` is not used.
 * @throws RangeError naming the field.
 */
export function fewestPowerOfTwoGpus(
  setup: Omit<SlideSetup, 'gpus'>,
  memory: number,
  limit = 1024,
): number | null {
  byteCount(memory, 'memory');
  positiveInteger(limit, 'limit');
  for (let gpus = 1; gpus <= limit; gpus *= 2) {
    if (slideMemory({ ...setup, gpus }).total <= memory) return gpus;
  }
  return null;
}

/**
 * The largest batch on each GPU with which the slides' formula fits `memory` bytes; 0 when not even one sequence does.
 * The deck's tables stop far earlier for LoRA on 7B and 13B, since the formula omits working sets (facts §9, E11).
 *
 * @param setup its `batch` is not used.
 * @throws RangeError naming the field.
 */
export function largestBatch(setup: Omit<SlideSetup, 'batch'>, memory: number): number {
  byteCount(memory, 'memory');
  const totalAt = (batch: number) => slideMemory({ ...setup, batch }).total;
  const one = slideMemory({ ...setup, batch: 1 });
  if (one.total > memory) return 0;

  const perSequence = one.activations + one.logits;
  let batch = 1 + Math.floor((memory - one.total) / perSequence);
  // The division rounds; the formula itself decides between the neighbours.
  while (batch > 1 && totalAt(batch) > memory) batch -= 1;
  while (totalAt(batch + 1) <= memory) batch += 1;
  return batch;
}

/**
 * The longest sequence whose slide memory fits `memory` bytes on each GPU; 0 when not even one token does.
 *
 * @param setup its `sequence` is not used.
 * @throws RangeError naming the field.
 */
export function longestSequence(setup: Omit<SlideSetup, 'sequence'>, memory: number): number {
  // B and T enter the formula only as their product: T sequences of B tokens take what B of T take.
  return largestBatch({ ...setup, sequence: setup.batch }, memory);
}

/**
 * The fewest GPUs of `memory` bytes on which the slide formula fits, or null when none up to `limit` does.
 *
 * @param setup its `gpus` is not used.
 * @throws RangeError naming the field.
 */
export function fewestGpus(setup: Omit<SlideSetup, 'gpus'>, memory: number, limit = 1024): number | null {
  byteCount(memory, 'memory');
  positiveInteger(limit, 'limit');
  for (let gpus = 1; gpus <= limit; gpus += 1) {
    if (slideMemory({ ...setup, gpus }).total <= memory) return gpus;
  }
  return null;
}
