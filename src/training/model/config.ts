/**
 * The shape of a decoder of the LLaMA family, under the names of Hugging Face's `LlamaConfig`. What is optional is absent
 * where a model is as the tiny one: as many heads for keys as for queries, no biases, the embedding as output layer.
 */
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
  /** K, the heads of keys and values: each serves `num_attention_heads` / K heads of queries. */
  readonly num_key_value_heads?: number;
  /** D, the width of a head, where it is not H over the heads. */
  readonly head_dim?: number;
  /** False where the output layer is a matrix of its own, `lm_head`. */
  readonly tie_word_embeddings?: boolean;
  /** The matrices that have a bias. */
  readonly biases?: readonly Matrix[];
  readonly rope_scaling?: RopeScaling;
}

/** How the rates of rotary positions are slowed, for contexts longer than those of pretraining. */
export type RopeScaling =
  | { readonly rope_type: 'linear'; readonly factor: number }
  | {
      readonly rope_type: 'llama3';
      readonly factor: number;
      readonly low_freq_factor: number;
      readonly high_freq_factor: number;
      readonly original_max_position_embeddings: number;
    };

/** D. */
export const headWidth = (config: ModelConfig): number =>
  config.head_dim ?? config.hidden_size / config.num_attention_heads;

/** K. */
export const keyValueHeads = (config: ModelConfig): number =>
  config.num_key_value_heads ?? config.num_attention_heads;

/** The name of the output layer's weights, without `.weight`. */
export const outputName = (config: ModelConfig): string =>
  config.tie_word_embeddings === false ? 'lm_head' : 'model.embed_tokens';

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
  const depth = headWidth(config);
  switch (matrix) {
    case 'q_proj':
      return [config.num_attention_heads * depth, width];
    case 'k_proj':
    case 'v_proj':
      return [keyValueHeads(config) * depth, width];
    case 'o_proj':
      return [width, config.num_attention_heads * depth];
    case 'gate_proj':
    case 'up_proj':
      return [inner, width];
    case 'down_proj':
      return [width, inner];
  }
}

/** The name that a matrix of a layer has in a checkpoint, without `.weight`. */
export function matrixName(layer: number, matrix: Matrix): string {
  const block = matrix.length === 6 ? 'self_attn' : 'mlp';
  return `model.layers.${layer}.${block}.${matrix}`;
}

/** Every tensor of a checkpoint with its shape, in the order in which they are stored. */
export function checkpointShapes(config: ModelConfig): Record<string, readonly number[]> {
  const { hidden_size: width, num_hidden_layers: layers, vocab_size: vocabulary } = config;
  const shapes: Record<string, readonly number[]> = { 'model.embed_tokens.weight': [vocabulary, width] };
  for (let layer = 0; layer < layers; layer++) Object.assign(shapes, layerShapes(config, layer));
  shapes['model.norm.weight'] = [width];
  shapes[`${outputName(config)}.weight`] = [vocabulary, width];
  return shapes;
}

/** The tensors of one layer. */
export function layerShapes(config: ModelConfig, layer: number): Record<string, readonly number[]> {
  const width = config.hidden_size;
  const shapes: Record<string, readonly number[]> = {
    [`model.layers.${layer}.input_layernorm.weight`]: [width],
  };
  for (const matrix of MATRICES) {
    const shape = matrixShape(config, matrix);
    shapes[`${matrixName(layer, matrix)}.weight`] = shape;
    if (config.biases?.includes(matrix)) shapes[`${matrixName(layer, matrix)}.bias`] = [shape[0]];
  }
  shapes[`model.layers.${layer}.post_attention_layernorm.weight`] = [width];
  return shapes;
}

/** Numbers in `shape`. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
