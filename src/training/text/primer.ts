import type { Random } from '../random';
import { drawFacts } from './draw';
import { capitalized, clause, type Fact, type Kind, question, shortAnswer, tellings } from './facts';
import { ALL_NAMES, ANIMALS, COLOURS, FOODS, PLACES, THINGS, TRADES } from './world';

/**
 * What the tiny model reads before whole stories, each a small step from the one before: pairs of a name and a word; the
 * same with a verb between them; and plain sentences, told again or asked for. To answer from a story a model has to find
 * what belongs to whom, and it learns that far sooner where there is little else. (Measured: from stories alone it found,
 * after 8 million tokens, 44 % of what could be looked up, which is a guess among the words of the right sort; from pairs
 * in large batches 99 % after 0.3 million.)
 */

const KINDS: readonly Kind[] = ['home', 'thing', 'animal', 'food', 'trade', 'colour', 'spot'];

const WORDS = [...ANIMALS, ...COLOURS, ...FOODS, ...PLACES, ...THINGS, ...TRADES];

/** Two to `most` names, each with a word. */
function drawPairs(most: number, random: Random): { readonly name: string; readonly word: string }[] {
  const names = random.shuffle(ALL_NAMES).slice(0, 2 + random.integer(most - 1));
  const words = random.shuffle(WORDS);
  return names.map((name, i) => ({ name, word: words[i] as string }));
}

/** Two to five names, each with a word, and twice the same pairs in another order: which word belongs to which name. */
export function markedPairs(random: Random): string {
  const pairs = drawPairs(5, random);
  const again = () => random.shuffle(pairs).map(({ name, word }) => `${name} [${word}]`);
  return `${[...pairs.map(({ name, word }) => `${name} ${word}`), ...again(), ...again()].join(' ')}.`;
}

/** Two to four pairs with some words between them, and twice the same in another order. */
export const markedSayings =
  (between: string) =>
  (random: Random): string => {
    const pairs = drawPairs(4, random);
    const again = () => random.shuffle(pairs).map(({ name, word }) => `${name} ${between} [${word}].`);
    return [...pairs.map(({ name, word }) => `${name} ${between} ${word}.`), ...again(), ...again()].join(
      ' ',
    );
  };

/** One fact about each of two to four people or things, and twice the same again in another order. */
export function markedEcho(random: Random): string {
  return echo(random, (fact) => `${capitalized(clause(fact))}.`);
}

/** The same, with a question and its answer for each. */
export function markedAsking(random: Random): string {
  return echo(random, (fact) => `${question(fact)} ${shortAnswer(fact)}.`);
}

function echo(random: Random, again: (fact: Fact) => string): string {
  const kind = random.pick(KINDS);
  const subjects = kind === 'colour' || kind === 'spot' ? THINGS : ALL_NAMES;
  const facts = drawFacts(random.shuffle(subjects).slice(0, 2 + random.integer(3)), [kind], random);
  const some = () => random.shuffle(facts).slice(random.integer(2)).map(again);
  return [...facts.map((fact) => random.pick(tellings(fact))), ...some(), ...some()].join(' ');
}
