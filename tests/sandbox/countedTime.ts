import { afterEach, beforeEach, vi } from 'vitest';

/**
 * Milliseconds that pass each time QuickJS asks for the time, which it does every ten thousand operations: about what
 * they take on a machine of today.
 */
const TICK = 0.1;

/** In these tests time passes by what the source does, not by the clock, so a limit is met at the same place always. */
export function countTime(): void {
  beforeEach(() => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += TICK;
      return now;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
}
