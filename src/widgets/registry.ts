import { defineWidget } from './base/element';

/**
 * The figures by element name. Each is fetched when a reader first comes near one;
 * `src/lesson/figures.ts` gives lessons the same names for the build-time halves.
 */
defineWidget('lr-memory-calculator', async () => (await import('./memory-calculator')).widget as never);
defineWidget('lr-method-memory', async () => (await import('./method-memory')).widget as never);
defineWidget('lr-zero-stages', async () => (await import('./zero-stages')).widget as never);
defineWidget('lr-checked-runs', async () => (await import('./checked-runs')).widget as never);
defineWidget('lr-recomputation', async () => (await import('./recomputation')).widget as never);
defineWidget('lr-quantization-line', async () => (await import('./quantization-line')).widget as never);
defineWidget('lr-code-shares', async () => (await import('./code-shares')).widget as never);
defineWidget('lr-bits-ledger', async () => (await import('./bits-ledger')).widget as never);
defineWidget('lr-laboratory', async () => (await import('./laboratory')).widget as never);
