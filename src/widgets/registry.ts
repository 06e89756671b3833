import { defineWidget } from './base/element';

/**
 * The figures by element name. Each is fetched when a reader first comes near one;
 * `src/lesson/figures.ts` gives lessons the same names for the build-time halves.
 */
defineWidget('lr-memory-calculator', () => import('./memory-calculator'));
defineWidget('lr-method-memory', () => import('./method-memory'));
defineWidget('lr-zero-stages', () => import('./zero-stages'));
defineWidget('lr-checked-runs', () => import('./checked-runs'));
defineWidget('lr-recomputation', () => import('./recomputation'));
defineWidget('lr-lab-run', () => import('./lab-run'));
defineWidget('lr-matrix-picker', () => import('./matrix-picker'));
defineWidget('lr-term-left', () => import('./term-left'));
defineWidget('lr-layer-methods', () => import('./layer-methods'));
defineWidget('lr-decision-guide', () => import('./decision-guide'));
defineWidget('lr-quantization-line', () => import('./quantization-line'));
defineWidget('lr-code-shares', () => import('./code-shares'));
defineWidget('lr-bits-ledger', () => import('./bits-ledger'));
defineWidget('lr-laboratory', () => import('./laboratory'));
defineWidget('lr-bring-model', () => import('./bring-model'));
defineWidget('lr-gpu-hours', () => import('./gpu-hours'));
defineWidget('lr-how-many-cards', () => import('./how-many-cards'));
defineWidget('lr-bottleneck', () => import('./bottleneck'));
defineWidget('lr-adapter-size', () => import('./adapter-size'));
defineWidget('lr-prefix-attention', () => import('./prefix-attention'));
defineWidget('lr-prompt-counts', () => import('./prompt-counts'));
defineWidget('lr-forward-backward', () => import('./forward-backward'));
defineWidget('lr-lora-start', () => import('./lora-start'));
defineWidget('lr-llama-tree', () => import('./llama-tree'));
defineWidget('lr-metamathqa', () => import('./metamathqa'));
defineWidget('lr-rank-decomposition', () => import('./rank-decomposition'));
