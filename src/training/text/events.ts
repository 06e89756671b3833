import type { Random } from '../random';
import { type Fact, isUnique, type Kind, type Last } from './facts';
import { genderOf, PLACES } from './world';

/** What happens, and the facts afterwards where it changes them. Words in brackets follow from the facts. */
export interface Happening {
  readonly text: string;
  readonly facts?: readonly Fact[];
}

/** The fact is `s` and `v`, `other` another person of the story; `their` is "her" or "his" for `s`. */
interface Scene {
  readonly s: string;
  readonly v: string;
  readonly other: string;
  readonly their: string;
}

type Event = (scene: Scene) => string;

const EVENTS: Readonly<Record<Exclude<Kind, 'age'>, Readonly<Record<Last, readonly Event[]>>>> = {
  home: {
    value: [
      ({ s, v }) => `At night ${s} went home to the [${v}].`,
      ({ s, v }) => `In the evening ${s} walked back to the [${v}].`,
      ({ s, v }) => `It rained, so ${s} stayed at home in the [${v}].`,
      ({ s, v, other }) => `${other} wanted to see ${s} and walked to the [${v}].`,
      ({ s, v, other }) => `${other} met ${s} at home in the [${v}].`,
    ],
    subject: [
      ({ s, v, other }) => `${other} knocked at the door of the ${v}, and [${s}] opened it.`,
      ({ s, v, other }) => `${other} came to the ${v} and found [${s}] there.`,
      ({ s, v }) => `They all met in the ${v}, the home of [${s}].`,
      ({ s, v }) => `There was a light in the ${v}, since [${s}] was at home.`,
    ],
  },
  thing: {
    value: [
      ({ s, v, other, their }) => `${s} took ${their} [${v}] and showed it to ${other}.`,
      ({ s, v, their }) => `In the morning ${s} cleaned ${their} [${v}].`,
      ({ s, v, other }) => `${other} asked ${s} for the [${v}].`,
    ],
    subject: [
      ({ s, v, other }) => `${other} needed a ${v}, so [${other}] called [${s}].`,
      ({ s, v }) => `Everyone wanted to see the ${v}, so everyone called [${s}].`,
    ],
  },
  animal: {
    value: [
      ({ s, v, their }) => `In the morning ${s} fed ${their} [${v}].`,
      ({ s, v, their }) => `${s} went for a walk with ${their} [${v}].`,
      ({ s, v, other }) => `${other} asked ${s} for a walk with the [${v}].`,
    ],
    subject: [
      ({ s, v }) => `The ${v} was hungry, so [${s}] fed it.`,
      ({ s, v }) => `The ${v} ran away, but [${s}] caught it.`,
      ({ s, v, other }) => `${other} heard the ${v} and called [${s}].`,
      ({ s, v, other }) => `${other} wanted to play with the ${v} of [${s}].`,
    ],
  },
  food: {
    value: [
      ({ s, v }) => `${s} was hungry and ate some [${v}].`,
      ({ s, v, other }) => `${other} wanted to please ${s} and brought some [${v}].`,
      ({ s, v }) => `At the feast ${s} asked for [${v}].`,
    ],
    subject: [
      ({ s, v, other }) => `${other} bought some ${v}, a present for [${s}].`,
      ({ s, v }) => `The ${v} at the feast pleased [${s}].`,
    ],
  },
  trade: {
    value: [
      ({ s, v }) => `All day ${s} worked hard, as a [${v}] must.`,
      ({ s, v, other }) => `${other} asked ${s} about the life of a [${v}].`,
    ],
    subject: [
      ({ s, v, other }) => `${other} needed a ${v}, so [${other}] called [${s}].`,
      ({ s, v }) => `One day everyone needed the ${v}, so everyone called [${s}].`,
    ],
  },
  colour: {
    value: [({ s, v }) => `In the sun the ${s} looked very [${v}].`],
    subject: [
      ({ s, v }) => `Everyone liked the ${v} [${s}].`,
      ({ s, v, other }) => `${other} wanted the ${v} [${s}] too.`,
    ],
  },
  spot: {
    value: [
      ({ s, v, other }) => `${other} wanted the ${s} and looked in the [${v}].`,
      ({ s, v }) => `It was still there, the ${s} in the [${v}].`,
    ],
    subject: [({ s, v, other }) => `${other} went to the ${v} and found the [${s}].`],
  },
};

/** An event of everyday life around one fact; undefined where there is none for it. */
export function everyday(
  fact: Fact,
  facts: readonly Fact[],
  other: string,
  random: Random,
): Happening | undefined {
  if (fact.kind === 'age' || !isUnique(fact, facts)) return undefined;
  const their = genderOf(fact.subject) === 'she' ? 'her' : 'his';
  const event = random.pick(EVENTS[fact.kind][fact.last]);
  return { text: event({ s: fact.subject, v: fact.value, other, their }) };
}

/** `fact` of kind 'thing' changes hands: the thing is given away, swapped, or lost and found. */
export function transfer(
  fact: Fact,
  facts: readonly Fact[],
  other: string,
  random: Random,
): Happening | undefined {
  if (fact.kind !== 'thing' || fact.last !== 'value' || !isUnique(fact, facts)) return undefined;
  const { subject: owner, value: thing } = fact;
  const others = facts.filter(({ kind, subject }) => kind === 'thing' && subject === other);
  const [their] = others;
  const rest = facts.filter((each) => each !== fact && !isSpotOf(each, thing));

  if (their?.last === 'value' && others.length === 1) {
    return {
      text: `${owner} and ${other} traded: now ${owner} had the [${their.value}], and [${other}] had the [${thing}].`,
      facts: [
        ...rest.filter((each) => each !== their && !isSpotOf(each, their.value)),
        { ...their, subject: owner },
        { ...fact, subject: other },
      ],
    };
  }
  if (random.uniform() < 0.4) {
    const place = random.pick(PLACES.filter((name) => facts.every(({ value }) => value !== name)));
    return {
      text: `${owner} lost the [${thing}] in the ${place}. ${other} looked in the [${place}], found the [${thing}] and gave it back to [${owner}].`,
    };
  }
  return random.uniform() < 0.5
    ? {
        text: `${owner} gave the [${thing}] to ${other}. Now [${other}] had the [${thing}].`,
        facts: [...rest, { ...fact, subject: other }],
      }
    : {
        text: `${owner} sold the [${thing}] to ${other}. Now the [${thing}] belonged to [${other}].`,
        facts: [...rest, { ...fact, subject: other, last: 'subject' }],
      };
}

function isSpotOf({ kind, subject }: Fact, thing: string): boolean {
  return kind === 'spot' && subject === thing;
}
