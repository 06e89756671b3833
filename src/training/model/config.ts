/** The shape of the tiny model: a decoder of the LLaMA family, under the names of Hugging Face's `LlamaConfig`. */
export interface ModelConfig {
  readonly vocab_size: number;
  /** H. */
  readonly hidden_size: number;
  /** F, the width inside the gated feed-forward network. */
  readonly intermediate_size: number;
  /** L. */
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly max_position_embeddings: number;
  readonly rope_theta: number;
  readonly rms_norm_eps: number;
}

/** The seven matrices of a layer, in Hugging Face's names. */
export const MATRICES = [
  'q_proj',
  'k_proj',
  'v_proj',
  'o_proj',
  'gate_proj',
  'up_proj',
  'down_proj',
] as const;

export type Matrix = (typeof MATRICES)[number];

/** [outputs, inputs] of a matrix: how Hugging Face stores it, y = x·Wᵀ. */
export function matrixShape(config: ModelConfig, matrix: Matrix): readonly [number, number] {
  const { hidden_size: width, intermediate_size: inner } = config;
  switch (matrix) {
    case 'gate_proj':
    case 'up_proj':
      return [inner, width];
    case 'down_proj':
      return [width, inner];
    default:
      return [width, width];
  }
}

/** The name that a matrix of a layer has in a checkpoint, without `.weight`. */
export function matrixName(layer: number, matrix: Matrix): string {
  const block = matrix.length === 6 ? 'self_attn' : 'mlp';
  return `model.layers.${layer}.${block}.${matrix}`;
}

/** Every tensor of a checkpoint with its shape, in the order in which they are stored. The output layer is tied. */
export function checkpointShapes(config: ModelConfig): Record<string, readonly number[]> {
  const { hidden_size: width, num_hidden_layers: layers, vocab_size: vocabulary } = config;
  const shapes: Record<string, readonly number[]> = { 'model.embed_tokens.weight': [vocabulary, width] };
  for (let layer = 0; layer < layers; layer++) {
    shapes[`model.layers.${layer}.input_layernorm.weight`] = [width];
    for (const matrix of MATRICES) {
      shapes[`${matrixName(layer, matrix)}.weight`] = matrixShape(config, matrix);
    }
    shapes[`model.layers.${layer}.post_attention_layernorm.weight`] = [width];
  }
  shapes['model.norm.weight'] = [width];
  return shapes;
}

/** Numbers in `shape`. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
