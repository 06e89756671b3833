import type { Random } from '../training/random';

/** The kinds of exercise. Each has a grader and a view of the same name, and a word of its own in the README. */
export const KINDS = [
  'number',
  'formula',
  'choice',
  'order',
  'match',
  'shape',
  'table',
  'predict',
  'configure',
  'code',
] as const;
export type Kind = (typeof KINDS)[number];

/** A value that a text shows by `<Given of="…" />`, or a sentence of feedback by its parameter. */
export type Given =
  | {
      readonly as: 'bytes';
      readonly value: number;
      readonly unit?: 'GB' | 'GiB' | undefined;
      readonly digits?: number | undefined;
    }
  | {
      readonly as: 'number';
      readonly value: number;
      readonly digits?: number | undefined;
      readonly compact?: boolean | undefined;
    }
  | { readonly as: 'share'; readonly value: number }
  /** The same in every language: a model's or a card's name. */
  | { readonly as: 'name'; readonly text: string }
  | { readonly as: 'words'; readonly en: string; readonly zh: string };

export type Givens = Readonly<Record<string, Given>>;

/**
 * A sentence of feedback by its name: the exercise's own `<Feedback of="name">`, or else the message
 * `exercise.feedback.name` of `content/ui`.
 */
export interface Feedback {
  readonly message: string;
  readonly values?: Readonly<Record<string, string | number | Given>> | undefined;
}

/** What a grader says. `empty` and `unreadable` are no attempts: nothing is counted, nothing is lost. */
export interface Verdict {
  readonly state: 'right' | 'wrong' | 'empty' | 'unreadable';
  readonly feedback: readonly Feedback[];
  /** From 0 to 1, where an answer has parts; without it 1 for right and 0 for wrong. */
  readonly score?: number | undefined;
  /** Which parts are right, by their names, where an answer has parts. */
  readonly parts?: Readonly<Record<string, boolean>> | undefined;
}

/** A wrong answer that a known misconception gives, and the name of the feedback on it. */
export interface Mistake<Key> {
  readonly key: Key;
  readonly feedback: string;
}

/** A wrong answer for the tests, as a reader would give it, and the feedback that it must get. */
export interface WrongAnswer<Answer> {
  readonly answer: Answer;
  readonly feedback: string;
}

/** For the tests alone: answers beside those that follow from the key and the mistakes. */
export interface Answers<Answer> {
  /** Other right answers, as readers may give them. */
  readonly right?: readonly Answer[];
  /** Other wrong answers. With those that follow from the key and the mistakes there must be three at least. */
  readonly wrong?: readonly WrongAnswer<Answer>[];
}

export interface Variant<Key, Answer> extends Answers<Answer> {
  /** What the text shows. */
  readonly given: Givens;
  /** The right answer, computed by `src/theory`. */
  readonly key: Key;
}

interface Exercise<K extends Kind, V> {
  readonly kind: K;
  /** Draws a variant. Pure: the same random stream gives the same variant. */
  variant(random: Random): V;
}

/** What a number counts, and so the units that may stand behind it. Keys are in bytes, seconds, shares of one. */
export type Measure = 'bytes' | 'number' | 'share' | 'seconds' | 'bits';

export interface NumberVariant extends Variant<number, string> {
  readonly mistakes?: readonly Mistake<number>[];
}
export interface NumberDefinition extends Exercise<'number', NumberVariant> {
  readonly measure: Measure;
  /** As a share of the key, 0.02 unless said; 0 for a number that must be exact. Never above 0.02. */
  readonly tolerance?: number;
}

/** A symbol that an answer may use. */
export interface FormulaSymbol {
  /** How it is typed: letters and digits, `L` or `phi`. */
  readonly name: string;
  /** How it is shown, where not as typed: `φ`. It may be typed as well. */
  readonly shown?: string;
  /** What it is sampled from, both included; 2 to 50 unless said. */
  readonly range?: readonly [number, number];
}

/** The key of a formula is itself a formula in the listed symbols. */
export interface FormulaVariant extends Variant<string, string> {
  readonly mistakes?: readonly Mistake<string>[];
}
export interface FormulaDefinition extends Exercise<'formula', FormulaVariant> {
  readonly symbols: readonly FormulaSymbol[];
}

/** The names of the right `<Option>`s; each option's feedback stands in the text. */
export interface ChoiceVariant extends Variant<readonly string[], readonly string[]> {
  /** The options on offer, where not all that the text has. */
  readonly options?: readonly string[];
}
export interface ChoiceDefinition extends Exercise<'choice', ChoiceVariant> {
  /** Whether any number of options may be right. */
  readonly several?: boolean;
}

