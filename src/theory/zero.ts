import { oneOf, positiveInteger } from './checks';
import { BYTES_PER_GRADIENT, BYTES_PER_OPTIMIZER_STATE, BYTES_PER_WEIGHT_16BIT } from './memory';

/** How much ZeRO shards: 0 nothing, 1 optimizer states, 2 gradients too, 3 weights too. */
export type ZeroStage = 0 | 1 | 2 | 3;

export const ZERO_STAGES: readonly ZeroStage[] = [0, 1, 2, 3];

/** Model states on each GPU, in bytes. */
export interface ShardedStates {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly total: number;
}

/**
 * Model states of mixed-precision Adam on each of N data-parallel GPUs: 2P of weights, 2P of gradients and 12P of
 * optimizer states, of which ZeRO divides by N the last (stage 1), the last two (stage 2) or all (stage 3)
 * (Rajbhandari et al., arXiv 1910.02054, §3 and §5; deck 3.3, facts §1.3). The slides' 16P/N is stage 3.
 *
 * @param parameters P, all of them trained.
 * @param gpus N.
 * @throws RangeError naming `parameters`, `stage` or `gpus`.
 */
export function shardedStates(parameters: number, stage: ZeroStage, gpus: number): ShardedStates {
  positiveInteger(parameters, 'parameters');
  oneOf(stage, ZERO_STAGES, 'stage');
  positiveInteger(gpus, 'gpus');
  const weights = (BYTES_PER_WEIGHT_16BIT * parameters) / (stage >= 3 ? gpus : 1);
  const gradients = (BYTES_PER_GRADIENT * parameters) / (stage >= 2 ? gpus : 1);
  const optimizer = (BYTES_PER_OPTIMIZER_STATE * parameters) / (stage >= 1 ? gpus : 1);
  return { weights, gradients, optimizer, total: weights + gradients + optimizer };
}
