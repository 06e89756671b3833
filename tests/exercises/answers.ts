import { isNear } from '../../src/exercises/graders/number';
import type {
  Cell,
  Definition,
  Measure,
  PredictAnswer,
  Shape,
  VariantOf,
  WrongAnswer,
} from '../../src/exercises/types';
import { LESSONS } from '../content/lessons';

/** What an exercise is tried with: answers that must be right, and answers that must get a feedback. */
export interface Trials {
  readonly right: readonly unknown[];
  readonly wrong: readonly WrongAnswer<unknown>[];
}

/** A number as readers may write it, in several spellings. */
export function spellings(value: number, measure: Measure): string[] {
  switch (measure) {
    case 'bytes':
      return [
        `${value / 1e9} GB`,
        `${value / 2 ** 30} GiB`,
        `${value} bytes`,
        `${value / 1e6}MB`,
        `${value} 字节`,
      ];
    case 'bits':
      return [`${value} bits`, `${value / 8} bytes`, `${value} 比特`];
    case 'seconds':
      return [`${value} s`, `${value / 3600} h`, `${value / 60} 分钟`];
    case 'share':
      return [`${value * 100}%`, String(value), `${value * 100} ％`];
    case 'number':
      return [String(value), `${value / 1e6} million`, `${value / 1e8} 亿`, `${value / 1e6}M`];
  }
}

/** Two numbers that are wrong in no way that has a name. */
const FAR = [1.377, 2.83, 5.31, 0.613, 0.343, 0.177];

interface NumberLike {
  readonly measure: Measure;
  readonly key: number;
  readonly tolerance?: number;
  readonly mistakes?: readonly { readonly key: number; readonly feedback: string }[];
}

function ofNumber({ measure, key, tolerance = 0.02, mistakes = [] }: NumberLike): {
  right: string[];
  wrong: WrongAnswer<string>[];
} {
  const write = (value: number) => spellings(value, measure)[0] ?? '';
  const isFree = (value: number) =>
    !mistakes.some((each) => isNear(value, each.key, Math.max(tolerance, 0.05)));
  const far = key === 0 ? [3, -3] : FAR.map((factor) => factor * key).filter(isFree);
  const large = far.find((value) => value > key);
  const small = far.find((value) => value < key);
  return {
    right: spellings(key, measure),
    wrong: [
      ...mistakes.map((each) => ({ answer: write(each.key), feedback: each.feedback })),
      ...(large === undefined ? [] : [{ answer: write(large), feedback: 'tooLarge' }]),
      ...(small === undefined ? [] : [{ answer: write(small), feedback: 'tooSmall' }]),
      ...(measure === 'number' || measure === 'share'
        ? [{ answer: `${key} GB`, feedback: 'otherUnit' }]
        : [{ answer: `${key} ${measure === 'seconds' ? 'GB' : 'h'}`, feedback: 'otherUnit' }]),
      ...(measure === 'bytes' && isFree(key * (2 ** 30 / 1e9)) && tolerance < 0.05
        ? [{ answer: `${key / 1e9} GiB`, feedback: 'gbForGib' }]
        : []),
    ],
  };
}

function ofFormula(
  key: string,
  mistakes: readonly { readonly key: string; readonly feedback: string }[] = [],
): { right: string[]; wrong: WrongAnswer<string>[] } {
  return {
    right: [key, `  (${key})  `, `2(${key})/2`, key.replaceAll('*', ' '), key.replaceAll('*', '×')],
    wrong: [
      ...mistakes.map((each) => ({ answer: each.key, feedback: each.feedback })),
      ...(/[a-z]/i.test(key)
        ? [
            { answer: `7.3(${key})`, feedback: 'constantFactor' },
            { answer: `(${key})(${key}) + 0.37`, feedback: 'otherFormula' },
            { answer: '7.3', feedback: 'missingSymbol' },
          ]
        : [{ answer: `7.3(${key})`, feedback: 'constantFactor' }]),
    ],
  };
}

/** Orders that are wrong, each told as it must be. */
function ofOrder(
  key: readonly string[],
  mistakes: readonly { readonly key: readonly string[]; readonly feedback: string }[] = [],
): WrongAnswer<readonly string[]>[] {
  const [first = '', ...rest] = key;
  const last = key.length - 1;
  const swapped = [...key.slice(0, last - 1), key[last] ?? '', key[last - 1] ?? ''];
  const general = [
    { answer: [...key].reverse(), feedback: 'reversed' },
    { answer: [...rest, first], feedback: key.length === 2 ? 'reversed' : 'firstWrong' },
    { answer: swapped, feedback: key.length === 2 ? 'reversed' : 'firstRight' },
  ];
  const told = (order: readonly string[]) =>
    mistakes.find((each) => each.key.join() === order.join())?.feedback;
  return [
    ...mistakes.map((each) => ({ answer: each.key, feedback: each.feedback })),
    ...general.map(({ answer, feedback }) => ({ answer, feedback: told(answer) ?? feedback })),
  ];
}

/** The names of the options in an exercise's text. */
export function optionsIn(exercise: string): string[] {
  const [lesson = '', name = ''] = exercise.split('/');
  const source = LESSONS.find(({ language, file }) => language === 'en' && file.endsWith(`-${lesson}.mdx`));
  const text = source?.text.split(`<Exercise name="${name}">`)[1]?.split('</Exercise>')[0] ?? '';
  return [...text.matchAll(/<Option\s+name="([^"]*)"/g)].map((match) => match[1] ?? '');
}

