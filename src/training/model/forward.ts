import { type DType, lax, np, type Tensor, type Tensors } from '../engine';
import { type Matrix, type ModelConfig, matrixName } from './config';

/**
 * What a fine-tuning method changes in the forward pass. Everything is optional: without any of it the model computes
 * what it computed after pretraining. N is batch × positions, T the positions of one sequence.
 */
export interface Adaptation {
  /** Replaces y = x·Wᵀ. `input` is [N, in] and may be used once (`.ref` for more); the result is [N, out]. */
  readonly linear?: (at: Place, input: Tensor, weight: Tensor) => Tensor;
  /** Follows a sublayer, before its residual sum: [N, H] → [N, H]. */
  readonly afterSublayer?: (layer: number, sublayer: Sublayer, output: Tensor) => Tensor;
  /** Keys and values in front of a layer's own, both [heads, P, H / heads]. Not rotated. */
  readonly prefix?: (layer: number) => { keys: Tensor; values: Tensor } | undefined;
  /** P of `prefix`: the tokens' positions begin behind it, as if it were P tokens. */
  readonly prefixLength?: number;
  /** Vectors in front of the embedded tokens, [P, H]. */
  readonly prompt?: () => Tensor;
  readonly promptLength?: number;
}

export interface Place {
  readonly layer: number;
  readonly matrix: Matrix;
}

export type Sublayer = 'attention' | 'feedForward';

/** Who looks on while a forward pass is computed. Each tensor is a reference of the watcher's own. */
export interface Watch {
  /** The shares that attention gives: [B, heads, T, T], or [B, heads, T, P + T] with a prefix, whose columns come first. */
  readonly attention?: (layer: number, shares: Tensor) => void;
}

/** y = x·Wᵀ for x [N, in] and W [out, in]. Uses up both. */
export function linear(input: Tensor, weight: Tensor): Tensor {
  return np.matmul(input, weight.transpose());
}

/** Root-mean-square normalization over the last axis. */
function normalize(x: Tensor, gain: Tensor, epsilon: number): Tensor {
  const meanSquare = x.ref.mul(x.ref).mean(-1, { keepdims: true });
  return x.mul(np.reciprocal(np.sqrt(meanSquare.add(epsilon)))).mul(gain);
}

const silu = (x: Tensor): Tensor => x.ref.mul(np.reciprocal(np.exp(x.neg()).add(1)));

/**
 * The angles of rotary embeddings as two tables [T, 2, D / 2]: the cosine, and the sine with the sign that
 * `rotate` needs. Pairs are (i, i + D / 2), as in Hugging Face's LLaMA.
 */
function rotaryTables(config: ModelConfig, positions: number, offset: number, dtype: DType) {
  const half = headWidth(config) / 2;
  const cosine = new Float64Array(positions * 2 * half);
  const sine = new Float64Array(positions * 2 * half);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = (position + offset) * config.rope_theta ** (-i / half);
      for (const side of [0, 1]) {
        const at = (position * 2 + side) * half + i;
        cosine[at] = Math.cos(angle);
        sine[at] = side === 0 ? -Math.sin(angle) : Math.sin(angle);
      }
    }
  }
  const shape = [positions, 2, half];
  const table = (data: Float64Array<ArrayBuffer>) =>
    np.array(dtype === 'float64' ? data : Float32Array.from(data), { shape, dtype });
  return { cosine: table(cosine), sine: table(sine) };
}

export const headWidth = (config: ModelConfig): number => config.hidden_size / config.num_attention_heads;

/**
 * Logits [B·T, V] of the tokens [B, T] (int32), after the `promptLength` vectors that `prompt` puts in front, whose own
 * logits are left out. With `places` [B, A] (int32) only the logits [B·A, V] of those positions: then the last
 * feed-forward network and the output layer, which look at one position at a time, compute no others. One function for
 * every method and every back end. What `watch` asks for is computed besides; without it nothing is.
 */
