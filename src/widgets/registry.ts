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
defineWidget('lr-laboratory', async () => (await import('./laboratory')).widget as never);
defineWidget('lr-rank-decomposition', async () => (await import('./rank-decomposition')).widget as never);
