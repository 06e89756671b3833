import { ANIMALS, COLOURS, FOODS, genderOf, PLACES, THINGS, TRADES } from './world';

/** What can be said of a person (the first six) or of a thing (the last two). */
export type Kind = 'home' | 'thing' | 'animal' | 'food' | 'trade' | 'age' | 'colour' | 'spot';

/**
 * "Mara lived in the mill" is { kind: 'home', subject: 'Mara', value: 'mill', last: 'value' }.
 *
 * A story tells a fact in one order and asks in the same: "Mara lived in the mill. Where does Mara live?", but "The mill was
 * the home of Mara. Who lives in the mill?" A model of this size finds what came after a word, and does not learn to find
 * what came before it (compare the reversal curse, Berglund et al. 2023, https://arxiv.org/abs/2309.12288).
 */
export interface Fact {
  readonly kind: Kind;
  /** A name; for 'colour' and 'spot' a thing. */
  readonly subject: string;
  readonly value: string;
  /** Which of the two words comes last where the fact is told, and is asked for later. */
  readonly last: Last;
}

/** Asked for the value: "Where does Mara live?"; for the subject: "Who lives in the mill?" */
export type Last = 'value' | 'subject';

/** A sentence's text from the two words that it connects. */
type Wording = (subject: string, value: string) => string;

const AGES = Array.from({ length: 90 }, (_, i) => String(i + 10));

export const VALUES: Readonly<Record<Kind, readonly string[]>> = {
  home: PLACES,
  thing: THINGS,
  animal: ANIMALS,
  food: FOODS,
  trade: TRADES,
  age: AGES,
  colour: COLOURS,
  spot: PLACES,
};

/** How a story first tells a fact. */
const TELLINGS: Readonly<Record<Kind, Readonly<Record<Last, readonly Wording[]>>>> = {
  home: {
    value: [(s, v) => `${s} lived in the ${v}.`, (s, v) => `The home of ${s} was the ${v}.`],
    subject: [(s, v) => `The ${v} was the home of ${s}.`, (s, v) => `In the ${v} lived ${s}.`],
  },
  thing: {
    value: [(s, v) => `${s} had a ${v}.`, (s, v) => `${s} owned a ${v}.`],
    subject: [(s, v) => `The ${v} belonged to ${s}.`],
  },
  animal: {
    value: [(s, v) => `${s} kept a ${v}.`, (s, v) => `${s} cared for a ${v}.`],
    subject: [(s, v) => `The ${v} lived with ${s}.`],
  },
  food: {
    value: [
      (s, v) => `${s} liked ${v}.`,
      (s, v) => `${s} loved ${v}.`,
      (s, v) => `Best of all ${s} liked ${v}.`,
    ],
    subject: [(s, v) => `To eat ${v} was a joy for ${s}.`],
  },
  trade: {
    value: [(s, v) => `${s} was a ${v}.`, (s, v) => `${s} worked as a ${v}.`],
    subject: [(s, v) => `The ${v} was called ${s}.`, (s, v) => `The name of the ${v} was ${s}.`],
  },
  age: {
    value: [(s, v) => `${s} was ${v} years old.`],
    subject: [(s, v) => `The one who was ${v} years old was ${s}.`],
  },
  colour: {
    value: [(s, v) => `The ${s} was ${v}.`, (s, v) => `The colour of the ${s} was ${v}.`],
    subject: [(s, v) => `The ${v} thing was the ${s}.`],
  },
  spot: {
    value: [(s, v) => `The ${s} lay in the ${v}.`, (s, v) => `The ${s} was kept in the ${v}.`],
    subject: [(s, v) => `In the ${v} lay the ${s}.`],
  },
};

