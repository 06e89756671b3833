import type { Random } from '../random';
import { drawFacts, drawKinds, inTellingOrder, ownerOf } from './draw';
import { everyday, type Happening, transfer } from './events';
import {
  capitalized,
  clause,
  type Fact,
  indirectQuestion,
  isUnique,
  question,
  recap,
  shortAnswer,
  shortQuestion,
  tellings,
  tellTogether,
  whoClause,
} from './facts';
import { ALL_NAMES } from './world';

/** Bounds for the tokens of a story, the marks of its beginning and end left out. */
export const STORY_TOKENS = { least: 50, most: 110 } as const;

/** A story goes on until it has so many tokens, drawn between the two; the closing sentence comes after them. */
const TARGET = { least: 78, most: 98 } as const;

/** They ask where a story has only two people, since nobody asks about themselves. */
const OUTSIDERS = ['a child', 'a stranger'];

/** Begin a sentence that tells facts again. */
const KNOWN = ['Everyone knew that', 'Everyone said that', 'It was true that'];

/** Begin the second paragraph. A word after a line break is a token of its own: few words ever stand there. */
const SEASONS = ['Then spring came.', 'Then summer came.', 'Then autumn came.', 'Then winter came.'];

/**
 * The words, digits and signs of a text, and the space before a numeral. A corpus word is one token, so that this is
 * the number of tokens of any text of the corpus and the tasks.
 */
export function countTokens(text: string): number {
  return text.match(/\p{L}+|\p{N}| (?=\p{N})|\n|[^\s\p{L}\p{N}]+/gu)?.length ?? 0;
}

/** A story as plain text. */
export function story(random: Random): string {
  return withoutMarks(markedStory(random));
}

/**
 * A story in which each word that follows from what came before stands in brackets: "Mara lived in the mill. At night
 * Mara went home to the [mill]." They tell how often a model looks up what it could.
 */
export function markedStory(random: Random): string {
  for (;;) {
    const text = draft(random);
    const length = countTokens(withoutMarks(text));
    if (length >= STORY_TOKENS.least && length <= STORY_TOKENS.most) return text;
  }
}

export function withoutMarks(marked: string): string {
  return marked.replaceAll(/[[\]]/g, '');
}

function draft(random: Random): string {
  const count = random.uniform() < 0.6 ? 2 : 3;
  const people = random.shuffle(ALL_NAMES).slice(0, count);
  const kinds = drawKinds(count === 3 || random.uniform() < 0.55 ? 2 : 3, random);
  let facts: readonly Fact[] = [
    ...drawFacts(people, kinds, random),
    ...(random.uniform() < 0.12 ? drawFacts(people.slice(0, 1), ['age'], random) : []),
  ];
  let text = `${[...opening(people, random), ...tellAll(people, facts, random)].join(' ')}\n${random.pick(SEASONS)}`;
  const target = TARGET.least + random.integer(TARGET.most - TARGET.least + 1);
  let moved = false;
  while (countTokens(withoutMarks(text)) < target) {
    const happening = nextHappening(people, facts, random);
    // Nothing is said twice in the same words, and things change hands once.
    if (text.includes(happening.text) || (happening.facts && moved)) continue;
    text += ` ${happening.text}`;
    if (happening.facts) {
      facts = happening.facts;
      moved = true;
    }
  }
  return `${text} ${closing(people, facts, random)}`;
}

function opening(people: readonly string[], random: Random): string[] {
  if (random.uniform() > 0.1) return [];
  const [last = '', ...first] = people;
  return [
    `There were once ${first.length === 1 ? 'two' : 'three'} friends, ${first.join(', ')} and ${last}.`,
  ];
}

/** The facts in sentences: person by person, two facts in a sentence at times, or all mixed. */
function tellAll(people: readonly string[], facts: readonly Fact[], random: Random): string[] {
  if (random.uniform() < 0.5)
    return inTellingOrder(random.shuffle(facts)).map((fact) => random.pick(tellings(fact)));
  return random.shuffle(people).flatMap((name) => {
    const own = inTellingOrder(random.shuffle(facts.filter((fact) => ownerOf(fact, facts) === name)));
    const [first, second, ...rest] = own;
    const together = first && second && random.uniform() < 0.7 ? tellTogether(first, second) : undefined;
    const single = together ? rest : own;
    return [...(together ? [together] : []), ...single.map((fact) => random.pick(tellings(fact)))];
  });
}

/** An event, a question with its answer, or something told again. */
function nextHappening(people: readonly string[], facts: readonly Fact[], random: Random): Happening {
  for (;;) {
    const happening = happeningAround(random.pick(facts), people, facts, random);
    if (happening) return happening;
  }
}

