import { countTrainable } from '../../theory/methods';
import { countParameters } from '../../theory/parameters';
import { METHOD_IDS, type MethodId } from '../../training/methods/method';
import { initialState } from '../base/state';
import { LAB_SCHEMA, type LabState } from '../shared/lab/state';
import { TINY_ARCHITECTURE } from '../shared/lab/tinyModel';

/** Build time only. Bytes of a number in float32, in which everything here is computed. */
const FLOAT32 = 4;
/** Half a byte a code, as QLoRA's frozen matrices have in the slides. */
const FOUR_BITS = 0.5;

export interface MethodCount {
  readonly method: MethodId;
  readonly trainable: number;
  /** Weights, gradients and optimizer states by the formula: 16P, or 4P + 16·P_m, or with 4-bit matrices. */
  readonly bytes: number;
}

export function modelParameters(): number {
  return countParameters(TINY_ARCHITECTURE).total;
}

/** What each method trains with the page's default settings. */
export function methodCounts(): readonly MethodCount[] {
  const state: LabState = initialState<LabState>(LAB_SCHEMA);
  const { total, attention, feedForward } = countParameters(TINY_ARCHITECTURE);
  return METHOD_IDS.map((method) => {
    const trainable = countTrainable(TINY_ARCHITECTURE, { ...state, method });
    const inMatrices = attention + feedForward;
    const frozen =
      method === 'qlora' ? FLOAT32 * (total - inMatrices) + FOUR_BITS * inMatrices : FLOAT32 * total;
    const bytes = method === 'full' ? 4 * FLOAT32 * total : frozen + 4 * FLOAT32 * trainable;
    return { method, trainable, bytes };
  });
}