export function forward(
  config: ModelConfig,
  weights: Tensors,
  tokens: Tensor,
  adaptation: Adaptation = {},
  places?: Tensor,
  watch: Watch = {},
): Tensor {
  const hidden = lastHidden(config, weights, tokens, adaptation, places, watch);
  return linear(hidden, at(weights, 'model.embed_tokens'));
}

/** The model without its output layer: [B·T, H], or [B·A, H]. */
function lastHidden(
  config: ModelConfig,
  weights: Tensors,
  tokens: Tensor,
  adaptation: Adaptation,
  places: Tensor | undefined,
  watch: Watch,
): Tensor {
  const [batch, own] = tokens.shape as [number, number];
  const { hidden_size: width, num_hidden_layers: layers, rms_norm_eps: epsilon } = config;
  const virtual = adaptation.promptLength ?? 0;
  const positions = own + virtual;
  const embedding = at(weights, 'model.embed_tokens');
  const dtype = embedding.dtype;
  let x = embedding.slice(tokens.reshape([batch * own]));
  if (adaptation.prompt && virtual > 0) {
    const prompt = np.broadcastTo(adaptation.prompt(), [batch, virtual, width]);
    x = np.concatenate([prompt, x.reshape([batch, own, width])], 1).reshape([-1, width]);
  }
  const rotary = rotaryTables(config, positions, adaptation.prefixLength ?? 0, dtype);
  const mask = causalMask(positions, dtype);
  const apply = (layer: number, matrix: Matrix, input: Tensor): Tensor => {
    const weight = at(weights, matrixName(layer, matrix));
    return adaptation.linear ? adaptation.linear({ layer, matrix }, input, weight) : linear(input, weight);
  };
  const after = (layer: number, sublayer: Sublayer, output: Tensor): Tensor =>
    adaptation.afterSublayer ? adaptation.afterSublayer(layer, sublayer, output) : output;

  for (let layer = 0; layer < layers; layer++) {
    const name = `model.layers.${layer}`;
    const inner = normalize(x.ref, at(weights, `${name}.input_layernorm`), epsilon);
    const split = (y: Tensor) => splitHeads(config, y, batch, positions);
    const attended = attention(
      rotate(config, split(apply(layer, 'q_proj', inner.ref)), rotary),
      rotate(config, split(apply(layer, 'k_proj', inner.ref)), rotary),
      split(apply(layer, 'v_proj', inner)),
      mask.ref,
      adaptation.prefix?.(layer),
      watch.attention && ((shares) => watch.attention?.(layer, shares)),
    );
    const joined = laidOut(attended.transpose([0, 2, 1, 3]).reshape([batch * positions, width]));
    x = x.add(after(layer, 'attention', apply(layer, 'o_proj', joined)));
    if (layer === layers - 1) x = wanted(x, batch, virtual, places);

    const middle = normalize(x.ref, at(weights, `${name}.post_attention_layernorm`), epsilon);
    const gated = silu(apply(layer, 'gate_proj', middle.ref)).mul(apply(layer, 'up_proj', middle));
    x = x.add(after(layer, 'feedForward', apply(layer, 'down_proj', gated)));
  }
  mask.dispose();
  rotary.cosine.dispose();
  rotary.sine.dispose();
  return normalize(x, at(weights, 'model.norm'), epsilon);
}

/** Of x [B·(P + T), H] the rows of the T tokens, or of their `places` [B, A] only. */
function wanted(x: Tensor, batch: number, virtual: number, places: Tensor | undefined): Tensor {
  if (virtual === 0 && !places) return x;
  const width = x.shape[1] as number;
  let rows = x.reshape([batch, -1, width]);
  if (virtual > 0) rows = rows.slice([], [virtual, rows.shape[1] as number], []);
  if (places) {
    const [, length] = rows.shape as [number, number, number];
    const [, count] = places.shape as [number, number];
    // As a product with ones and zeros: a gather's gradient, a scatter, is a slow routine.
    const chosen = np
      .arange(length)
      .reshape([1, 1, length])
      .equal(places.reshape([batch, count, 1]));
    rows = np.matmul(chosen.astype(rows.dtype), rows);
  }
  return rows.reshape([-1, width]);
}