function ofChoice(
  options: readonly string[],
  key: readonly string[],
  several: boolean,
): WrongAnswer<readonly string[]>[] {
  const others = options.filter((name) => !key.includes(name));
  const alone = others.map((name) => ({ answer: [name], feedback: `option:${name}` }));
  if (!several) return alone;
  return [
    ...alone,
    ...(key.length > 1 ? [{ answer: key.slice(1), feedback: 'moreOptions' }] : []),
    ...others.map((name) => ({ answer: [...key, name], feedback: `option:${name}` })),
  ];
}

/** All that follows from a variant's key and mistakes, with what the variant itself gives. */
export function trialsOf(
  exercise: string,
  definition: Definition,
  variant: VariantOf<Definition['kind']>,
): Trials {
  const follows = derive(exercise, definition, variant);
  return {
    right: [...follows.right, ...(variant.right ?? [])],
    wrong: [...follows.wrong, ...(variant.wrong ?? [])],
  };
}

function derive(exercise: string, definition: Definition, drawn: VariantOf<Definition['kind']>): Trials {
  switch (definition.kind) {
    case 'number':
      return ofNumber({ ...definition, ...(drawn as VariantOf<'number'>) });
    case 'formula': {
      const variant = drawn as VariantOf<'formula'>;
      return ofFormula(variant.key, variant.mistakes);
    }
    case 'choice': {
      const { key, options = optionsIn(exercise) } = drawn as VariantOf<'choice'>;
      return { right: [key, [...key].reverse()], wrong: ofChoice(options, key, definition.several ?? false) };
    }
    case 'order': {
      const { key, mistakes } = drawn as VariantOf<'order'>;
      return { right: [key], wrong: ofOrder(key, mistakes) };
    }
    case 'match': {
      const { key, mistakes = [] } = drawn as VariantOf<'match'>;
      const options = Object.keys(key);
      const wrongTarget = (option: string) =>
        Object.values(key).find((target) => target !== key[option]) ?? '';
      return {
        right: [key],
        wrong: [
          ...mistakes.map((each) => ({
            answer: { ...key, [each.key[0]]: each.key[1] },
            feedback: each.feedback,
          })),
          ...options.map((option) => ({
            answer: { ...key, [option]: wrongTarget(option) },
            feedback: 'partsRight',
          })),
        ],
      };
    }
    case 'shape': {
      const { key, mistakes = [] } = drawn as VariantOf<'shape'>;
      const [rows, columns] = key;
      const trials: WrongAnswer<Shape>[] = mistakes.map((each) => ({
        answer: each.key,
        feedback: each.feedback,
      }));
      if (rows !== columns && !mistakes.some((each) => each.key.join() === `${columns},${rows}`))
        trials.push({ answer: [columns, rows], feedback: 'transposed' });
      return {
        right: [key, [`(${rows})`, `1*(${columns})`]],
        wrong: [
          ...trials,
          { answer: [rows, `(${columns}) + 7.3`], feedback: 'columnsWrong' },
          { answer: [`(${rows}) + 7.3`, columns], feedback: 'rowsWrong' },
          { answer: [`(${rows}) + 7.3`, `(${columns}) + 3.7`], feedback: 'shapeWrong' },
        ],
      };
    }
    case 'table': {
      const { key } = drawn as VariantOf<'table'>;
      const trials = Object.entries(key).map(([name, cell]) => ({ name, ...ofCell(cell) }));
      const rights = Object.fromEntries(trials.map(({ name, right }) => [name, right[0] ?? '']));
      const others = Object.fromEntries(trials.map(({ name, right }) => [name, right[1] ?? '']));
      return {
        right: [rights, others],
        wrong: trials.flatMap(({ name, wrong }) =>
          wrong.map(({ answer, feedback }) => ({ answer: { ...rights, [name]: answer }, feedback })),
        ),
      };
    }
    case 'predict':
      return ofPrediction(exercise, definition, drawn as VariantOf<'predict'>);
    case 'configure':
    case 'code':
      return { right: [], wrong: [] };
  }
}

function ofCell(cell: Cell): { right: string[]; wrong: WrongAnswer<string>[] } {
  return 'measure' in cell ? ofNumber(cell) : ofFormula(cell.key, cell.mistakes);
}

function ofPrediction(
  exercise: string,
  { prediction }: Extract<Definition, { kind: 'predict' }>,
  variant: VariantOf<'predict'>,
): Trials {
  const { sample: reading, mistakes = [] } = variant;
  const measured = variant.measured(reading);
  if (measured === null) throw new Error(`${exercise}: its sample is no measurement`);
  const against = (trials: readonly WrongAnswer<string | readonly string[]>[]) =>
    trials.map(({ answer, feedback }) => ({
      answer: { prediction: answer, reading } satisfies PredictAnswer,
      feedback,
    }));
  if (prediction.ask === 'number') {
    const numbers = mistakes.flatMap((each) =>
      typeof each.key === 'number' ? [{ key: each.key, feedback: each.feedback }] : [],
    );
    const { right, wrong } = ofNumber({ ...prediction, key: Number(measured), mistakes: numbers });
    return { right: right.map((each) => ({ prediction: each, reading })), wrong: against(wrong) };
  }
  const key = [measured].flat().map(String);
  const orders = mistakes.flatMap((each) =>
    Array.isArray(each.key) ? [{ key: each.key as readonly string[], feedback: each.feedback }] : [],
  );
  return {
    right: [{ prediction: key, reading }],
    wrong: against(
      prediction.ask === 'order' ? ofOrder(key, orders) : ofChoice(optionsIn(exercise), key, false),
    ),
  };
}
