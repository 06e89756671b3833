/** Rows of tokens as a model takes them. */
import { np } from './engine';
import type { Batch } from './step';

/** Positions to which a row of tokens is filled up: few lengths are ever compiled then. */
const STEP = 32;

/** The length of a row that holds `tokens`. What stands behind the end is not looked at. */
export function rowLength(tokens: number): number {
  return Math.ceil(tokens / STEP) * STEP;
}

/** One sequence ready for the model: each token, the token that follows it, and its weight in the loss. */
export interface Encoded {
  readonly tokens: readonly number[];
  readonly targets: readonly number[];
  /** 1 where the target belongs to the answer (or its end), else 0; with `lossOn: 'all'` 1 everywhere. */
  readonly counted: readonly number[];
}

/** Rows of one length, padded at their ends, with as many places each at which the loss is asked. */
export interface PlainBatch {
  readonly rows: number;
  readonly length: number;
  readonly tokens: Int32Array<ArrayBuffer>;
  /** Positions in their rows, [rows × places]. A row with fewer is filled up with position 0 at weight 0. */
  readonly places: Int32Array<ArrayBuffer>;
  readonly targets: Int32Array<ArrayBuffer>;
  /** Sums to 1. */
  readonly weights: Float32Array<ArrayBuffer>;
}

/** @throws RangeError for a sequence that is longer than `length` or asks at more than `places` places */
export function pack(
  sequences: readonly Encoded[],
  { length, places: count }: { readonly length: number; readonly places: number },
  padding: number,
): PlainBatch {
  const rows = sequences.length;
  const tokens = new Int32Array(rows * length).fill(padding);
  const places = new Int32Array(rows * count);
  const targets = new Int32Array(rows * count).fill(padding);
  const weights = new Float32Array(rows * count);
  const total = sequences.reduce((sum, { counted }) => sum + counted.reduce((a, b) => a + b, 0), 0);
  for (const [row, sequence] of sequences.entries()) {
    const asked = sequence.counted.flatMap((counts, at) => (counts ? [at] : []));
    if (sequence.tokens.length > length || asked.length > count) {
      throw new RangeError(`${sequence.tokens.length} tokens, ${asked.length} asked: too many`);
    }
    tokens.set(sequence.tokens, row * length);
    for (const [index, at] of asked.entries()) {
      // Where there is a place for every position, each stands in its own, so that none need be picked.
      const place = row * count + (count === length ? at : index);
      places[place] = at;
      targets[place] = sequence.targets[at] as number;
      weights[place] = 1 / total;
    }
  }
  return { rows, length, tokens, places, targets, weights };
}

/** Copies a batch to the device. */
export function toDevice({ rows, length, tokens, places, targets, weights }: PlainBatch): Batch {
  return {
    tokens: np.array(tokens, { shape: [rows, length] }),
    targets: np.array(targets),
    weights: np.array(weights),
    ...(places.length < rows * length
      ? { places: np.array(places, { shape: [rows, places.length / rows] }) }
      : {}),
  };
}
