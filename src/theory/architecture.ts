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
  /** Rows of the table of learned positions; 0 with rotary positions or ALiBi, which have no parameters. */
  readonly learnedPositions: number;
  readonly experts: Experts | null;
  /**
   * Width of the token embedding where it is not `hiddenSize`: OPT-350m embeds in 512 dimensions, projects to 1024 and,
   * before the output layer, back, both without bias. Absent: `hiddenSize`, and no projections.
   */
  readonly embeddingSize?: number;
  /** Whether the embedded tokens pass through a norm before the first layer, as in BLOOM. Absent: no. */
  readonly embeddingNorm?: boolean;
  /** Whether a norm follows the last layer; OPT-350m, which norms after each sublayer, has none. Absent: yes. */
  readonly finalNorm?: boolean;
  /** Whether q, k and v are stored as one matrix, as in GPT-2 (`c_attn`), BLOOM and Phi-3. Absent: no. */
  readonly fusedQkv?: boolean;
  /** Whether gate and up are stored as one matrix, as in Phi-3. Absent: no. */
  readonly fusedGateUp?: boolean;
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
 * Matrices that are stored as one (GPT-2's `c_attn`) are listed apart here, and together in storedMatrices.ts.
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

/** Whether the matrices of this name carry a bias, of as many numbers as they have outputs. */
export function hasBias(architecture: Architecture, name: MatrixName): boolean {
  const { attentionBias, feedForwardBias } = architecture;
  if (name === 'q' || name === 'k' || name === 'v') return attentionBias.qkv;
  return name === 'o' ? attentionBias.output : feedForwardBias;
}

/** Parameters of one norm over the hidden size H: H of weights and, in a layer norm, H of biases. */
export function normSize(architecture: Architecture): number {
  return architecture.norm === 'layer' ? 2 * architecture.hiddenSize : architecture.hiddenSize;
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
  if (architecture.embeddingSize !== undefined) positiveInteger(architecture.embeddingSize, 'embeddingSize');
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
