import { describe, expect, it } from 'vitest';
import { type Encoded, pack } from '../../src/training/rows';

const PAD = 9;
/** Tokens 1, 2, …, each followed by the next, of which the last `asked` count. */
function sequence(length: number, asked: number): Encoded {
  const tokens = Array.from({ length }, (_, at) => at + 1);
  return {
    tokens,
    targets: tokens.map((token) => token + 1),
    counted: tokens.map((_, at) => (at >= length - asked ? 1 : 0)),
  };
}

describe('pack', () => {
  it('picks the places that are asked, filled up at weight 0', () => {
    const batch = pack([sequence(4, 2), sequence(3, 1)], { length: 4, places: 2 }, PAD);
    expect([...batch.tokens]).toEqual([1, 2, 3, 4, 1, 2, 3, PAD]);
    expect([...batch.places]).toEqual([2, 3, 2, 0]);
    expect([...batch.targets]).toEqual([4, 5, 4, PAD]);
    expect([...batch.weights]).toEqual([1 / 3, 1 / 3, 1 / 3, 0].map(Math.fround));
  });

  it('puts each target at its own position where a row has a place for every one', () => {
    const batch = pack([sequence(4, 4), sequence(4, 2), sequence(3, 1)], { length: 4, places: 4 }, PAD);
    expect([...batch.targets]).toEqual([2, 3, 4, 5, PAD, PAD, 4, 5, PAD, PAD, 4, PAD]);
    expect([...batch.weights].map((weight) => weight > 0)).toEqual(
      [1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 0].map(Boolean),
    );
  });

  it('refuses what does not fit', () => {
    expect(() => pack([sequence(5, 1)], { length: 4, places: 4 }, PAD)).toThrow(RangeError);
    expect(() => pack([sequence(4, 3)], { length: 4, places: 2 }, PAD)).toThrow(RangeError);
  });
});
