import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/training/random';
import { exchangeStories, questions } from '../../src/training/tasks/questions';
import type { Example } from '../../src/training/tasks/types';

/** Sentences read back, apart from the generator: [what is told, subject, value]. */
const SENTENCES: readonly (readonly [RegExp, kind: string, reversed?: 'reversed'])[] = [
  [/^(\w+) lived in the (\w+)\.$/, 'home'],
  [/^The (\w+) was the home of (\w+)\.$/, 'home', 'reversed'],
  [/^In the (\w+) lived (\w+)\.$/, 'home', 'reversed'],
  [/^The home of (\w+) was the (\w+)\.$/, 'home'],
  [/^(\w+) (?:had|owned) a (\w+)\.$/, 'thing'],
  [/^The (\w+) belonged to (\w+)\.$/, 'thing', 'reversed'],
  [/^(\w+) (?:kept|cared for) a (\w+)\.$/, 'animal'],
  [/^The (\w+) lived with (\w+)\.$/, 'animal', 'reversed'],
  [/^(?:Best of all )?(\w+) (?:liked|loved) (\w+)\.$/, 'food'],
  [/^To eat (\w+) was a joy for (\w+)\.$/, 'food', 'reversed'],
  [/^(\w+) (?:was|worked as) a (\w+)\.$/, 'trade'],
  [/^The (\w+) was called (\w+)\.$/, 'trade', 'reversed'],
  [/^The name of the (\w+) was (\w+)\.$/, 'trade', 'reversed'],
  [/^The (\w+) (?:lay|was kept) in the (\w+)\.$/, 'spot'],
  [/^In the (\w+) lay the (\w+)\.$/, 'spot', 'reversed'],
  [/^The colour of the (\w+) was (\w+)\.$/, 'colour'],
  [/^The (\w+) thing was the (\w+)\.$/, 'colour', 'reversed'],
  [/^The (\w+) was (\w+)\.$/, 'colour'],
];

/** Questions by what they ask for: the value of a subject, or the subject of a value. */
const QUESTIONS: readonly (readonly [RegExp, kind: string, asked: 'value' | 'subject'])[] = [
  [/^Where does (\w+) live\?$/, 'home', 'value'],
  [/^Who lives in the (\w+)\?$/, 'home', 'subject'],
  [/^What does (\w+) have\?$/, 'thing', 'value'],
  [/^Who has the (\w+)\?$/, 'thing', 'subject'],
  [/^Which animal does (\w+) keep\?$/, 'animal', 'value'],
  [/^Who keeps the (\w+)\?$/, 'animal', 'subject'],
  [/^What does (\w+) like\?$/, 'food', 'value'],
  [/^Who likes (\w+)\?$/, 'food', 'subject'],
  [/^What is the trade of (\w+)\?$/, 'trade', 'value'],
  [/^Who is the (\w+)\?$/, 'trade', 'subject'],
  [/^What colour is the (\w+)\?$/, 'colour', 'value'],
  [/^Which thing is (\w+)\?$/, 'colour', 'subject'],
  [/^Where is the (\w+)\?$/, 'spot', 'value'],
  [/^What is in the (\w+)\?$/, 'spot', 'subject'],
];

function parts(prompt: string): { readonly story: string; readonly asked: string } {
  const [, story = '', asked = ''] = /^(.*)\nQ: (.*)\nA:$/.exec(prompt) ?? [];
  return { story, asked };
}

/** All answers that the story gives. */
function answersOf({ prompt }: Example): string[] {
  const { story, asked } = parts(prompt);
  const told = story.split(/(?<=\.) /).map((sentence) => {
    for (const [pattern, kind, reversed] of SENTENCES) {
      const [, first = '', second = ''] = pattern.exec(sentence) ?? [];
      if (first)
        return reversed ? { kind, subject: second, value: first } : { kind, subject: first, value: second };
    }
    throw new Error(`No sentence that the test knows: ${sentence}`);
  });
  for (const [pattern, kind, wanted] of QUESTIONS) {
    const [, word] = pattern.exec(asked) ?? [];
    if (word)
      return told
        .filter((fact) => fact.kind === kind && fact[wanted === 'value' ? 'subject' : 'value'] === word)
        .map((fact) => fact[wanted]);
  }
  throw new Error(`No question that the test knows: ${asked}`);
}

const random = createRandom(12);
const training = Array.from({ length: 20_000 }, () => questions.example(random));
const heldOut = questions.heldOut(1000);

describe('a question', () => {
  it('is answered by its story, with exactly one word', () => {
    for (const example of [...training, ...heldOut]) expect(answersOf(example)).toEqual([example.answer]);
  });

  it('asks for the word that comes last where its fact is told', () => {
    for (const { prompt, answer } of training.slice(0, 5000)) {
      expect(parts(prompt).story).toMatch(new RegExp(`\\b${answer}\\b[^.]{0,12}\\.`));
    }
  });

  it('comes after four to six sentences', () => {
    for (const { prompt } of training) {
      const sentences = parts(prompt).story.split('.').length - 1;
      expect(sentences).toBeGreaterThanOrEqual(4);
      expect(sentences).toBeLessThanOrEqual(6);
    }
  });

  it('is of all fourteen kinds, each of more than 2 % and less than 17 %', () => {
    const counts = QUESTIONS.map(
      ([pattern]) => training.filter(({ prompt }) => pattern.test(parts(prompt).asked)).length,
    );
    for (const count of counts) {
      expect(count / training.length).toBeGreaterThan(0.02);
      expect(count / training.length).toBeLessThan(0.17);
    }
  });

  it('joins no colour or place with a thing that training joins', () => {
    const joined = (examples: readonly Example[]) =>
      examples.flatMap(({ prompt }) => {
        const { story } = parts(prompt);
        const coloured = [...story.matchAll(/The (?:colour of the )?(\w+) was ((?!the|called|kept)\w+)\./g)];
        const kept = [...story.matchAll(/The (\w+) (?:lay|was kept) in the (\w+)\./g)];
        const reversed = [...story.matchAll(/(?:The|In the) (\w+) (?:thing was|lay) the (\w+)\./g)];
        return [
          ...[...coloured, ...kept].map(([, thing, word]) => `${thing} ${word}`),
          ...reversed.map(([, word, thing]) => `${thing} ${word}`),
        ];
      });
    const trained = new Set(joined(training));
    const held = joined(heldOut);
    expect(held.length).toBeGreaterThan(100);
    expect(held.filter((pair) => trained.has(pair))).toEqual([]);
  });
});

describe('exchangeStories', () => {
  const exchanged = exchangeStories(heldOut);

  it('keeps questions and answers, and uses every story once', () => {
    expect(exchanged.map(({ answer }) => answer)).toEqual(heldOut.map(({ answer }) => answer));
    expect(exchanged.map(({ prompt }) => parts(prompt).asked)).toEqual(
      heldOut.map(({ prompt }) => parts(prompt).asked),
    );
    const stories = (examples: readonly Example[]) =>
      examples.map(({ prompt }) => parts(prompt).story).sort();
    expect(stories(exchanged)).toEqual(stories(heldOut));
  });

  it('leaves no answer in its story', () => {
    for (const { prompt, answer } of exchanged)
      expect(parts(prompt).story.match(/\w+/g)).not.toContain(answer);
  });

  it('works for a few, and refuses where it cannot', () => {
    expect(exchangeStories([])).toEqual([]);
    expect(() => exchangeStories(heldOut.slice(0, 1))).toThrow(RangeError);
    const [one] = heldOut;
    if (one) expect(() => exchangeStories([one, one, one])).toThrow(RangeError);
  });
});
