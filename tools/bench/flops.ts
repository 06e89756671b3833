/** Floating-point operations of the matrix products in one training step, counted by their shapes. */

/** The numbers of a decoder that its products depend on, in Hugging Face's names. */
export interface Sizes {
  readonly vocab_size: number;
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
}

export interface BatchSize {
  readonly rows: number;
  readonly length: number;
}

/** What is trained: every weight, or factors of rank `rank` beside q, k, v and o. */
export type Trained = { readonly kind: 'full' } | { readonly kind: 'lora'; readonly rank: number };

/**
 * Kinds of product by shape. Backward products count with the forward product of the same matrix, and those with
 * LoRA's thin factors with the square ones.
 */
export const PRODUCTS = ['square', 'widen', 'narrow', 'vocabulary', 'attention'] as const;

export type Product = (typeof PRODUCTS)[number];

export type Flops = Readonly<Record<Product, number>>;

/** [batches, rows, inner, columns] of the forward product of each kind. */
export function productShapes(
  sizes: Sizes,
  { rows, length }: BatchSize,
): Record<Product, readonly [number, number, number, number]> {
  const { hidden_size: width, intermediate_size: inner, num_attention_heads: heads } = sizes;
  const tokens = rows * length;
  return {
    square: [1, tokens, width, width],
    widen: [1, tokens, width, inner],
    narrow: [1, tokens, inner, width],
    vocabulary: [1, tokens, width, sizes.vocab_size],
    attention: [rows * heads, length, width / heads, length],
  };
}

export const productFlops = (shape: readonly number[]): number =>
  2 * shape.reduce((product, side) => product * side, 1);

/**
 * A product of m×k by k×n counts 2·m·n·k. The backward pass has only what a gradient of something trained needs: no
 * product for a frozen weight, and none into the inputs of layer 0 unless the embeddings are trained.
 */
export function stepFlops(sizes: Sizes, batch: BatchSize, trained: Trained): Flops {
  const shapes = productShapes(sizes, batch);
  const once = (kind: Product) => productFlops(shapes[kind]);
  const layers = sizes.num_hidden_layers;
  const full = trained.kind === 'full';
  // Forward, into the inputs, into the weights.
  const perMatrix = full ? 3 : 2;
  const attended = 4 * perMatrix * layers;
  const withoutInputs = full ? 0 : 3;
  let square = (attended - withoutInputs) * once('square');
  if (trained.kind === 'lora') {
    const thin = 2 * batch.rows * batch.length * sizes.hidden_size * trained.rank;
    // x·Aᵀ, ·Bᵀ, and backward into B, into x·Aᵀ, into A, into x.
    square += (4 * 6 * layers - withoutInputs) * thin;
  }
  return {
    square,
    widen: 2 * perMatrix * layers * once('widen'),
    narrow: perMatrix * layers * once('narrow'),
    vocabulary: perMatrix * once('vocabulary'),
    // Scores and their use on values; backward into both factors of each.
    attention: 6 * layers * once('attention'),
  };
}

export const totalFlops = (flops: Flops): number => PRODUCTS.reduce((sum, kind) => sum + flops[kind], 0);

/** Milliseconds that a step of so many operations takes at the measured rates (milliseconds per product). */
export function timeAtOwnRate(
  flops: Flops,
  shapes: ReturnType<typeof productShapes>,
  milliseconds: Readonly<Record<Product, number>>,
): number {
  return PRODUCTS.reduce(
    (sum, kind) => sum + (flops[kind] / productFlops(shapes[kind])) * milliseconds[kind],
    0,
  );
}
