import type { Random } from '../random';
import { drawFacts } from './draw';
import { everyday } from './events';
import { clause, type Kind, question, shortAnswer, tellings } from './facts';
import { ALL_NAMES, ANIMALS, COLOURS, FOODS, PLACES, THINGS, TRADES } from './world';

/**
 * What the tiny model reads before whole stories: lists of words that are said twice, and tales of two or three
 * sentences. To look something up, a model has to find where it stood before; it learns that several times faster where
 * the place is near. (Measured here: after 0.5 million tokens of this it found a third of what could be looked up, after as
 * many tokens of whole stories a quarter.)
 */

const PERSONAL: readonly Kind[] = ['home', 'thing', 'animal', 'food', 'trade'];

const WORDS = [...ALL_NAMES, ...ANIMALS, ...COLOURS, ...FOODS, ...PLACES, ...THINGS, ...TRADES];

/** Happenings and answers that follow the facts of a tale. */
const HAPPENINGS = 4;

/** From three to six words, said two or three times; with the words in brackets that follow from the first time. */
export function markedRhyme(random: Random): string {
  const words = random.shuffle(WORDS).slice(0, 3 + random.integer(4));
  const again = words.map((word) => `[${word}]`);
  const times = 1 + random.integer(2);
  return `${[...words, ...Array.from({ length: times }, () => again).flat()].join(' ')}.`;
}

/** One or two facts about each of two or three people, and what follows from them, marked as in `markedStory`. */
export function markedTale(random: Random): string {
  const people = random.shuffle(ALL_NAMES).slice(0, 2 + random.integer(2));
  const kinds = random.shuffle(PERSONAL).slice(0, random.uniform() < 0.7 ? 1 : 2);
  const facts = drawFacts(people, kinds, random);
  const sentences = random.shuffle(facts).map((fact) => random.pick(tellings(fact)));
  while (sentences.length < facts.length + HAPPENINGS) {
    const fact = random.pick(facts);
    const asked = random.pick(['value', 'subject'] as const);
    const other = random.pick(people.filter((name) => name !== fact.subject));
    const way = random.uniform();
    if (way < 0.5) {
      const happening = everyday(fact, facts, other, random);
      if (happening) sentences.push(happening.text);
    } else if (way < 0.75) {
      sentences.push(`${question(fact, asked)} ${shortAnswer(fact, asked)}.`);
    } else {
      sentences.push(`So ${clause(fact, asked)}.`);
    }
  }
  return sentences.join(' ');
}
