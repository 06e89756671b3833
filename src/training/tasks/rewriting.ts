import type { Random } from '../random';
import { COLOURS, PLACES, THINGS } from '../text/world';
import { fixedExamples, namesOf, type Side, sideOfPair } from './split';
import type { Example, Task } from './types';

/** The words of one sentence; `giver` has the thing before, `taker` after it. */
interface Deal {
  readonly giver: string;
  readonly taker: string;
  readonly colour: string;
  readonly thing: string;
  readonly place: string;
}

/** A sentence as the corpus could have it, and the note that is made of it. */
interface Kind {
  readonly sentence: (deal: Deal) => string;
  readonly note: (deal: Deal) => string;
}

const handed = ({ thing, colour, giver, taker }: Deal) => `${thing}, ${colour}: from ${giver} to ${taker}!`;
const placed = (verb: string) => (deal: Deal) =>
  `${deal.thing}, ${deal.colour}: ${verb} in ${deal.place} by ${deal.giver}!`;

const KINDS: readonly Kind[] = [
  { sentence: (d) => `${d.giver} gave the ${d.colour} ${d.thing} to ${d.taker}.`, note: handed },
  { sentence: (d) => `${d.taker} bought the ${d.colour} ${d.thing} from ${d.giver}.`, note: handed },
  { sentence: (d) => `${d.giver} lost the ${d.colour} ${d.thing} in the ${d.place}.`, note: placed('lost') },
  {
    sentence: (d) => `In the ${d.place} ${d.giver} found the ${d.colour} ${d.thing}.`,
    note: placed('found'),
  },
];

/** A sentence rewritten as a note for the newspaper, which the corpus has none of. */
export const rewriting: Task = {
  id: 'rewriting',
  sequence: 48,
  answer: 12,
  example: (random) => draw('training', random),
  heldOut: (count) => fixedExamples('rewriting', count, (random) => draw('heldOut', random)),
};

function draw(side: Side, random: Random): Example {
  const [giver, taker] = random.shuffle(namesOf(side)) as [string, string];
  const thing = random.pick(THINGS);
  const colour = random.pick(COLOURS.filter((word) => sideOfPair(thing, word, COLOURS) === side));
  const deal = { giver, taker, colour, thing, place: random.pick(PLACES) };
  const { sentence, note } = random.pick(KINDS);
  return { prompt: `${sentence(deal)}\nRewrite:`, answer: note(deal) };
}
