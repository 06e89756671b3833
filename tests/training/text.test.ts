import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/training/random';
import { corpus, corpusStory, markedCorpusStory } from '../../src/training/text/corpus';
import { countTokens, STORY_TOKENS, story, withoutMarks } from '../../src/training/text/story';
import {
  ALL_NAMES,
  ANIMALS,
  COLOURS,
  FOODS,
  HELD_OUT_NAMES,
  PLACES,
  THINGS,
  TRADES,
  TRAINING_NAMES,
} from '../../src/training/text/world';

const STORIES = Array.from({ length: 5000 }, (_, i) => markedCorpusStory(1, i));
const VALUES = [...PLACES, ...THINGS, ...ANIMALS, ...COLOURS, ...FOODS, ...TRADES];
const WORLD = new Set([...ALL_NAMES, ...VALUES]);

describe('the words', () => {
  it('are single words, each of one sort only', () => {
    const words = [...ALL_NAMES, ...VALUES];
    expect(new Set(words).size).toBe(words.length);
    expect(ALL_NAMES.every((name) => /^[A-Z][a-z]+$/.test(name))).toBe(true);
    expect(VALUES.every((word) => /^[a-z]+$/.test(word))).toBe(true);
    expect([TRAINING_NAMES.length, HELD_OUT_NAMES.length]).toEqual([40, 24]);
  });

  it('take "a", where a story puts one before them', () => {
    const afterA = [...THINGS, ...ANIMALS, ...TRADES, ...COLOURS];
    expect(afterA.filter((word) => /^[aeiou]/.test(word))).toEqual([]);
  });
});

describe('a story', () => {
  it('is the same on every machine', () => {
    expect(corpusStory(1, 0)).toMatchInlineSnapshot(`
      "The weaver was called Wystan. Ulric lived in the tower. The cottage was the home of Wystan. Ulric worked as a miller. In the castle lived Oda. Oda worked as a painter.
      Then summer came. All day Ulric worked hard, as a miller must. What is the trade of Ulric? He is a miller. Where does Ulric live? In the tower. Ulric asked who was the weaver. Oda said that the weaver was called Wystan. So Ulric lived in the tower, and Oda was the painter."
    `);
  });

  it('follows from the random numbers alone', () => {
    expect(story(createRandom(3, 'x'))).toBe(story(createRandom(3, 'x')));
    const stream = corpus(1);
    expect([stream.next().value, stream.next().value]).toEqual([corpusStory(1, 0), corpusStory(1, 1)]);
    expect(corpus(1, 'training', 5).next().value).toBe(corpusStory(1, 5));
  });

  it('has the length of a context at the most', () => {
    for (const marked of STORIES) {
      const length = countTokens(withoutMarks(marked));
      expect(length).toBeGreaterThanOrEqual(STORY_TOKENS.least);
      expect(length).toBeLessThanOrEqual(STORY_TOKENS.most);
    }
  });

  it('is made of whole sentences with a capital at their beginning', () => {
    for (const text of STORIES.map(withoutMarks)) {
      expect(text).toMatch(/^[A-Z][^\n]*\.\n[A-Z][^\n]*\.$/);
      expect(text).not.toMatch(/ {2}| [.,?!]|undefined|[.?!] "?[a-z](?!\w* asked)|[[\]]/);
      expect((text.match(/"/g)?.length ?? 0) % 2).toBe(0);
    }
  });

  it('uses no more words than the vocabulary has room for', () => {
    const words = new Set(
      STORIES.flatMap((text) => withoutMarks(text).match(/\p{L}+|[^\s\p{L}\p{N}]+/gu) ?? []),
    );
    expect(words.size).toBeLessThanOrEqual(460);
    for (const word of WORLD) expect(words).toContain(word);
  });

  it('lets a quarter of the names, places and things be looked up', () => {
    const found = STORIES.flatMap((text) => [...text.matchAll(/(\[?)(\p{L}+)/gu)]).filter(([, , word]) =>
      WORLD.has(word ?? ''),
    );
    const share = found.filter(([, mark]) => mark === '[').length / found.length;
    expect(share).toBeGreaterThan(0.25);
  });

  it('marks only words that came before, except where a name takes the place of another', () => {
    for (const marked of STORIES) {
      for (const { 1: word, index } of marked.matchAll(/\[(\w+)\]/g)) {
        expect(marked.slice(0, index)).toMatch(new RegExp(`\\b${word}\\b`));
      }
    }
  });

  it('pairs people with places by chance only', () => {
    const counts = new Map<string, number>();
    for (const text of STORIES) {
      const pairs = [...text.matchAll(/([A-Z]\w+) lived in the (\w+)/g)].map(
        ([, name, place]) => `${name} ${place}`,
      );
      for (const pair of new Set(pairs)) counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const expected = total / (ALL_NAMES.length * PLACES.length);
    // Six standard deviations of a Poisson count, and one for its being a whole number.
    expect(Math.max(...counts.values())).toBeLessThan(expected + 6 * Math.sqrt(expected) + 1);
  });

  it('is not one of the held-out ones', () => {
    const heldOut = new Set(Array.from({ length: 2000 }, (_, i) => corpusStory(1, i, 'heldOut')));
    expect(STORIES.filter((text) => heldOut.has(withoutMarks(text)))).toEqual([]);
  });
});
