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
defineWidget('lr-lab-run', async () => (await import('./lab-run')).widget as never);
defineWidget('lr-matrix-picker', async () => (await import('./matrix-picker')).widget as never);
defineWidget('lr-term-left', async () => (await import('./term-left')).widget as never);
defineWidget('lr-layer-methods', async () => (await import('./layer-methods')).widget as never);
defineWidget('lr-decision-guide', async () => (await import('./decision-guide')).widget as never);
defineWidget('lr-quantization-line', async () => (await import('./quantization-line')).widget as never);
defineWidget('lr-code-shares', async () => (await import('./code-shares')).widget as never);
defineWidget('lr-bits-ledger', async () => (await import('./bits-ledger')).widget as never);
defineWidget('lr-laboratory', async () => (await import('./laboratory')).widget as never);
defineWidget('lr-bring-model', async () => (await import('./bring-model')).widget as never);
defineWidget('lr-gpu-hours', async () => (await import('./gpu-hours')).widget as never);
defineWidget('lr-how-many-cards', async () => (await import('./how-many-cards')).widget as never);
defineWidget('lr-bottleneck', async () => (await import('./bottleneck')).widget as never);
defineWidget('lr-adapter-size', async () => (await import('./adapter-size')).widget as never);
defineWidget('lr-prefix-attention', async () => (await import('./prefix-attention')).widget as never);
defineWidget('lr-prompt-counts', async () => (await import('./prompt-counts')).widget as never);
defineWidget('lr-forward-backward', async () => (await import('./forward-backward')).widget as never);
defineWidget('lr-lora-start', async () => (await import('./lora-start')).widget as never);
defineWidget('lr-llama-tree', async () => (await import('./llama-tree')).widget as never);
defineWidget('lr-metamathqa', async () => (await import('./metamathqa')).widget as never);
defineWidget('lr-rank-decomposition', async () => (await import('./rank-decomposition')).widget as never);
