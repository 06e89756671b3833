import type { NamedValues } from '../engine';
import { gaussian, ones } from '../methods/initial';
import type { Random } from '../random';
import { checkpointShapes, type ModelConfig } from './config';

/**
 * Weights before pretraining: normal numbers of deviation 0.5/√inputs, gains of one. The two matrices that write into
 * the residual stream start smaller by 1/√(2L), as GPT-2's do; the embeddings start large enough beside what these write
 * that a token can be told from its neighbours (0.08: with 0.02 nothing was looked up in the first 600 steps).
 */
export function initialWeights(config: ModelConfig, random: Random): NamedValues {
  const residual = 1 / Math.sqrt(2 * config.num_hidden_layers);
  return Object.fromEntries(
    Object.entries(checkpointShapes(config)).map(([name, shape]) => {
      if (shape.length === 1) return [name, ones(shape)];
      if (name.includes('embed')) return [name, gaussian(shape, 0.08, random)];
      const deviation = Math.sqrt(1 / (shape[1] as number)) * 0.5;
      const writes = name.includes('o_proj') || name.includes('down_proj');
      return [name, gaussian(shape, writes ? deviation * residual : deviation, random)];
    }),
  );
}
