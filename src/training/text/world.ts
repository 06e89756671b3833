/**
 * The words of the small world that the tiny model reads about. Every one is a single word, so that it is a single
 * token; every thing, animal, colour and trade follows "a", and every place follows "in the".
 */

/** Fixed for each name, for the pronouns. */
export type Gender = 'she' | 'he';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const NAMES = {
  training: {
    she: words(
      'Mara Lina Sela Oda Runa Tilda Bryn Cora Dessa Elva Fenna Greta Hanna Isa Juna Kira Lorna Mirel Nessa Petra',
    ),
    he: words(
      'Tobin Jory Arlo Bram Corin Davin Edric Finn Garth Hugo Ivor Joss Kell Lorin Milo Nolan Orin Perrin Quill Rafe',
    ),
  },
  heldOut: {
    she: words('Sanna Tamsin Ulla Vela Wenna Yara Zella Alma Betha Clea Dorit Esme'),
    he: words('Soren Tarn Ulric Vasco Wystan Yorick Zane Anselm Boden Cade Dorian Emric'),
  },
} as const;

/** The names that the tasks train with. */
export const TRAINING_NAMES: readonly string[] = [...NAMES.training.she, ...NAMES.training.he];

/** The names of the tasks' held-out examples. The corpus of pretraining has them too. */
export const HELD_OUT_NAMES: readonly string[] = [...NAMES.heldOut.she, ...NAMES.heldOut.he];

export const ALL_NAMES: readonly string[] = [...TRAINING_NAMES, ...HELD_OUT_NAMES];

const women: ReadonlySet<string> = new Set([...NAMES.training.she, ...NAMES.heldOut.she]);

export function genderOf(name: string): Gender {
  return women.has(name) ? 'she' : 'he';
}

export const PLACES = words(`
  mill barn tower castle cottage inn forest cave garden village harbour valley palace temple school bakery stable
  cabin tent cellar library market lighthouse orchard meadow boathouse hut chapel tavern manor`);

export const THINGS = words(`
  drum lamp book flute kite bell sword cup hat coat ring key box basket mirror map coin candle blanket boat cart rope
  lantern mask pipe scarf spoon bowl chair clock crown doll fan harp jug knife ladder pillow whistle wheel`);

export const ANIMALS = words(
  'goat dog cat horse cow pig hen duck goose sheep donkey rabbit fox parrot mouse turtle',
);

export const COLOURS = words('red blue green yellow white black brown grey pink purple');

/** Plural, or not counted: "Mara liked plums" and "some plums". */
export const FOODS = words('plums apples pears cherries nuts cheese bread honey soup cake beans carrots');

export const TRADES = words(
  'baker miller tailor potter weaver smith farmer sailor doctor painter teacher hunter',
);