const QUESTIONS: Readonly<Record<Kind, Readonly<Record<Last, Wording>>>> = {
  home: { value: (s) => `Where does ${s} live?`, subject: (_, v) => `Who lives in the ${v}?` },
  thing: { value: (s) => `What does ${s} have?`, subject: (_, v) => `Who has the ${v}?` },
  animal: { value: (s) => `Which animal does ${s} keep?`, subject: (_, v) => `Who keeps the ${v}?` },
  food: { value: (s) => `What does ${s} like?`, subject: (_, v) => `Who likes ${v}?` },
  trade: { value: (s) => `What is the trade of ${s}?`, subject: (_, v) => `Who is the ${v}?` },
  age: { value: (s) => `How old is ${s}?`, subject: (_, v) => `Who is ${v} years old?` },
  colour: { value: (s) => `What colour is the ${s}?`, subject: (_, v) => `Which thing is ${v}?` },
  spot: { value: (s) => `Where is the ${s}?`, subject: (_, v) => `What is in the ${v}?` },
};

/** The same questions inside a sentence: "Tobin asked where Mara lived". */
const INDIRECT: Readonly<Record<Kind, Readonly<Record<Last, Wording>>>> = {
  home: { value: (s) => `where ${s} lived`, subject: (_, v) => `who lived in the ${v}` },
  thing: { value: (s) => `what ${s} had`, subject: (_, v) => `who had the ${v}` },
  animal: { value: (s) => `which animal ${s} kept`, subject: (_, v) => `who kept the ${v}` },
  food: { value: (s) => `what ${s} liked`, subject: (_, v) => `who liked ${v}` },
  trade: { value: (s) => `what the trade of ${s} was`, subject: (_, v) => `who was the ${v}` },
  age: { value: (s) => `how old ${s} was`, subject: (_, v) => `who was ${v} years old` },
  colour: { value: (s) => `what colour the ${s} was`, subject: (_, v) => `which thing was ${v}` },
  spot: { value: (s) => `where the ${s} was`, subject: (_, v) => `what was in the ${v}` },
};

/** A short spoken answer, without its full stop. The word that answers stands in brackets: see `recalled`. */
const ANSWERS: Readonly<Record<Kind, Readonly<Record<Last, Wording>>>> = {
  home: { value: (_, v) => `In the [${v}]`, subject: (s) => `It is [${s}]` },
  thing: { value: (_, v) => `A [${v}]`, subject: (s) => `It is [${s}]` },
  animal: { value: (_, v) => `A [${v}]`, subject: (s) => `It is [${s}]` },
  food: { value: (s, v) => `${pronoun(s)} likes [${v}]`, subject: (s) => `It is [${s}]` },
  trade: { value: (s, v) => `${pronoun(s)} is a [${v}]`, subject: (s) => `It is [${s}]` },
  age: { value: (s, v) => `${pronoun(s)} is [${v}]`, subject: (s) => `It is [${s}]` },
  colour: { value: (_, v) => `It is [${v}]`, subject: (s) => `The [${s}]` },
  spot: { value: (_, v) => `In the [${v}]`, subject: (s) => `The [${s}]` },
};

/** A fact told again, as part of a sentence; only its last word can be looked up, and stands in brackets. */
const CLAUSES: Readonly<Record<Kind, Readonly<Record<Last, Wording>>>> = {
  home: { value: (s, v) => `${s} lived in the [${v}]`, subject: (s, v) => `the ${v} was the home of [${s}]` },
  thing: { value: (s, v) => `${s} had the [${v}]`, subject: (s, v) => `the ${v} belonged to [${s}]` },
  animal: { value: (s, v) => `${s} kept the [${v}]`, subject: (s, v) => `the ${v} lived with [${s}]` },
  food: { value: (s, v) => `${s} liked [${v}]`, subject: (s, v) => `the one who liked ${v} was [${s}]` },
  trade: { value: (s, v) => `${s} was the [${v}]`, subject: (s, v) => `the ${v} was called [${s}]` },
  age: {
    value: (s, v) => `${s} was [${v}] years old`,
    subject: (s, v) => `the one who was ${v} years old was [${s}]`,
  },
  colour: { value: (s, v) => `the ${s} was [${v}]`, subject: (s, v) => `the ${v} thing was the [${s}]` },
  spot: { value: (s, v) => `the ${s} lay in the [${v}]`, subject: (s, v) => `in the ${v} lay the [${s}]` },
};

/** What a person did or was, for two facts in one sentence. */
const PREDICATES: Partial<Readonly<Record<Kind, (value: string) => string>>> = {
  home: (v) => `lived in the ${v}`,
  thing: (v) => `had a ${v}`,
  animal: (v) => `kept a ${v}`,
  food: (v) => `liked ${v}`,
  trade: (v) => `was a ${v}`,
};

