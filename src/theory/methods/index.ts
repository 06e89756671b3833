import type { Architecture, MatrixName } from '../architecture';
import { oneOf } from '../checks';
import { countLora, countParameters } from '../parameters';
import { countAdapter } from './adapter';
import { countBitfit } from './bitfit';
import { countDora } from './dora';
import { countIa3 } from './ia3';
import { countPrefix } from './prefix';
import { countPrompt } from './prompt';

export { countAdapter, countBitfit, countDora, countIa3, countPrefix, countPrompt };

export type Method = 'full' | 'lora' | 'dora' | 'qlora' | 'adapter' | 'prefix' | 'prompt' | 'ia3' | 'bitfit';

/** Every method of the course, in the order of its lessons. */
export const METHODS: readonly Method[] = [
  'full',
  'lora',
  'dora',
  'qlora',
  'adapter',
  'prefix',
  'prompt',
  'ia3',
  'bitfit',
];

/** What the count of any method needs; each method looks at its own fields alone. */
export interface MethodSetup {
  readonly method: Method;
  /** r of LoRA, DoRA and QLoRA. */
  readonly rank: number;
  /** The matrices that carry LoRA, DoRA or QLoRA. */
  readonly targets: readonly MatrixName[];
  /** b of bottleneck adapters. */
  readonly bottleneck: number;
  /** Length of a prefix or a prompt. */
  readonly tokens: number;
}

/**
 * Trainable parameters of fine-tuning `architecture` with a method: all of them, or those that the method adds or
 * chooses. QLoRA trains what LoRA trains; it changes how the frozen weights are stored, and no count.
 *
 * 0 means that there is nothing to train: BitFit on a model without biases, LoRA without a target that the model has.
 *
 * @throws RangeError naming the field, or when the count is beyond 2^53 − 1.
 */
export function countTrainable(architecture: Architecture, setup: MethodSetup): number {
  oneOf(setup.method, METHODS, 'method');
  switch (setup.method) {
    case 'full':
      return countParameters(architecture).total;
    case 'lora':
    case 'qlora':
      return countLora(architecture, setup.rank, setup.targets);
    case 'dora':
      return countDora(architecture, setup.rank, setup.targets);
    case 'adapter':
      return countAdapter(architecture, setup.bottleneck);
    case 'prefix':
      return countPrefix(architecture, setup.tokens);
    case 'prompt':
      return countPrompt(architecture, setup.tokens);
    case 'ia3':
      return countIa3(architecture);
    case 'bitfit':
      return countBitfit(architecture);
  }
}
