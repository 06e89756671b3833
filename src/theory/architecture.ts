import { nonNegativeInteger, oneOf, positiveInteger } from './checks';

/** The experts of a mixture-of-experts layer; they take the place of the layer's one feed-forward network. */
export interface Experts {
  /** Experts in one layer. */
  readonly count: number;
  /** Experts that one token passes through. */
  readonly active: number;
  /** Width of one expert's hidden layer. */
  readonly intermediateSize: number;
}

/**
 * The sizes of a decoder-only transformer, by the names of its Hugging Face `config.json`.
 * Every layer has the same shape: models whose layers differ (a dense first layer, latent attention) do not fit here.
 */
export interface Architecture {
  readonly numHiddenLayers: number;
  readonly hiddenSize: number;
  readonly numAttentionHeads: number;
  /** Fewer than `numAttentionHeads` in grouped-query attention. */
  readonly numKeyValueHeads: number;
  /** A size of its own: in some models `numAttentionHeads · headDim` is not `hiddenSize` (Qwen3, Gemma). */
  readonly headDim: number;
  readonly intermediateSize: number;
  /** Rows of the embedding matrix, padding included. */
  readonly vocabSize: number;
  /** Whether the output layer is the embedding matrix itself. */
  readonly tiedEmbeddings: boolean;
  /** Whether the feed-forward network is gate, up and down (SwiGLU, GeGLU) or only up and down. */
  readonly gated: boolean;
  readonly attentionBias: { readonly qkv: boolean; readonly output: boolean };
  readonly feedForwardBias: boolean;
  /** An RMS norm has a weight, a layer norm a weight and a bias. */
  readonly norm: 'rms' | 'layer';
  readonly normsPerLayer: 2 | 4;
  /** Whether queries and keys pass through an RMS norm of size `headDim`, shared by the heads. */
  readonly queryKeyNorm: boolean;
  /** Rows of the table of learned positions; 0 with rotary positions, which have no parameters. */
  readonly learnedPositions: number;
  readonly experts: Experts | null;
}

/** The linear layers that an adapter can be put on. */
export type MatrixName = 'q' | 'k' | 'v' | 'o' | 'gate' | 'up' | 'down';

export const MATRIX_NAMES: readonly MatrixName[] = ['q', 'k', 'v', 'o', 'gate', 'up', 'down'];

export const ATTENTION_MATRICES: readonly MatrixName[] = ['q', 'k', 'v', 'o'];

/** A weight matrix of one layer, as y = x·W with x of `inFeatures` and y of `outFeatures`. */
export interface LayerMatrix {
  readonly name: MatrixName;
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Matrices of this name and shape in one layer: more than one only for experts. */
  readonly count: number;
}

/**
 * The weight matrices of one transformer layer in the order of `MATRIX_NAMES`, biases left out.
 * GPT-2 stores q, k and v as one matrix (`c_attn`); here they are three.
 *
 * @throws RangeError naming the field, as `validateArchitecture`.
 */
export function layerMatrices(architecture: Architecture): readonly LayerMatrix[] {
  validateArchitecture(architecture);
  const { hiddenSize, numAttentionHeads, numKeyValueHeads, headDim, experts } = architecture;
  const queryWidth = numAttentionHeads * headDim;
  const keyValueWidth = numKeyValueHeads * headDim;
  const feedForwardWidth = experts?.intermediateSize ?? architecture.intermediateSize;
  const count = experts?.count ?? 1;

  const matrices: LayerMatrix[] = [
    { name: 'q', inFeatures: hiddenSize, outFeatures: queryWidth, count: 1 },
    { name: 'k', inFeatures: hiddenSize, outFeatures: keyValueWidth, count: 1 },
    { name: 'v', inFeatures: hiddenSize, outFeatures: keyValueWidth, count: 1 },
    { name: 'o', inFeatures: queryWidth, outFeatures: hiddenSize, count: 1 },
  ];
  if (architecture.gated) {
    matrices.push({ name: 'gate', inFeatures: hiddenSize, outFeatures: feedForwardWidth, count });
  }
  matrices.push(
    { name: 'up', inFeatures: hiddenSize, outFeatures: feedForwardWidth, count },
    { name: 'down', inFeatures: feedForwardWidth, outFeatures: hiddenSize, count },
  );
  return matrices;
}

/**
 * Checks that an architecture can be counted.
 *
 * @throws RangeError naming the first field that is not a positive safe integer (or, for `learnedPositions`, a
 * non-negative one), is outside its choices, or contradicts another: `numKeyValueHeads` must divide
 * `numAttentionHeads`, and `experts.active` must not exceed `experts.count`.
 */
export function validateArchitecture(architecture: Architecture): void {
  positiveInteger(architecture.numHiddenLayers, 'numHiddenLayers');
  positiveInteger(architecture.hiddenSize, 'hiddenSize');
  positiveInteger(architecture.numAttentionHeads, 'numAttentionHeads');
  positiveInteger(architecture.numKeyValueHeads, 'numKeyValueHeads');
  positiveInteger(architecture.headDim, 'headDim');
  positiveInteger(architecture.intermediateSize, 'intermediateSize');
  positiveInteger(architecture.vocabSize, 'vocabSize');
  nonNegativeInteger(architecture.learnedPositions, 'learnedPositions');
  oneOf(architecture.norm, ['rms', 'layer'], 'norm');
  oneOf(architecture.normsPerLayer, [2, 4], 'normsPerLayer');

  if (architecture.numAttentionHeads % architecture.numKeyValueHeads !== 0) {
    throw new RangeError(
      `numKeyValueHeads must divide numAttentionHeads: ${architecture.numKeyValueHeads} does not divide ` +
        `${architecture.numAttentionHeads}`,
    );
  }

  const { experts } = architecture;
  if (experts === null) return;
  positiveInteger(experts.count, 'experts.count');
  positiveInteger(experts.active, 'experts.active');
  positiveInteger(experts.intermediateSize, 'experts.intermediateSize');
  if (experts.active > experts.count) {
    throw new RangeError(
      `experts.active must not exceed experts.count: ${experts.active} > ${experts.count}`,
    );
  }
}
