/**
 * Seeded random numbers: the same seed gives the same numbers on every machine. The generator is sfc32 (Chris
 * Doty-Humphrey's, 128 bits of state), and splitmix32 spreads the seed over its state.
 */

/** A stream of random numbers. */
export interface Random {
  /** A number from 0 to 1, 1 excluded, in steps of 2^-32. */
  uniform(): number;
  /** A whole number from 0 to `n` − 1. Throws a RangeError unless `n` is a whole number from 1 to 2^32. */
  integer(n: number): number;
  /** One item of a list that has any; throws a RangeError for an empty one. */
  pick<T>(list: readonly T[]): T;
  /** The items in random order, in a new list. */
  shuffle<T>(list: readonly T[]): T[];
  /** A number from the normal distribution of mean 0 and variance 1. */
  gaussian(): number;
}

/** Names a stream of its own within a seed: 'story' and 17, say. */
export type Label = string | number;

/** A 32-bit hash of a text (FNV-1a over its UTF-16 units, then mixed so that every bit depends on every unit). */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** A random stream that depends on the seed and on every label of the path; other paths are independent of it. */
export function createRandom(seed: number, ...path: readonly Label[]): Random {
  const next = sfc32(hash32(JSON.stringify([seed, ...path])));
  const uniform = () => next() / 2 ** 32;

  const integer = (n: number) => {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
      throw new RangeError(`n must be a whole number from 1 to 2^32, not ${String(n)}`);
    }
    return Math.floor(uniform() * n);
  };

  const pick = <T>(list: readonly T[]): T => list[integer(list.length)] as T;

  /** Fisher and Yates. */
  const shuffle = <T>(list: readonly T[]): T[] => {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i--) {
      const j = integer(i + 1);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  };

  /** Box and Muller; the second number of each pair is dropped, so that a stream has no hidden state. */
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

  return { uniform, integer, pick, shuffle, gaussian };
}

/** The finalizer of splitmix32 (and of MurmurHash3, with other constants): a bijection of 32 bits. */
function mix(value: number): number {
  let z = value;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/** Whole numbers from 0 to 2^32 − 1. */
function sfc32(seed: number): () => number {
  let state = seed;
  const word = () => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state);
  };
  let [a, b, c, counter] = [word(), word(), word(), 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}
