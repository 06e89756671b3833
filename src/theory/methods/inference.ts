import type { Architecture } from '../architecture';
import { countTrainable, type Method, type MethodSetup } from './index';

/** A 16-bit number of a task's file, or of the cache of keys and values. */
const BYTES_16BIT = 2;

/** What a fine-tuned model costs when it is used, beside the model itself. */
export interface InferenceCost {
  /**
   * Whether the trained part can be folded into the weights, so that the model runs as it did before: what is added to a
   * matrix or scales its inputs or outputs can, what adds a layer with a nonlinearity or further positions cannot.
   */
  readonly mergeable: boolean;
  /** Further multiply-adds for each token, merged where that is possible. */
  readonly extraWork: number;
  /** The same while nothing is merged, as when one model serves several tasks. */
  readonly unmergedWork: number;
  /** Further bytes of each sequence's cache of keys and values, in 16 bits. */
  readonly cache: number;
  /** One task's file, in 16 bits: what is trained and nothing else. */
  readonly file: number;
}

const MERGEABLE: readonly Method[] = ['full', 'lora', 'dora', 'qlora', 'ia3', 'bitfit'];

/**
 * The cost of using what a method has trained, counted from shapes; additions of biases are left out.
 *
 * Factors and adapters use each of their weights once a token (for DoRA, without its norms, which can be computed once).
 * (IA)³ multiplies once for each scale. Each of the n positions of a prefix or prompt costs a token, in each layer, one product of
 * a query and a key and one weighted value for every head: 2 · n · heads · headDim. A prompt must also pass through
 * the model once a sequence, which is not counted here. Of experts every one is counted, though a token visits few.
 *
 * @throws RangeError naming the field, as `countTrainable`.
 */
export function inferenceCost(architecture: Architecture, setup: MethodSetup): InferenceCost {
  const { method } = setup;
  const trainable = countTrainable(architecture, setup);
  const { numHiddenLayers, hiddenSize, numAttentionHeads, numKeyValueHeads, headDim } = architecture;
  const mergeable = MERGEABLE.includes(method);
  const positions = method === 'prefix' || method === 'prompt' ? setup.tokens : 0;

  let unmergedWork = 0;
  if (method === 'lora' || method === 'qlora') unmergedWork = trainable;
  if (method === 'dora' || method === 'ia3') unmergedWork = trainable;
  if (method === 'adapter') unmergedWork = numHiddenLayers * 2 * 2 * hiddenSize * setup.bottleneck;
  if (positions > 0) unmergedWork = numHiddenLayers * 2 * positions * numAttentionHeads * headDim;

  return {
    mergeable,
    extraWork: mergeable ? 0 : unmergedWork,
    unmergedWork,
    cache: BYTES_16BIT * positions * numHiddenLayers * 2 * numKeyValueHeads * headDim,
    file: BYTES_16BIT * trainable,
  };
}
