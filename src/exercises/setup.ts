import { modelById } from '../facts/models';
import { ATTENTION_MATRICES } from '../theory/architecture';
import type { SlideSetup } from '../theory/memory';

/** A run for the slides' formula: full fine-tuning on one card, one sequence of 2,048 tokens, where nothing else is said. */
export function setupOf(model: string, rest: Partial<Omit<SlideSetup, 'architecture'>> = {}): SlideSetup {
  return {
    architecture: modelById(model).architecture,
    method: 'full',
    rank: 16,
    targets: ATTENTION_MATRICES,
    gpus: 1,
    batch: 1,
    sequence: 2048,
    ...rest,
  };
}
