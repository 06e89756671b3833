import type { SavedTensor } from './savedTensor';

export type DetailedTermId =
  | 'weights'
  | 'adapters'
  | 'gradients'
  | 'optimizer'
  | 'activations'
  | 'working'
  | 'logits'
  | 'gather'
  | 'dequantization'
  | 'fixed';

export const DETAILED_TERM_IDS: readonly DetailedTermId[] = [
  'weights',
  'adapters',
  'gradients',
  'optimizer',
  'activations',
  'working',
  'logits',
  'gather',
  'dequantization',
  'fixed',
];

/**
 * The three instants of a step at which memory can peak: the loss (all activations are stored, the logits exist),
 * the start of the backward pass (activations, and the working set of the last layer), the optimizer's step (all
 * gradients exist, no activations).
 */
export type Moment = 'loss' | 'backward' | 'step';

export const MOMENTS: readonly Moment[] = ['loss', 'backward', 'step'];

/** One term of the detailed model, in bytes on each GPU. */
export interface DetailedTerm {
  readonly id: DetailedTermId;
  /** What it takes at the peak: 0 for a term that does not exist then. These sum to the total. */
  readonly bytes: number;
  /** What it takes at each instant. */
  readonly at: Readonly<Record<Moment, number>>;
  /** TeX, in the symbols of the docstrings: P, P_m, L, B, T, H, V, N, r, with the factors of this set-up. */
  readonly formula: string;
  /** Id of the reference that the formula is from. */
  readonly source: string;
}

export interface DetailedMemory {
  readonly terms: readonly DetailedTerm[];
  /** The largest of the three instants' sums. */
  readonly total: number;
  /** The instant of the peak; the earlier one when two are equal. */
  readonly peak: Moment;
  readonly totals: Readonly<Record<Moment, number>>;
  /** P, of the model alone. */
  readonly parameters: number;
  /** P_m. */
  readonly trainable: number;
  /** What one layer keeps for the backward pass without recomputation: the table behind `activations`. */
  readonly savedTensors: readonly SavedTensor[];
}
