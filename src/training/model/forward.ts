import { type DType, lax, np, type Tensor, type Tensors } from '../engine';
import { headWidth, type Matrix, type ModelConfig, matrixName, outputName } from './config';
import { rotaryRates } from './rotary';

/**
 * What a fine-tuning method changes in the forward pass. Everything is optional: without any of it the model computes
 * what it computed after pretraining. N is batch × positions, T the positions of one sequence.
 */
export interface Adaptation {
  /**
   * Replaces y = x·Wᵀ. `input` is [N, in] and may be used once (`.ref` for more); the result is [N, out]. A bias, where
   * the matrix has one, is added afterwards.
   */
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
  const rates = rotaryRates(config);
  const half = rates.length;
  const cosine = new Float64Array(positions * 2 * half);
  const sine = new Float64Array(positions * 2 * half);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = (position + offset) * (rates[i] as number);
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
  const [batch, own] = tokens.shape as [number, number];
  const virtual = adaptation.promptLength ?? 0;
  let x = embed(weights, tokens);
  if (adaptation.prompt && virtual > 0) {
    const prompt = np.broadcastTo(adaptation.prompt(), [batch, virtual, config.hidden_size]);
    x = np.concatenate([prompt, x.reshape([batch, own, config.hidden_size])], 1);
    x = x.reshape([-1, config.hidden_size]);
  }
  const room = createRoom(config, batch, own + virtual, x.dtype, adaptation.prefixLength);
  const last = config.num_hidden_layers - 1;
  for (let layer = 0; layer <= last; layer++) {
    x = attentionBlock(config, weights, layer, x, room, adaptation, watch);
    if (layer === last) x = wanted(x, batch, virtual, places);
    x = feedForwardBlock(config, weights, layer, x, adaptation);
  }
  disposeRoom(room);
  return outputLayer(config, weights, x);
}

/** The rows of the embedding that the tokens [B, T] name: [B·T, H]. */
export function embed(weights: Tensors, tokens: Tensor): Tensor {
  const [batch, positions] = tokens.shape as [number, number];
  return at(weights, 'model.embed_tokens').slice(tokens.reshape([batch * positions]));
}

/** Logits [N, V] of what the last layer made, [N, H]. */
export function outputLayer(config: ModelConfig, weights: Tensors, x: Tensor): Tensor {
  return linear(lastNorm(config, weights, x), outputWeight(config, weights));
}

/** What the output layer gets of what the last layer made, both [N, H]. */
export function lastNorm(config: ModelConfig, weights: Tensors, x: Tensor): Tensor {
  return normalize(x, at(weights, 'model.norm'), config.rms_norm_eps);
}

/** [V, H]. */
export function outputWeight(config: ModelConfig, weights: Tensors): Tensor {
  return at(weights, outputName(config));
}

/** What the layers of one forward pass share. */
export interface Room {
  readonly batch: number;
  /** Of one sequence. */
  readonly positions: number;
  readonly rotary: ReturnType<typeof rotaryTables>;
  /** [T, T]. */
  readonly mask: Tensor;
}

/** @param offset positions before the first one */
export function createRoom(
  config: ModelConfig,
  batch: number,
  positions: number,
  dtype: DType,
  offset = 0,
): Room {
  const rotary = rotaryTables(config, positions, offset, dtype);
  return { batch, positions, rotary, mask: causalMask(positions, dtype) };
}

export function disposeRoom({ mask, rotary }: Room): void {
  mask.dispose();
  rotary.cosine.dispose();
  rotary.sine.dispose();
}

/** The first half of a layer: x [B·T, H] plus what attention adds to it. Uses up `x`. */
export function attentionBlock(
  config: ModelConfig,
  weights: Tensors,
  layer: number,
  x: Tensor,
  room: Room,
  adaptation: Adaptation,
  watch: Watch = {},
): Tensor {
  const { batch, positions, rotary } = room;
  const inner = normalize(x.ref, at(weights, `model.layers.${layer}.input_layernorm`), config.rms_norm_eps);
  const split = (y: Tensor) => splitHeads(config, y, batch, positions);
  const apply = (matrix: Matrix, input: Tensor) => applied(weights, { layer, matrix }, input, adaptation);
  const attended = attention(
    rotate(split(apply('q_proj', inner.ref)), rotary),
    rotate(split(apply('k_proj', inner.ref)), rotary),
    split(apply('v_proj', inner)),
    room.mask.ref,
    adaptation.prefix?.(layer),
    watch.attention && ((shares) => watch.attention?.(layer, shares)),
  );
  const width = config.num_attention_heads * headWidth(config);
  const joined = laidOut(attended.transpose([0, 2, 1, 3]).reshape([batch * positions, width]));
  const output = apply('o_proj', joined);
  return x.add(adaptation.afterSublayer ? adaptation.afterSublayer(layer, 'attention', output) : output);
}

