import type { NamedValues } from '../engine';
import { gaussian, ones } from '../methods/initial';
import type { Random } from '../random';
import { checkpointShapes, headWidth, type ModelConfig, matrixName } from './config';

/** Deviation of the embeddings: large enough beside what the layers add that a token can be told from its neighbours. */
const EMBEDDING = 0.08;

/**
 * Weights before pretraining: normal numbers of deviation 0.5/√inputs, gains of one. The two matrices that write into
 * the residual stream start smaller by 1/√(2L), as GPT-2's do; and one head starts as `lookBack` says.
 */
export function initialWeights(config: ModelConfig, random: Random): NamedValues {
  const residual = 1 / Math.sqrt(2 * config.num_hidden_layers);
  const weights = Object.fromEntries(
    Object.entries(checkpointShapes(config)).map(([name, shape]) => {
      if (shape.length === 1) return [name, ones(shape)];
      if (name.includes('embed')) return [name, gaussian(shape, EMBEDDING, random)];
      const deviation = 0.5 / Math.sqrt(shape[1] as number);
      const writes = name.includes('o_proj') || name.includes('down_proj');
      return [name, gaussian(shape, writes ? deviation * residual : deviation, random)];
    }),
  );
  lookBack(config, weights, random);
  return weights;
}

/** How much of an embedding's length is the same for all tokens, and the height of the head's scores. */
const LOOK_BACK = { shared: 0.7, score: 8, pairs: 3 } as const;

/**
 * Lets the first head of the first layer begin as one that looks one token back, which models that copy from their context
 * learn first and small ones learn late (Olsson et al. 2022, induction heads). All embeddings get a common part; from it
 * alone the head makes a query and a key, turned so that rotary positions score best one step apart, in the three fastest
 * pairs of its numbers.
 */
function lookBack(config: ModelConfig, weights: NamedValues, random: Random): void {
  const { hidden_size: width, rope_theta: base } = config;
  const depth = headWidth(config);
  const half = depth / 2;
  const direction = Float64Array.from({ length: width }, () => random.gaussian());
  const norm = Math.hypot(...direction);
  const length = EMBEDDING * Math.sqrt(width);
  const shared = LOOK_BACK.shared * length;
  const embedding = (weights['model.embed_tokens.weight'] as NamedValues[string]).data;
  for (let at = 0; at < embedding.length; at++) {
    (embedding[at] as number) += (shared * (direction[at % width] as number)) / norm;
  }
  // What of a normalized embedding lies along the common direction.
  const part = (Math.sqrt(width) * shared) / Math.hypot(length, shared);
  const size = Math.sqrt(LOOK_BACK.score * Math.sqrt(depth)) / part;
  const set = (matrix: 'q_proj' | 'k_proj', row: number, value: number) => {
    const { data } = weights[`${matrixName(0, matrix)}.weight`] as NamedValues[string];
    for (let column = 0; column < width; column++) {
      data[row * width + column] = (value * size * (direction[column] as number)) / norm;
    }
  };
  for (let pair = 0; pair < Math.min(LOOK_BACK.pairs, half); pair++) {
    const angle = base ** (-pair / half);
    set('q_proj', pair, 1);
    set('q_proj', pair + half, 0);
    set('k_proj', pair, Math.cos(angle));
    set('k_proj', pair + half, Math.sin(angle));
  }
}
