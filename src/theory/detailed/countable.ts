import type { Architecture } from '../architecture';
import { byteCount, positiveInteger } from '../checks';
import { peakMemory } from './detailedMemory';

/** The largest run that a control of the site asks for. */
export const LARGEST_RUN = { batch: 512, sequence: 131_072 } as const;

/** A thousand times the largest model there is: P, and with it the products that are still counted exactly. */
const MOST_PARAMETERS = 1e15;

/** More than what the tensors of adapters and the columns of a prefix add to those of full fine-tuning. */
const MARGIN = 10;

/**
 * Whether the memory of this architecture is a number at every setting, the largest run with nothing saved included:
 * each size may be within its limit and their product beyond what is counted.
 */
export function isCountable(architecture: Architecture): boolean {
  try {
    const { parameters, total } = peakMemory({
      ...LARGEST_RUN,
      architecture,
      ...{ method: 'full', trainable: 0, rank: 1, targets: [], bottleneck: 1, tokens: 1 },
      ...{
        precision: 'fp32',
        doubleQuantization: false,
        adapterPrecision: 'fp32',
        optimizer: 'adamw-master',
      },
      ...{ zero: 0, gpus: 1, recompute: 'none', attention: 'eager', chunkedLoss: false, accumulation: 1 },
    });
    byteCount(MARGIN * total, 'total');
    return positiveInteger(parameters, 'parameters') <= MOST_PARAMETERS;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
