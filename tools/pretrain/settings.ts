import type { ModelConfig } from '../../src/training/model/config';

/** The model that ships with the course: 0.95 M parameters. */
export const CONFIG: ModelConfig = {
  vocab_size: 768,
  hidden_size: 128,
  intermediate_size: 384,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  max_position_embeddings: 128,
  rope_theta: 10000,
  rms_norm_eps: 1e-5,
};

export type TextKind = 'pairs' | 'had' | 'hadA' | 'echo' | 'asking' | 'story';

/** What one part of the run reads: rows of documents, drawn in these shares; the kind that it is about comes first. */
export interface Stage {
  readonly steps: number;
  readonly rows: number;
  readonly length: number;
  readonly shares: Readonly<Partial<Record<TextKind, number>>>;
}

export const SETTINGS = {
  seed: 1,
  /** Short texts first: see src/training/text/primer.ts. */
  stages: [
    { steps: 250, rows: 64, length: 24, shares: { pairs: 1 } },
    { steps: 200, rows: 64, length: 40, shares: { had: 0.7, pairs: 0.3 } },
    { steps: 150, rows: 64, length: 48, shares: { hadA: 0.5, had: 0.3, pairs: 0.2 } },
    { steps: 250, rows: 64, length: 48, shares: { echo: 0.9, hadA: 0.1 } },
    { steps: 250, rows: 64, length: 48, shares: { asking: 0.6, echo: 0.4 } },
    { steps: 600, rows: 24, length: 112, shares: { story: 0.8, echo: 0.1, asking: 0.1 } },
  ] as readonly Stage[],
  /** Steps between two looks at what is found in held-out texts. */
  lookEvery: 50,
  /** How much more a word counts in the loss that follows from what was told before. */
  lookUpWeight: 4,
  /** Adam's memory is short and its gradients are clipped, as large models are pretrained. */
  optimizer: { beta2: 0.95, clip: 1 },
  peakLearningRate: 2e-3,
  /** Steps at the beginning, in which the learning rate rises from 0. It falls in the last stage only. */
  warmup: 100,
  /** The last learning rate as a share of the peak. */
  floor: 0.1,
  /** Rows of held-out stories, of the last stage's length, on which losses are measured. */
  heldOutRows: 96,
};

export type Settings = typeof SETTINGS;

/** Up in a line over the first steps of all; down along half a cosine over the last stage. Both count from 1. */
export function learningRate(step: number, last: { step: number; steps: number } | null, settings: Settings) {
  const { peakLearningRate: peak, warmup, floor } = settings;
  if (!last) return peak * Math.min(1, step / warmup);
  return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos((Math.PI * last.step) / last.steps)));
}
