import type { Random } from '../random';
import { drawFacts } from './draw';
import { everyday } from './events';
import { clause, type Kind, question, shortAnswer, tellings } from './facts';
import { ALL_NAMES, ANIMALS, COLOURS, FOODS, PLACES, THINGS, TRADES } from './world';

/**
 * What the tiny model reads before whole stories: pairs of a name and a word, lists of words that are said twice, and tales
 * of a few sentences. To answer from a story a model has to find what belongs to whom, and it learns that far sooner where
 * there is little else. (Measured: from stories alone it found, after 8 million tokens, 44 % of what could be looked up,
 * which is a guess among the words of the right sort; from pairs in large batches 90 % after 0.3 million.)
 */

const PERSONAL: readonly Kind[] = ['home', 'thing', 'animal', 'food', 'trade'];

const OTHER_WORDS = [...ANIMALS, ...COLOURS, ...FOODS, ...PLACES, ...THINGS, ...TRADES];
const WORDS = [...ALL_NAMES, ...OTHER_WORDS];

/** From three to six words, said two or three times; with the words in brackets that follow from the first time. */
export function markedRhyme(random: Random): string {
  const words = random.shuffle(WORDS).slice(0, 3 + random.integer(4));
  const again = words.map((word) => `[${word}]`);
  const times = 1 + random.integer(2);
  return `${[...words, ...Array.from({ length: times }, () => again).flat()].join(' ')}.`;
}

/** Two to five names, each with a word, and twice the same pairs in another order: which word belongs to which name. */
export function markedPairs(random: Random): string {
  const names = random.shuffle(ALL_NAMES).slice(0, 2 + random.integer(4));
  const words = random.shuffle(OTHER_WORDS);
  const pairs = names.map((name, i) => ({ name, word: words[i] as string }));
  const again = () => random.shuffle(pairs).map(({ name, word }) => `${name} [${word}]`);
  return `${[...pairs.map(({ name, word }) => `${name} ${word}`), ...again(), ...again()].join(' ')}.`;
}

/** One fact about each of two to four people in its plainest words, and twice the same again in another order. */
export function markedEcho(random: Random): string {
  const people = random.shuffle(ALL_NAMES).slice(0, 2 + random.integer(3));
  const facts = drawFacts(people, [random.pick(PERSONAL)], random);
  const again = () => random.shuffle(facts).map((fact) => `${clause(fact, 'value')}.`);
  return [...facts.map((fact) => tellings(fact)[0]), ...again(), ...again()].join(' ');
}

/** One or two facts about each of two to four people, and twice as many sentences that follow, marked as in `markedStory`. */
export function markedTale(random: Random): string {
  const people = random.shuffle(ALL_NAMES).slice(0, 2 + random.integer(3));
  const kinds = random.shuffle(PERSONAL).slice(0, random.uniform() < 0.7 ? 1 : 2);
  const facts = drawFacts(people, kinds, random);
  const sentences = random.shuffle(facts).map((fact) => random.pick(tellings(fact)));
  for (const fact of [...random.shuffle(facts), ...random.shuffle(facts)]) {
    const asked = random.pick(['value', 'subject'] as const);
    const other = random.pick(people.filter((name) => name !== fact.subject));
    const way = random.uniform();
    const happening = way < 0.25 ? everyday(fact, facts, other, random) : undefined;
    if (happening) sentences.push(happening.text);
    else if (way < 0.65) sentences.push(`${question(fact, asked)} ${shortAnswer(fact, asked)}.`);
    else sentences.push(`So ${clause(fact, asked)}.`);
  }
  return sentences.join(' ');
}