/** The names of all `<Option>`s, first to last. */
export interface OrderVariant extends Variant<readonly string[], readonly string[]> {
  readonly mistakes?: readonly Mistake<readonly string[]>[];
}
export type OrderDefinition = Exercise<'order', OrderVariant>;

/** For each `<Option>` the name of its `<Target>`. */
export type Matching = Readonly<Record<string, string>>;
export interface MatchVariant extends Variant<Matching, Matching> {
  /** What a wrong pair gets told, by pair. */
  readonly mistakes?: readonly Mistake<readonly [option: string, target: string]>[];
}
export type MatchDefinition = Exercise<'match', MatchVariant>;

/** Rows and columns, each a formula in the listed symbols or a number. */
export type Shape = readonly [rows: string, columns: string];
export interface ShapeVariant extends Variant<Shape, Shape> {
  readonly mistakes?: readonly Mistake<Shape>[];
}
export interface ShapeDefinition extends Exercise<'shape', ShapeVariant> {
  readonly symbols: readonly FormulaSymbol[];
}

/** A cell of a table that the reader fills: a `<Blank name="…" />` of the text. */
export type Cell =
  | {
      readonly measure: Measure;
      readonly key: number;
      readonly tolerance?: number;
      readonly mistakes?: readonly Mistake<number>[];
    }
  | {
      readonly symbols: readonly FormulaSymbol[];
      readonly key: string;
      readonly mistakes?: readonly Mistake<string>[];
    };
export type TableVariant = Variant<Readonly<Record<string, Cell>>, Readonly<Record<string, string>>>;
export type TableDefinition = Exercise<'table', TableVariant>;

/** A live figure as an exercise sees it: its settings as in its link, and the numbers that it shows. */
export interface FigureReading {
  /** Every field of the figure's state, in the form of a link: `{ model: 'llama-7b', rank: '16' }`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Each `<data data-quantity>` of the figure, in order; `row` is the `data-method` of the row that holds it. */
  readonly numbers: readonly {
    readonly quantity: string;
    readonly row: string | null;
    readonly value: number;
  }[];
  /** The figure's `data-run` (a run of the laboratory) or `data-state`. */
  readonly condition: string;
}

/** What a prediction is, and what was measured, by what is asked. */
export type Prediction =
  | { readonly ask: 'number'; readonly measure: Measure; readonly tolerance?: number }
  | { readonly ask: 'choice' }
  | { readonly ask: 'order' };

/** The key comes from the figure: `measured` reads it, or gives null while the run that it needs is not there. */
export interface PredictVariant extends Answers<PredictAnswer> {
  readonly given: Givens;
  measured(reading: FigureReading): number | readonly string[] | null;
  /** For the tests: the figure as it stands after the run that is asked for. */
  readonly sample: FigureReading;
  readonly mistakes?: readonly Mistake<number | readonly string[]>[];
}
export interface PredictAnswer {
  readonly prediction: string | readonly string[];
  readonly reading: FigureReading;
}
export interface PredictDefinition extends Exercise<'predict', PredictVariant> {
  /** The id of the figure on the lesson's page: its name, unless the text gives another. */
  readonly figure: string;
  readonly prediction: Prediction;
}

/** Any state of the figure that has the property is right: `misses` names what a state lacks, nothing when right. */
/** `right` and `wrong` are states of the figure: two and three of them at least. */
export interface ConfigureVariant extends Required<Answers<FigureReading>> {
  readonly given: Givens;
  misses(reading: FigureReading): readonly Feedback[];
}
export interface ConfigureDefinition extends Exercise<'configure', ConfigureVariant> {
  readonly figure: string;
}

/** A function that the reader completes; `src/exercises/code` has its text, its reference and its properties. */
export interface CodeDefinition extends Exercise<'code', Variant<string, string>> {
  /** The name of the exercise in `src/exercises/code`. */
  readonly problem: string;
}

export type Definition =
  | NumberDefinition
  | FormulaDefinition
  | ChoiceDefinition
  | OrderDefinition
  | MatchDefinition
  | ShapeDefinition
  | TableDefinition
  | PredictDefinition
  | ConfigureDefinition
  | CodeDefinition;

/** The exercises of one lesson, by name. */
export type Exercises = Readonly<Record<string, Definition>>;

export type DefinitionOf<K extends Kind> = Extract<Definition, { kind: K }>;
export type VariantOf<K extends Kind> = ReturnType<DefinitionOf<K>['variant']>;
