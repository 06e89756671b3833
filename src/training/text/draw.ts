import type { Random } from '../random';
import { type Fact, type Kind, VALUES } from './facts';

/** The kinds of facts that the people of one story have: those about things come with the thing. */
const COMBINATIONS: Readonly<Record<2 | 3, readonly (readonly Kind[])[]>> = (() => {
  const personal: readonly Kind[] = ['home', 'thing', 'animal', 'food', 'trade'];
  const pairs = personal.flatMap((a, i) => personal.slice(i + 1).map((b) => [a, b]));
  const triples = personal.flatMap((a, i) =>
    personal.slice(i + 1).flatMap((b, j) => personal.slice(i + j + 2).map((c) => [a, b, c])),
  );
  const thing = (['colour', 'spot'] as const).map((about): Kind[] => ['thing', about]);
  const others = personal.filter((kind) => kind !== 'thing');
  return {
    2: [...pairs, ...thing],
    3: [...triples, ...thing.flatMap((pair) => others.map((other) => [...pair, other]))],
  };
})();

/** Draws which kinds of facts each person has. */
export function drawKinds(count: 2 | 3, random: Random): readonly Kind[] {
  return random.pick(COMBINATIONS[count]);
}

/** How often the value comes last. */
const VALUE_LAST = 0.6;

/**
 * Facts of the people, of the same kinds for all, so that the sort of a word alone answers no question. The values
 * differ within a story and are drawn uniformly and independently of the names, so that only the story tells who has
 * which. `allowed` limits which words are joined.
 */
export function drawFacts(
  people: readonly string[],
  kinds: readonly Kind[],
  random: Random,
  allowed: (fact: Omit<Fact, 'last'>) => boolean = () => true,
): Fact[] {
  const facts: Fact[] = [];
  const draw = (kind: Kind, subject: string): Fact => {
    const candidates = VALUES[kind]
      .filter((word) => facts.every(({ value }) => value !== word))
      .map((value) => ({ kind, subject, value }))
      .filter(allowed);
    const last = random.uniform() < VALUE_LAST ? 'value' : 'subject';
    const fact: Fact = { ...random.pick(candidates), last };
    facts.push(fact);
    return fact;
  };
  for (const name of people) {
    let subject = name;
    for (const kind of kinds) {
      if (kind === 'thing') subject = draw(kind, name).value;
      else draw(kind, kind === 'colour' || kind === 'spot' ? subject : name);
    }
  }
  return facts;
}

/** The same facts; what is said of a thing comes right after whose it is. */
export function inTellingOrder(facts: readonly Fact[]): Fact[] {
  const isAboutThing = ({ kind }: Fact) => kind === 'colour' || kind === 'spot';
  return facts
    .filter((fact) => !isAboutThing(fact))
    .flatMap((fact) => [
      fact,
      ...facts.filter((each) => isAboutThing(each) && fact.kind === 'thing' && each.subject === fact.value),
    ]);
}

/** The person of a fact; for a fact about a thing, the thing's owner. */
export function ownerOf({ subject }: Fact, facts: readonly Fact[]): string {
  return facts.find(({ kind, value }) => kind === 'thing' && value === subject)?.subject ?? subject;
}