/** What the people of a story have, in one sentence: "Mara lived in the [mill]" goes on with " and Tobin in the [inn]". */
const VERBS: Readonly<Record<Kind, readonly [verb: string, object: Wording]>> = {
  home: ['lived', (_, v) => `in the [${v}]`],
  thing: ['had', (_, v) => `the [${v}]`],
  animal: ['kept', (_, v) => `the [${v}]`],
  food: ['liked', (_, v) => `[${v}]`],
  trade: ['was', (_, v) => `the [${v}]`],
  age: ['was', (_, v) => `[${v}] years old`],
  colour: ['was', (_, v) => `[${v}]`],
  spot: ['lay', (_, v) => `in the [${v}]`],
};

function pronoun(name: string): string {
  return genderOf(name) === 'she' ? 'She' : 'He';
}

/** "A child" for "a child": how a sentence begins. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Every wording in which a story first tells the fact. */
export function tellings({ kind, subject, value, last }: Fact): string[] {
  return TELLINGS[kind][last].map((wording) => wording(subject, value));
}

/**
 * "And Tobin?", after the same question about another; undefined where there is no wording. The name stands in brackets
 * if it is the only one left.
 */
export function shortQuestion(fact: Fact, isLast: boolean): string | undefined {
  const aboutThing = fact.kind === 'colour' || fact.kind === 'spot';
  const word = fact.last === 'value' ? fact.subject : fact.value;
  const name = isLast ? `[${word}]` : word;
  if (fact.last === 'value') return `And ${aboutThing ? 'the ' : ''}${name}?`;
  if (fact.kind === 'home' || fact.kind === 'spot') return `And in the ${name}?`;
  if (fact.kind === 'age' || fact.kind === 'colour') return undefined;
  return `And ${fact.kind === 'food' ? '' : 'the '}${name}?`;
}

/** Two facts of one person in one sentence; undefined where there is no such wording. */
export function tellTogether(first: Fact, second: Fact): string | undefined {
  const [one, two] = [PREDICATES[first.kind], PREDICATES[second.kind]];
  if (!one || !two || first.subject !== second.subject) return undefined;
  if (first.last !== 'value' || second.last !== 'value') return undefined;
  return `${first.subject} ${one(first.value)} and ${two(second.value)}.`;
}

export function question({ kind, subject, value, last }: Fact): string {
  return QUESTIONS[kind][last](subject, value);
}

export function indirectQuestion({ kind, subject, value, last }: Fact): string {
  return INDIRECT[kind][last](subject, value);
}

export function shortAnswer({ kind, subject, value, last }: Fact): string {
  return ANSWERS[kind][last](subject, value);
}

export function clause({ kind, subject, value, last }: Fact): string {
  return CLAUSES[kind][last](subject, value);
}

/** "who lived in the [mill]": goes on with a sentence that ended with the person's name. */
export function whoClause({ kind, subject, value }: Fact): string {
  const [verb, object] = VERBS[kind];
  return `who ${verb} ${object(subject, value)}`;
}

/**
 * All facts of one kind in one sentence, without its full stop: "Mara lived in the [mill] and [Tobin] in the [inn]". The
 * last one follows from who is left.
 */
export function recap(facts: readonly Fact[]): string {
  const parts = facts.map(({ kind, subject, value }, i) => {
    const [verb, object] = VERBS[kind];
    const name = i > 0 && i === facts.length - 1 ? `[${subject}]` : subject;
    const begin = kind === 'colour' || kind === 'spot' ? `the ${name}` : name;
    return `${begin}${i === 0 ? ` ${verb}` : ''} ${object(subject, value)}`;
  });
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Whether a question for the fact's last word has one answer only: no other fact of its kind shares the first one. */
export function isUnique({ kind, subject, value, last }: Fact, facts: readonly Fact[]): boolean {
  const alike = facts.filter((other) => other.kind === kind);
  return alike.filter((o) => (last === 'value' ? o.subject === subject : o.value === value)).length === 1;
}
