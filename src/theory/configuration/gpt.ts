import { evenShare, type Family } from './family';
import { type Fields, LIMITS } from './fields';

/** What GPT-2, OPT and BLOOM share: layer norms, biases, an ungated feed-forward network, one head size. */
function gptLike(
  fields: Fields,
  tied: boolean | undefined,
  hiddenSize: number,
  headNames: readonly string[],
) {
  const heads = fields.size(headNames, LIMITS.heads);
  const named = headNames.find((name) => fields.has(name)) ?? 'num_attention_heads';
  return {
    hiddenSize,
    numAttentionHeads: heads,
    numKeyValueHeads: heads,
    headDim: evenShare(fields, hiddenSize, heads, named),
    vocabSize: fields.size('vocab_size', LIMITS.vocabulary),
    tiedEmbeddings: fields.flag('tie_word_embeddings', tied ?? true),
    gated: false,
    attentionBias: { qkv: true, output: true },
    feedForwardBias: true,
    norm: 'layer',
    normsPerLayer: 2,
    queryKeyNorm: false,
    experts: null,
  } as const;
}

export const gpt2: Family = (fields, tied) => {
  const hiddenSize = fields.size(['n_embd', 'hidden_size'], LIMITS.width);
  return {
    ...gptLike(fields, tied, hiddenSize, ['n_head', 'num_attention_heads']),
    numHiddenLayers: fields.size(['n_layer', 'num_hidden_layers'], LIMITS.layers),
    intermediateSize: fields.sizeOr('n_inner', LIMITS.feedForward, 4 * hiddenSize),
    learnedPositions: fields.size(['n_positions', 'max_position_embeddings'], LIMITS.positions),
    fusedQkv: true,
  };
};

/** Two rows of OPT's position table stand before the first position. */
const OPT_POSITION_OFFSET = 2;

export const opt: Family = (fields, tied) => {
  const hiddenSize = fields.size('hidden_size', LIMITS.width);
  const embeddingSize = fields.sizeOr('word_embed_proj_dim', LIMITS.width, hiddenSize);
  const bias = fields.flag('enable_bias', true);
  const normBefore = fields.flag('do_layer_norm_before', true);
  // Norms without parameters have no place in an Architecture.
  if (!fields.flag('layer_norm_elementwise_affine', true))
    fields.refuse('range', 'layer_norm_elementwise_affine');
  return {
    ...gptLike(fields, tied, hiddenSize, ['num_attention_heads']),
    numHiddenLayers: fields.size('num_hidden_layers', LIMITS.layers),
    intermediateSize: fields.size('ffn_dim', LIMITS.feedForward),
    attentionBias: { qkv: bias, output: bias },
    feedForwardBias: bias,
    learnedPositions: fields.size('max_position_embeddings', LIMITS.positions) + OPT_POSITION_OFFSET,
    ...(embeddingSize === hiddenSize ? {} : { embeddingSize }),
    ...(normBefore && !fields.flag('_remove_final_layer_norm', false) ? {} : { finalNorm: false }),
  };
};

export const bloom: Family = (fields, tied) => {
  const hiddenSize = fields.size(['n_embed', 'hidden_size'], LIMITS.width);
  return {
    ...gptLike(fields, tied, hiddenSize, ['num_attention_heads', 'n_head']),
    numHiddenLayers: fields.size(['n_layer', 'num_hidden_layers'], LIMITS.layers),
    intermediateSize: 4 * hiddenSize,
    learnedPositions: 0,
    embeddingNorm: true,
    fusedQkv: true,
  };
};
