import { type Device, getBackend } from './engine';

/** Counts the bytes that the engine's arrays hold on one device, as they come and go. */
export interface Ledger {
  /** Bytes held now. */
  readonly held: number;
  /** The most held at once since the last `mark`. */
  readonly peak: number;
  /** Begins a new peak at what is held now. */
  mark(): void;
}

/**
 * Opens the ledger of a device, before its first array. It stands between the engine and its memory: a slot counts from
 * its allocation until its last reference is gone.
 */
export function openLedger(device: Device): Ledger {
  const backend = getBackend(device);
  const slots = new Map<number, { size: number; references: number }>();
  let held = 0;
  let peak = 0;
  const { malloc, incRef, decRef } = backend;
  backend.malloc = (size, data) => {
    const slot = malloc.call(backend, size, data);
    slots.set(slot, { size, references: 1 });
    held += size;
    peak = Math.max(peak, held);
    return slot;
  };
  backend.incRef = (slot) => {
    incRef.call(backend, slot);
    const entry = slots.get(slot);
    if (entry) entry.references++;
  };
  backend.decRef = (slot) => {
    decRef.call(backend, slot);
    const entry = slots.get(slot);
    if (!entry || --entry.references > 0) return;
    slots.delete(slot);
    held -= entry.size;
  };
  return {
    get held() {
      return held;
    },
    get peak() {
      return peak;
    },
    mark() {
      peak = held;
    },
  };
}