function at(weights: Tensors, name: string): Tensor {
  const tensor = weights[`${name}.weight`];
  if (!tensor) throw new Error(`no weight ${name}`);
  return tensor.ref;
}

/**
 * The same numbers, and their gradient, stored in the order of their shape. Heads are split and joined by changes of
 * view, which the engine would put into the next product's indices, and its WebAssembly then takes one number at a time:
 * 40 times as long. Being computed, even twice negated, ends that.
 */
const laidOut = (x: Tensor): Tensor => x.neg().neg();

/** [B·T, H] → [B, heads, T, D]. */
function splitHeads(config: ModelConfig, x: Tensor, batch: number, positions: number): Tensor {
  const heads = config.num_attention_heads;
  const split = laidOut(x).reshape([batch, positions, heads, headWidth(config)]);
  return split.transpose([0, 2, 1, 3]);
}

/** Rotary position embedding of x [B, heads, T, D]. */
function rotate(config: ModelConfig, x: Tensor, { cosine, sine }: ReturnType<typeof rotaryTables>): Tensor {
  const [batch, heads, positions, depth] = x.shape as [number, number, number, number];
  const halves = x.reshape([batch, heads, positions, 2, depth / 2]);
  // Flipping the two halves is a change of view only; the sine's sign makes it the rotation by a quarter turn.
  const turned = np.flip(halves.ref, 3);
  return halves
    .mul(cosine.ref)
    .add(turned.mul(sine.ref))
    .reshape([batch, heads, positions, headWidth(config)]);
}

/** 0 where position t may look at s ≤ t, and a number that its exponential makes 0 elsewhere: [T, T]. */
function causalMask(positions: number, dtype: DType): Tensor {
  const allowed = np.tri(positions, positions, 0, { dtype });
  return allowed.sub(1).mul(1e9);
}

/**
 * softmax(Q·Kᵀ / √D + mask)·V for Q, K, V [B, heads, T, D], with an optional prefix that every query may look at.
 * Uses up all arguments. `told` gets the shares, the prefix's columns first.
 */
function attention(
  queries: Tensor,
  keys: Tensor,
  values: Tensor,
  mask: Tensor,
  prefix: { keys: Tensor; values: Tensor } | undefined,
  told?: (shares: Tensor) => void,
): Tensor {
  const scale = 1 / Math.sqrt(queries.shape[3] as number);
  const scaled = queries.mul(scale);
  const scores = np.matmul(scaled.ref, keys.transpose([0, 1, 3, 2])).add(mask);
  const highest = lax.stopGradient(scores.ref.max(-1, { keepdims: true }));
  if (!prefix) {
    scaled.dispose();
    const powers = np.exp(scores.sub(highest));
    const total = powers.ref.sum(-1, { keepdims: true });
    told?.(powers.ref.mul(np.reciprocal(total.ref)));
    return np.matmul(powers, values).mul(np.reciprocal(total));
  }
  const [batch] = queries.shape as [number];
  const everywhere = (x: Tensor) => np.broadcastTo(x, [batch, ...x.shape]);
  const toPrefix = np.matmul(scaled, everywhere(prefix.keys.transpose([0, 2, 1])));
  const peak = np.maximum(highest, lax.stopGradient(toPrefix.ref.max(-1, { keepdims: true })));
  const powers = np.exp(scores.sub(peak.ref));
  const prefixPowers = np.exp(toPrefix.sub(peak));
  const total = powers.ref.sum(-1, { keepdims: true }).add(prefixPowers.ref.sum(-1, { keepdims: true }));
  told?.(np.concatenate([prefixPowers.ref, powers.ref], -1).mul(np.reciprocal(total.ref)));
  return np
    .matmul(powers, values)
    .add(np.matmul(prefixPowers, everywhere(prefix.values)))
    .mul(np.reciprocal(total));
}
