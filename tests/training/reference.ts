import type { NamedValues } from '../../src/training/engine';
import { type Matrix, type ModelConfig, matrixName } from '../../src/training/model/config';

/**
 * The LLaMA decoder in plain loops over float64, written from the papers' formulas (RMSNorm, rotary embeddings, SwiGLU)
 * and apart from `forward.ts`, which is compared with it: logits [T][V] of one row of tokens.
 */
export function referenceLogits(
  config: ModelConfig,
  weights: NamedValues,
  tokens: readonly number[],
  told?: (layer: number, head: number, token: number, shares: readonly number[]) => void,
): number[][] {
  const { hidden_size: width, num_attention_heads: heads, rms_norm_eps: epsilon } = config;
  const depth = width / heads;
  const data = (name: string) => (weights[`${name}.weight`] as NamedValues[string]).data;
  const times = (x: readonly number[], name: string): number[] => {
    const w = data(name);
    return Array.from({ length: w.length / x.length }, (_, row) =>
      x.reduce((sum, value, column) => sum + value * (w[row * x.length + column] as number), 0),
    );
  };
  const norm = (x: readonly number[], name: string): number[] => {
    const scale = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / x.length + epsilon);
    return x.map((value, at) => (value / scale) * (data(name)[at] as number));
  };
  const turn = (x: readonly number[], position: number): number[] => {
    const turned = [...x];
    for (let head = 0; head < heads; head++) {
      for (let i = 0; i < depth / 2; i++) {
        const angle = position * config.rope_theta ** ((-2 * i) / depth);
        const [a, b] = [head * depth + i, head * depth + i + depth / 2];
        turned[a] = (x[a] as number) * Math.cos(angle) - (x[b] as number) * Math.sin(angle);
        turned[b] = (x[b] as number) * Math.cos(angle) + (x[a] as number) * Math.sin(angle);
      }
    }
    return turned;
  };
  const embedding = data('model.embed_tokens');
  let stream = tokens.map((token) => [...embedding.subarray(token * width, (token + 1) * width)]);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = (matrix: Matrix) => matrixName(layer, matrix);
    const inner = stream.map((x) => norm(x, `model.layers.${layer}.input_layernorm`));
    const queries = inner.map((x, position) => turn(times(x, at('q_proj')), position));
    const keys = inner.map((x, position) => turn(times(x, at('k_proj')), position));
    const values = inner.map((x) => times(x, at('v_proj')));
    stream = stream.map((x, t) => {
      const joined: number[] = [];
      for (let head = 0; head < heads; head++) {
        const range = Array.from({ length: depth }, (_, i) => head * depth + i);
        const scores = keys
          .slice(0, t + 1)
          .map((key) =>
            range.reduce((sum, i) => sum + ((queries[t] as number[])[i] as number) * (key[i] as number), 0),
          );
        const powers = scores.map((score) => Math.exp(score / Math.sqrt(depth)));
        const total = powers.reduce((sum, power) => sum + power, 0);
        told?.(
          layer,
          head,
          t,
          powers.map((power) => power / total),
        );
        for (const i of range) {
          joined.push(
            powers.reduce(
              (sum, power, s) => sum + (power / total) * ((values[s] as number[])[i] as number),
              0,
            ),
          );
        }
      }
      const output = times(joined, at('o_proj'));
      return x.map((value, i) => value + (output[i] as number));
    });
    stream = stream.map((x) => {
      const middle = norm(x, `model.layers.${layer}.post_attention_layernorm`);
      const up = times(middle, at('up_proj'));
      const gated = times(middle, at('gate_proj')).map(
        (g, i) => (g / (1 + Math.exp(-g))) * (up[i] as number),
      );
      const output = times(gated, at('down_proj'));
      return x.map((value, i) => value + (output[i] as number));
    });
  }
  return stream.map((x) => times(norm(x, 'model.norm'), 'model.embed_tokens'));
}

/** The shares of attention [layers][heads][T][t + 1] of one row of tokens, by the same loops. */
export function referenceAttention(
  config: ModelConfig,
  weights: NamedValues,
  tokens: readonly number[],
): number[][][][] {
  const { num_hidden_layers: layers, num_attention_heads: heads } = config;
  const shares: number[][][][] = Array.from({ length: layers }, () =>
    Array.from({ length: heads }, () => []),
  );
  referenceLogits(config, weights, tokens, (layer, head, token, row) => {
    const rows = shares[layer]?.[head];
    if (rows) rows[token] = [...row];
  });
  return shares;
}
