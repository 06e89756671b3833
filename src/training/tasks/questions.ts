import type { Random } from '../random';
import { drawFacts, drawKinds, inTellingOrder } from '../text/draw';
import { type Fact, type Kind, question, tellings, VALUES } from '../text/facts';
import { countTokens } from '../text/story';
import { fixedExamples, namesOf, type Side, sideOfPair } from './split';
import type { Example, Task } from './types';

/** Between the story and the question. The corpus has neither. */
const QUESTION_MARK = '\nQ: ';
const ANSWER_MARK = '\nA:';

const SEQUENCE = 64;
/** Beginning mark, answer and end mark. */
const OTHER_TOKENS = 3;

/**
 * Questions about a story, answered with one word. Held-out stories have other names, and join other colours and
 * places with the things, so that no question of training tells an answer.
 */
export const questions: Task = {
  id: 'questions',
  sequence: SEQUENCE,
  answer: 2,
  example: (random) => draw('training', random),
  heldOut: (count) => fixedExamples('questions', count, (random) => draw('heldOut', random)),
};

function draw(side: Side, random: Random): Example {
  for (;;) {
    const count = random.uniform() < 0.5 ? 2 : 3;
    const people = random.shuffle(namesOf(side)).slice(0, count);
    const kinds = drawKinds(count === 3 || random.uniform() < 0.4 ? 2 : 3, random);
    const facts = drawFacts(people, kinds, random, (fact) => isAllowed(fact, side));
    const story = inTellingOrder(random.shuffle(facts)).map((fact) => random.pick(tellings(fact)));
    // Any two facts of a drawn story differ in both words, or in their kind: one word answers.
    const fact = random.pick(facts);
    const prompt = `${story.join(' ')}${QUESTION_MARK}${question(fact)}${ANSWER_MARK}`;
    if (countTokens(prompt) + OTHER_TOKENS <= SEQUENCE) return { prompt, answer: fact[fact.last] };
  }
}

function isAllowed({ kind, subject, value }: Omit<Fact, 'last'>, side: Side): boolean {
  const aboutThing: readonly Kind[] = ['colour', 'spot'];
  return !aboutThing.includes(kind) || sideOfPair(subject, value, VALUES[kind]) === side;
}

/**
 * The control: the same questions and answers, each after the story of another example, in which the answer does not
 * occur. Every story is used once. Throws a RangeError where the examples are too alike for that.
 */
export function exchangeStories(examples: readonly Example[]): Example[] {
  const parts = examples.map(({ prompt, answer }) => {
    const cut = prompt.lastIndexOf(QUESTION_MARK);
    const story = prompt.slice(0, cut);
    return { story, words: new Set(story.match(/\p{L}+/gu)), rest: prompt.slice(cut), answer };
  });
  const count = parts.length;
  const fits = (item: number, story: number) =>
    item !== story && !parts[story]?.words.has(parts[item]?.answer ?? '');
  // Each item takes the story half a list further on; one that this does not fit swaps with another.
  const taken = parts.map((_, i) => (i + Math.max(1, Math.floor(count / 2))) % count);
  for (let i = 0; i < count; i++) {
    const own = taken[i] as number;
    if (fits(i, own)) continue;
    const other = taken.findIndex((theirs, j) => fits(i, theirs) && fits(j, own));
    if (other < 0) throw new RangeError('Too few different stories to exchange them.');
    [taken[i], taken[other]] = [taken[other] as number, own];
  }
  return parts.map(({ rest, answer }, i) => ({
    prompt: `${parts[taken[i] as number]?.story}${rest}`,
    answer,
  }));
}
