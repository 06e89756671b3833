import type { Experts } from '../architecture';
import { evenShare, type Family } from './family';
import { type Fields, LIMITS } from './fields';

/** What tells LLaMA's descendants apart, each as transformers has it. */
interface Traits {
  /** `tie_word_embeddings` when absent. */
  readonly tied: boolean;
  /** `head_dim` when absent; without it, the hidden size over the heads. */
  readonly headDim?: number;
  /** `num_attention_heads` when absent, for the one kind whose published files leave it out. */
  readonly heads?: number;
  /** `num_key_value_heads` when absent; without it, as many as heads. (A null always means as many as heads.) */
  readonly keyValueHeads?: number;
  /** `vocab_size` when absent, as `heads`. */
  readonly vocabSize?: number;
  /** Whether q, k and v carry a bias whatever the file says, as in Qwen2. */
  readonly qkvBias?: boolean;
  /** Whether `attention_bias` is read, which puts a bias on q, k, v and o. */
  readonly attentionBias?: boolean;
  /** Whether `mlp_bias` is read. */
  readonly feedForwardBias?: boolean;
  readonly normsPerLayer?: 2 | 4;
  readonly queryKeyNorm?: boolean;
  /** Whether q, k and v are one matrix, and gate and up another. */
  readonly fused?: boolean;
  /** How experts are read, where each layer has them. */
  readonly experts?: (fields: Fields) => Experts;
}

/** LLaMA and its descendants: rotary positions, RMS norms, gated feed-forward networks. */
export function llama(traits: Traits): Family {
  return (fields, tied) => {
    const hiddenSize = fields.size('hidden_size', LIMITS.width);
    const numAttentionHeads = fields.sizeOrDefault('num_attention_heads', LIMITS.heads, traits.heads);
    const attentionBias = traits.attentionBias === true && fields.flag('attention_bias', false);
    const experts = traits.experts?.(fields) ?? null;
    return {
      numHiddenLayers: fields.size('num_hidden_layers', LIMITS.layers),
      hiddenSize,
      numAttentionHeads,
      numKeyValueHeads: keyValueHeads(fields, numAttentionHeads, traits.keyValueHeads),
      headDim: headDim(fields, hiddenSize, numAttentionHeads, traits.headDim),
      intermediateSize:
        experts === null
          ? fields.size('intermediate_size', LIMITS.feedForward)
          : fields.sizeOr('intermediate_size', LIMITS.feedForward, experts.intermediateSize),
      vocabSize: fields.sizeOrDefault('vocab_size', LIMITS.vocabulary, traits.vocabSize),
      tiedEmbeddings: fields.flag('tie_word_embeddings', tied ?? traits.tied),
      gated: true,
      attentionBias: { qkv: traits.qkvBias === true || attentionBias, output: attentionBias },
      feedForwardBias: traits.feedForwardBias === true && fields.flag('mlp_bias', false),
      norm: 'rms',
      normsPerLayer: traits.normsPerLayer ?? 2,
      queryKeyNorm: traits.queryKeyNorm ?? false,
      learnedPositions: 0,
      experts,
      ...(traits.fused ? { fusedQkv: true, fusedGateUp: true } : {}),
    };
  };
}

function keyValueHeads(fields: Fields, heads: number, constant: number | undefined): number {
  const name = 'num_key_value_heads';
  const count =
    constant === undefined || fields.isNull(name)
      ? fields.sizeOr(name, LIMITS.heads, heads)
      : fields.sizeOrDefault(name, LIMITS.heads, constant);
  if (heads % count !== 0) fields.refuse(fields.has(name) ? 'range' : 'missing', name);
  return count;
}

function headDim(fields: Fields, hiddenSize: number, heads: number, constant: number | undefined): number {
  if (fields.has('head_dim')) return fields.size('head_dim', LIMITS.width);
  if (constant !== undefined) return fields.sizeOrDefault('head_dim', LIMITS.width, constant);
  return evenShare(fields, hiddenSize, heads, 'num_attention_heads');
}

function activeOf(fields: Fields, count: number): number {
  const active = fields.size('num_experts_per_tok', LIMITS.experts);
  return active <= count ? active : fields.refuse('range', 'num_experts_per_tok');
}

/** Mixtral's experts, each as wide as the feed-forward network that they take the place of. */
export function mixtralExperts(fields: Fields): Experts {
  const count = fields.size('num_local_experts', LIMITS.experts);
  const intermediateSize = fields.size('intermediate_size', LIMITS.feedForward);
  return { count, active: activeOf(fields, count), intermediateSize };
}

/** Qwen3's experts, where every layer has them: dense layers in between would be layers of another shape. */
export function qwenExperts(fields: Fields): Experts {
  const step = fields.sizeOr('decoder_sparse_step', LIMITS.layers, 1);
  if (step !== 1) fields.refuse('range', 'decoder_sparse_step');
  const dense = fields.value('mlp_only_layers') ?? [];
  if (!Array.isArray(dense)) fields.refuse('type', 'mlp_only_layers');
  else if (dense.length > 0) fields.refuse('range', 'mlp_only_layers');
  const count = fields.size(['num_experts', 'num_local_experts'], LIMITS.experts);
  const intermediateSize = fields.size('moe_intermediate_size', LIMITS.feedForward);
  return { count, active: activeOf(fields, count), intermediateSize };
}