/** The second half of a layer: x [N, H] plus what the feed-forward network adds to it. Uses up `x`. */
export function feedForwardBlock(
  config: ModelConfig,
  weights: Tensors,
  layer: number,
  x: Tensor,
  adaptation: Adaptation,
): Tensor {
  const name = `model.layers.${layer}.post_attention_layernorm`;
  const middle = normalize(x.ref, at(weights, name), config.rms_norm_eps);
  const apply = (matrix: Matrix, input: Tensor) => applied(weights, { layer, matrix }, input, adaptation);
  const gated = silu(apply('gate_proj', middle.ref)).mul(apply('up_proj', middle));
  const output = apply('down_proj', gated);
  return x.add(adaptation.afterSublayer ? adaptation.afterSublayer(layer, 'feedForward', output) : output);
}

/** What a matrix makes of its input, its bias included. */
function applied(weights: Tensors, place: Place, input: Tensor, adaptation: Adaptation): Tensor {
  const name = matrixName(place.layer, place.matrix);
  const weight = at(weights, name);
  const output = adaptation.linear ? adaptation.linear(place, input, weight) : linear(input, weight);
  const bias = weights[`${name}.bias`];
  return bias ? output.add(bias.ref) : output;
}

/** Of x [B·(P + T), H] the rows of the T tokens, or of their `places` [B, A] only. */
export function wanted(x: Tensor, batch: number, virtual: number, places: Tensor | undefined): Tensor {
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

/** [B·T, heads·D] → [B, heads, T, D]. */
function splitHeads(config: ModelConfig, x: Tensor, batch: number, positions: number): Tensor {
  const split = laidOut(x).reshape([batch, positions, -1, headWidth(config)]);
  return split.transpose([0, 2, 1, 3]);
}

/** Rotary position embedding of x [B, heads, T, D]. */
function rotate(x: Tensor, { cosine, sine }: ReturnType<typeof rotaryTables>): Tensor {
  const [batch, heads, positions, depth] = x.shape as [number, number, number, number];
  const halves = x.reshape([batch, heads, positions, 2, depth / 2]);
  // Flipping the two halves is a change of view only; the sine's sign makes it the rotation by a quarter turn.
  const turned = np.flip(halves.ref, 3);
  return halves.mul(cosine.ref).add(turned.mul(sine.ref)).reshape([batch, heads, positions, depth]);
}

/** 0 where position t may look at s ≤ t, and a number that its exponential makes 0 elsewhere: [T, T]. */
function causalMask(positions: number, dtype: DType): Tensor {
  const allowed = np.tri(positions, positions, 0, { dtype });
  return allowed.sub(1).mul(1e9);
}

/**
 * softmax(Q·Kᵀ / √D + mask)·V for Q [B, heads, T, D] and K, V [B, K, T, D], with an optional prefix that every query may
 * look at. A head of keys serves as many heads of queries in a row as there are more of these (grouped-query attention,
 * Ainslie et al. 2023). Uses up all arguments. `told` gets the shares, the prefix's columns first.
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
  const scores = grouped(scaled.ref, keys.transpose([0, 1, 3, 2])).add(mask);
  const highest = lax.stopGradient(scores.ref.max(-1, { keepdims: true }));
  if (!prefix) {
    scaled.dispose();
    const powers = np.exp(scores.sub(highest));
    const total = powers.ref.sum(-1, { keepdims: true });
    told?.(powers.ref.mul(np.reciprocal(total.ref)));
    return grouped(powers, values).mul(np.reciprocal(total));
  }
  const [batch] = queries.shape as [number];
  const everywhere = (x: Tensor) => np.broadcastTo(x, [batch, ...x.shape]);
  const toPrefix = np.matmul(scaled, everywhere(prefix.keys.transpose([0, 2, 1])));
  const peak = np.maximum(highest, lax.stopGradient(toPrefix.ref.max(-1, { keepdims: true })));
  const powers = np.exp(scores.sub(peak.ref));
  const prefixPowers = np.exp(toPrefix.sub(peak));
  const total = powers.ref.sum(-1, { keepdims: true }).add(prefixPowers.ref.sum(-1, { keepdims: true }));
  told?.(np.concatenate([prefixPowers.ref, powers.ref], -1).mul(np.reciprocal(total.ref)));
  return grouped(powers, values)
    .add(np.matmul(prefixPowers, everywhere(prefix.values)))
    .mul(np.reciprocal(total));
}

/** x [B, heads, T, n] times y [B, K, n, m]: the rows of all heads that share one of y's stand below each other. */
function grouped(x: Tensor, y: Tensor): Tensor {
  const [batch, heads, rows, inner] = x.shape as [number, number, number, number];
  const [, shared, , columns] = y.shape as [number, number, number, number];
  if (shared === heads) return np.matmul(x, y);
  const stacked = x.reshape([batch, shared, (heads / shared) * rows, inner]);
  return np.matmul(stacked, y).reshape([batch, heads, rows, columns]);
}
