import { np } from '../engine';
import { createRandom, type Random } from '../random';
import type { Batch } from '../step';
import type { Example } from '../tasks/types';
import type { Tokenizer } from '../tokenizer';
import type { RunSetup } from './api';

/** One sequence ready for the model: each token, the token that follows it, and its weight in the loss. */
export interface Encoded {
  readonly tokens: readonly number[];
  readonly targets: readonly number[];
  /** 1 where the target belongs to the answer (or its end), else 0; with `lossOn: 'all'` 1 everywhere. */
  readonly counted: readonly number[];
}

/** `<bos>` prompt answer `<eos>`. */
export function encode(
  tokenizer: Tokenizer,
  { prompt, answer }: Example,
  lossOn: RunSetup['lossOn'] = 'answer',
): Encoded {
  const asked = [tokenizer.bos, ...tokenizer.encode(prompt)];
  const ids = [...asked, ...tokenizer.encode(answer), tokenizer.eos];
  const targets = ids.slice(1);
  return {
    tokens: ids.slice(0, -1),
    targets,
    counted: targets.map((_, at) => (lossOn === 'all' || at + 1 >= asked.length ? 1 : 0)),
  };
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
  { length, places: count }: Pick<Source, 'length' | 'places'>,
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
      places[row * count + index] = at;
      targets[row * count + index] = sequence.targets[at] as number;
      weights[row * count + index] = 1 / total;
    }
  }
  // Where every position is asked, each stands in its place, so that none need be picked.
  if (count === length) {
    for (let at = 0; at < places.length; at++) places[at] = at % length;
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

/** Where a run's examples come from. */
export interface Source {
  /** Positions of a row. */
  readonly length: number;
  /** Places of a row at which the loss is asked at most: the longest answer's tokens and the end. */
  readonly places: number;
  readonly example: (random: Random) => Example;
  readonly heldOut: (count: number) => readonly Example[];
}

/** The batch of a step, the same for every method and whenever it is asked for. */
export function trainingBatch(
  source: Source,
  setup: RunSetup,
  step: number,
  tokenizer: Tokenizer,
): PlainBatch {
  const random = createRandom(setup.seed, 'batch', setup.task, step);
  const sequences = Array.from({ length: setup.batch }, () =>
    encode(tokenizer, source.example(random), setup.lossOn),
  );
  const places = setup.lossOn === 'all' ? source.length : source.places;
  return pack(sequences, { length: source.length, places }, tokenizer.pad);
}

/** Held-out items asked while training goes on, and most at its end. */
export const ITEMS = { during: 64, end: 512 } as const;

/** Items asked at the end of so many steps: a short try is not asked for longer than it was trained. */
export function itemsAfter(steps: number): number {
  return Math.min(ITEMS.end, Math.max(ITEMS.during, 8 * steps));
}

/** The share of the most frequent answer: what a guess without reading reaches. */
export function majority(examples: readonly Example[]): number {
  const counts = new Map<string, number>();
  for (const { answer } of examples) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return Math.max(0, ...counts.values()) / Math.max(examples.length, 1);
}