/** Undefined where the kind of happening that was drawn does not suit the fact. */
function happeningAround(
  fact: Fact,
  people: readonly string[],
  facts: readonly Fact[],
  random: Random,
): Happening | undefined {
  const owner = ownerOf(fact, facts);
  const others = random.shuffle(people.filter((name) => name !== owner && name !== fact.subject));
  const [other = owner, third] = others;
  const way = random.uniform();
  if (way < 0.24) return everyday(fact, facts, other, random);
  if (way < 0.34) return transfer(fact, facts, other, random);
  if (way < 0.76) {
    const speakers = third ? ([other, third] as const) : ([random.pick(OUTSIDERS), other] as const);
    return conversation(fact, facts, speakers, random);
  }
  return way < 0.88 ? told(fact, facts, random) : toldOfAll(fact, people, facts, random);
}

/** Somebody, or the story itself, asks for one word of the fact, and `teller` knows it. */
function conversation(
  fact: Fact,
  facts: readonly Fact[],
  [asker, teller]: readonly [string, string],
  random: Random,
): Happening | undefined {
  if (!isUnique(fact, facts)) return undefined;
  const direct = question(fact);
  const indirect = `${capitalized(asker)} asked ${indirectQuestion(fact)}.`;
  const answer = shortAnswer(fact);
  const bare = withoutItIs(answer);
  return {
    text: random.pick([
      `"${direct}" asked ${asker}. "${answer}," said ${teller}.`,
      `"${direct}" asked ${asker}. "${answer}."`,
      `${direct} ${answer}.${followUp(fact, facts, random)}`,
      `${direct} ${bare}.${followUp(fact, facts, random)}`,
      `${direct} ${bare}.`,
      `${indirect} ${inPast(answer)}.`,
      `${indirect} ${teller} said that ${clause(fact)}.`,
    ]),
  };
}

/** "[Mara]" for "It is [Mara]"; an answer that would not begin with a capital stays. */
function withoutItIs(answer: string): string {
  return answer.replace(/^It is (?=\[\p{Lu})/u, '');
}

/** " And Tobin? In the [inn]." asks the same of somebody else; often, where there is a wording and somebody. */
function followUp(fact: Fact, facts: readonly Fact[], random: Random): string {
  const { kind, last } = fact;
  const others = facts.filter(
    (each) => each !== fact && each.kind === kind && each.last === last && isUnique(each, facts),
  );
  if (others.length === 0 || random.uniform() < 0.3) return '';
  const next = random.pick(others);
  const asking = shortQuestion(next, others.length === 1);
  return asking ? ` ${asking} ${withoutItIs(shortAnswer(next))}.` : '';
}

function inPast(answer: string): string {
  return answer.replace(' is ', ' was ').replace(' likes ', ' liked ');
}

/** Tells the fact again, which leads to its person, and another of the same person. */
function told(fact: Fact, facts: readonly Fact[], random: Random): Happening | undefined {
  if (fact.last !== 'subject' || !isUnique(fact, facts)) return undefined;
  const more = facts.filter(
    (each) => each.last === 'value' && each.subject === fact.subject && isUnique(each, facts),
  );
  if (more.length === 0) return undefined;
  return { text: `${random.pick(KNOWN)} ${clause(fact)}, ${whoClause(random.pick(more))}.` };
}

/** Tells again what each of the people has of one kind. */
function toldOfAll(
  fact: Fact,
  people: readonly string[],
  facts: readonly Fact[],
  random: Random,
): Happening | undefined {
  const alike = allOfKind(fact, people, facts);
  return alike && { text: `${random.pick(KNOWN)} ${recap(random.shuffle(alike))}.` };
}

/** The facts of one kind, if each of the people has one and the value comes last in all. */
function allOfKind({ kind }: Fact, people: readonly string[], facts: readonly Fact[]): Fact[] | undefined {
  const alike = facts.filter((fact) => fact.kind === kind && fact.last === 'value' && isUnique(fact, facts));
  return alike.length === people.length ? alike : undefined;
}

/** The last sentence, which tells facts again. */
function closing(people: readonly string[], facts: readonly Fact[], random: Random): string {
  const begin = random.pick(['So', 'In the end', 'And so']);
  const ofAll = random.uniform() < 0.5 ? allOfKind(random.pick(facts), people, facts) : undefined;
  if (ofAll) return `${begin} ${recap(random.shuffle(ofAll))}.`;
  const clauses = random
    .shuffle(facts)
    .filter((fact) => isUnique(fact, facts))
    .slice(0, 2)
    .map(clause);
  return `${begin} ${clauses.join(', and ')}.`;
}
