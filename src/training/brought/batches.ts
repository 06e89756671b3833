import { createRandom } from '../random';
import { type Encoded, type PlainBatch, pack } from '../rows';
import type { PaddedSequences } from './pairs';

/** Where batches of one shape come from. */
export interface Batches {
  /** The batch of a step, counted from 1: the same whenever it is asked for. */
  readonly at: (step: number) => PlainBatch;
}

/**
 * Batches of `size` sequences in an order that the seed decides: all of them once, then all in another order, and so on,
 * whatever a batch takes of each round.
 */
export function createBatches(
  sequences: PaddedSequences,
  size: number,
  seed: number,
  padding: number,
): Batches {
  const { rows, length } = sequences;
  const encoded = Array.from({ length: rows }, (_, row) => sequenceOf(sequences, row));
  // One number of places for all, so that one compiled step serves every batch.
  const places = Math.max(...encoded.map(({ counted }) => counted.reduce((sum, each) => sum + each, 0)));
  const orders = new Map<number, readonly number[]>();
  const order = (round: number): readonly number[] => {
    const known = orders.get(round);
    if (known) return known;
    const made = createRandom(seed, 'pairs', round).shuffle(encoded.map((_, row) => row));
    orders.set(round, made);
    return made;
  };
  return {
    at: (step) => {
      const chosen = Array.from({ length: size }, (_, at) => {
        const index = (step - 1) * size + at;
        return encoded[order(Math.floor(index / rows))[index % rows] as number] as Encoded;
      });
      return pack(chosen, { length, places }, padding);
    },
  };
}

function sequenceOf({ length, tokens, targets, counted }: PaddedSequences, row: number): Encoded {
  const part = <T>(from: ArrayLike<T>): T[] =>
    Array.from({ length }, (_, at) => from[row * length + at] as T);
  return { tokens: part(tokens), targets: part(targets), counted: part(counted) };
}
