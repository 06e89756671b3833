import type { Architecture } from './architecture';
import { logitsParts, OTHER_BYTES, slideMemory } from './memory';

/** The deck's setting: two A100 80 GB, eight sequences each. It does not state T; 2048 is LLaMA's context length. */
export const TEXTBOOK_SETUP = { gpus: 2, batch: 8, sequence: 2048 } as const;

/** What deck 3.3 (p. 17) prints for the three terms and their sum, in its "GB". */
export const TEXTBOOK_PRINTED = { states: 50, activations: 6.2, rest: 10, total: 66 } as const;

/** The terms of the deck's worked example, in bytes on each GPU. */
export interface TextbookExample {
  /** 16P/N: weights, gradients, optimizer. */
  readonly states: number;
  /** 2LBTH + 4BTV: the layers' inputs and the logits. */
  readonly activations: number;
  /** 8BTV: what the loss adds. */
  readonly loss: number;
  /** 6 GB. */
  readonly other: number;
  /** 8BTV + 6 GB, the deck's third term. */
  readonly rest: number;
  readonly total: number;
}

/**
 * The deck's worked example, computed again (facts §1.3): full fine-tuning of LLaMA 7B with N = 2, B = 8, T = 2048.
 * States are 53.9 GB = 50.2 GiB, activations 6.39 GB = 5.95 GiB where the deck prints 6.2: it mixes the units (E10).
 *
 * @param architecture LLaMA 7B's, or another for comparison.
 * @throws RangeError naming the field, as `slideMemory`.
 */
export function textbookExample(architecture: Architecture): TextbookExample {
  const setup = { architecture, method: 'full', rank: 1, targets: [], ...TEXTBOOK_SETUP } as const;
  const { weights, gradients, optimizer, activations, total } = slideMemory(setup);
  const { kept, loss } = logitsParts(setup);
  return {
    states: weights + gradients + optimizer,
    activations: activations + kept,
    loss,
    other: OTHER_BYTES,
    rest: loss + OTHER_BYTES,
    total,
  };
}
