import { type Architecture, layerMatrices } from '../architecture';
import { countParameters } from '../parameters';
import { targetedMatrices } from '../storedMatrices';
import { type DetailedSetup, isLowRank, trainedBytes, trainedParameters } from './setup';

/** Bitsandbytes' 8-bit optimizers: a byte for each of two moments, and an fp32 constant for every 256 of them. */
export const BYTES_PER_8BIT_STATE = 2 * (1 + 4 / 256);

/** Bytes of the optimizer's states on one GPU that holds all of them, and the TeX of the count. */
export interface OptimizerBytes {
  readonly bytes: number;
  readonly formula: string;
}

/**
 * Bytes of the optimizer's states for P_m trained numbers of b bytes each, before sharding:
 *
 * - `adamw-master`: fp32 master weight and two fp32 moments, 12P_m (Rajbhandari et al., arXiv 1910.02054, §3.1); where
 *   the trained numbers are fp32 themselves there is no second copy, and it is 8P_m;
 * - `adamw`: two moments in the trained type, 2b·P_m (PyTorch makes states in the type of the weight);
 * - `adamw-8bit` and paged: 2.03P_m (Transformers' documentation: 2 bytes);
 * - `sgd`: nothing, without momentum;
 * - `adafactor`: an fp32 number for each row and column of each trained matrix; vectors keep one a number.
 */
export function optimizerBytes(setup: DetailedSetup): OptimizerBytes {
  const trained = trainedParameters(setup);
  const bytes = trainedBytes(setup);
  switch (setup.optimizer) {
    case 'adamw-master': {
      const each = bytes === 4 ? 8 : 12;
      return { bytes: each * trained, formula: `${each}P_m` };
    }
    case 'adamw':
      return { bytes: 2 * bytes * trained, formula: `${2 * bytes}P_m` };
    case 'adamw-8bit':
    case 'paged-adamw-8bit':
      return { bytes: BYTES_PER_8BIT_STATE * trained, formula: `${BYTES_PER_8BIT_STATE}P_m` };
    case 'sgd':
      return { bytes: 0, formula: '0' };
    case 'adafactor':
      return { bytes: 4 * adafactorNumbers(setup), formula: '4\\textstyle\\sum(d_{in}+d_{out})' };
  }
}

/** Rows and columns of what is trained: of every matrix in `full`, of both factors in LoRA; else all P_m. */
function adafactorNumbers(setup: DetailedSetup): number {
  const { architecture, rank, targets, method, trainable } = setup;
  if (method === 'full') return fullAdafactorNumbers(architecture);
  if (!isLowRank(method)) return trainable;
  const perLayer = targetedMatrices(architecture, targets).reduce(
    (sum, { inFeatures, outFeatures, count }) => sum + count * (inFeatures + outFeatures + 2 * rank),
    0,
  );
  return architecture.numHiddenLayers * perLayer;
}

function fullAdafactorNumbers(architecture: Architecture): number {
  const { numHiddenLayers, hiddenSize, vocabSize, tiedEmbeddings, learnedPositions } = architecture;
  let factored = 0;
  let weights = 0;
  const matrix = (rows: number, columns: number, count = 1) => {
    factored += count * (rows + columns);
    weights += count * rows * columns;
  };
  for (const { inFeatures, outFeatures, count } of layerMatrices(architecture)) {
    matrix(inFeatures, outFeatures, numHiddenLayers * count);
  }
  const width = architecture.embeddingSize ?? hiddenSize;
  matrix(vocabSize, width, tiedEmbeddings ? 1 : 2);
  if (architecture.embeddingSize !== undefined) matrix(hiddenSize, width, 2);
  if (learnedPositions > 0) matrix(learnedPositions, hiddenSize);
  return factored + (countParameters(architecture).total - weights);
}

/**
 * What the step itself allocates: PyTorch's AdamW works on all tensors at once and holds the square roots of the
 * second moments, as large as the trained weights. Fused and 8-bit optimizers, and DeepSpeed's, work in place.
 */
export function stepBytes(setup: DetailedSetup): number {
  return setup.optimizer === 'adamw' ? trainedBytes(setup) * trainedParameters(setup) : 0;
}

/** The part of each state that stays on one GPU: ZeRO 1 shards the optimizer, 2 gradients too, 3 weights too. */
export function shares(setup: Pick<DetailedSetup, 'zero' | 'gpus'>): {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
} {
  const share = (from: number) => (setup.zero >= from ? setup.gpus : 1);
  return { weights: share(3), gradients: share(2), optimizer: share(1) };
}
