import { formatPlain } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import { exampleStep, LORA_EXAMPLE, type LoraStep } from '../../theory/loraExample';
import { type Matrix, transposed } from '../../theory/loraPass';
import { mapAt } from './map';
import { type ForwardBackwardState, STEPS, type StepName, stepName } from './state';

/** Roles of `tokens.css`; `plain` for the target and the loss, which have none. */
export type Ink = 'frozen' | 'trained' | 'gradients' | 'activations' | 'plain';

/** A matrix with its numbers and the sign before it, which no line break parts from it; or the end of one equation. */
export type Piece = { readonly sign: string; readonly matrix: ShownMatrix } | 'break';

export interface ShownMatrix {
  readonly symbol: string;
  readonly ink: Ink;
  readonly shape: string;
  readonly rows: readonly (readonly string[])[];
  /** Never formed: its places are shown, crossed out, without numbers. */
  readonly crossed: boolean;
  /** In words, for those who do not see it. */
  readonly label: string;
}

export interface TableRow {
  readonly header: string;
  readonly cells: readonly { readonly name: string; readonly value: number; readonly text: string }[];
}

export interface ForwardBackwardDescription {
  readonly step: StepName;
  readonly map: ReturnType<typeof mapAt>;
  readonly place: string;
  readonly title: string;
  readonly pieces: readonly Piece[];
  /** The first number of the result, worked out. */
  readonly arithmetic: string;
  readonly result: string;
  readonly head: readonly string[];
  readonly rows: readonly TableRow[];
}

const DIGITS = 3;
const COLUMNS = 3;

export function describeForwardBackward(
  state: ForwardBackwardState,
  { language, translate }: { language: Language; translate: Translate },
): ForwardBackwardDescription {
  const step = stepName(state);
  const taken = exampleStep(state.start);
  const number = (value: number): string => numberText(value, language);
  const values = valuesOf(taken);
  const show = ([sign, symbol]: readonly [string, Name]): Piece => ({
    sign,
    matrix: shown(symbol, values[symbol], number, translate),
  });
  return {
    step,
    map: mapAt(step),
    place: translate('forwardBackward.place', { step: state.step, steps: STEPS.length }),
    title: translate(`forwardBackward.steps.${step}`),
    pieces: equation(step, number).map((piece) => (piece === 'break' ? piece : show(piece))),
    arithmetic: arithmetic(step, taken, number),
    result: translate(`forwardBackward.says.${says(step, state)}`, {
      loss: number(taken.loss),
      next: number(taken.nextLoss),
      rate: number(LORA_EXAMPLE.learningRate),
      scale: number(taken.layer.scale),
    }),
    head: [translate('forwardBackward.matrix'), ...['1', '2', '3']],
    rows: tableOf(values, number, translate),
  };
}

/** Without a minus that is none, and with the one that is wide enough. */
function numberText(value: number, language: Language): string {
  const text = formatPlain(value, language, DIGITS);
  return text === '-0' ? '0' : text.replace('-', '−');
}

type Name = keyof ReturnType<typeof valuesOf>;

/** All matrices of one training step, by the symbol under which the figure shows them. */
function valuesOf({ layer, forward, loss, backward, next, nextForward, nextLoss }: LoraStep) {
  const { input, target } = LORA_EXAMPLE;
  return {
    x: { of: input, ink: 'activations' },
    W: { of: layer.frozen, ink: 'frozen' },
    A: { of: layer.down, ink: 'trained' },
    Bᵀ: { of: transposed(layer.up), ink: 'trained' },
    t: { of: target, ink: 'plain' },
    xW: { of: forward.base, ink: 'activations' },
    xA: { of: forward.reduced, ink: 'activations' },
    's(xA)Bᵀ': { of: forward.update, ink: 'activations' },
    y: { of: forward.output, ink: 'activations' },
    L: { of: [[loss]], ink: 'plain' },
    g: { of: backward.output, ink: 'gradients' },
    '(∂ℒ/∂B)ᵀ': { of: transposed(backward.up), ink: 'gradients' },
    gB: { of: backward.reduced, ink: 'gradients' },
    '∂ℒ/∂A': { of: backward.down, ink: 'gradients' },
    'A′': { of: next.down, ink: 'trained' },
    'B′ᵀ': { of: transposed(next.up), ink: 'trained' },
    's(xA′)B′ᵀ': { of: nextForward.update, ink: 'activations' },
    'y′': { of: nextForward.output, ink: 'activations' },
    'L′': { of: [[nextLoss]], ink: 'plain' },
    // Other views of the same numbers, which the table leaves out.
    xᵀ: { of: transposed(input), ink: 'activations' },
    '(xA)ᵀ': { of: transposed(forward.reduced), ink: 'activations' },
    B: { of: layer.up, ink: 'trained' },
    '∂ℒ/∂W': { of: layer.frozen, ink: 'gradients' },
  } as const satisfies Record<string, { of: Matrix; ink: Ink }>;
}

const VIEWS: readonly Name[] = ['xᵀ', '(xA)ᵀ', 'B', '∂ℒ/∂W'];
const NEVER_FORMED: Name = '∂ℒ/∂W';

/** The matrices of a step's equation, each with the sign before it. */
function equation(
  step: StepName,
  number: (value: number) => string,
): readonly (readonly [string, Name] | 'break')[] {
  const s = `${number(LORA_EXAMPLE.alpha / LORA_EXAMPLE.rank)} ·`;
  const rate = `− ${number(LORA_EXAMPLE.learningRate)} ·`;
  const equations: Record<StepName, readonly (readonly [string, Name] | 'break')[]> = {
    given: [
      ['', 'x'],
      ['', 'W'],
      ['', 'A'],
      ['', 'Bᵀ'],
      ['', 't'],
    ],
    frozen: [
      ['', 'x'],
      ['·', 'W'],
      ['=', 'xW'],
    ],
    reduce: [
      ['', 'x'],
      ['·', 'A'],
      ['=', 'xA'],
    ],
    expand: [
      [s, 'xA'],
      ['·', 'Bᵀ'],
      ['=', 's(xA)Bᵀ'],
    ],
    sum: [
      ['', 'xW'],
      ['+', 's(xA)Bᵀ'],
      ['=', 'y'],
    ],
    loss: [
      ['½ ‖', 'y'],
      ['−', 't'],
      ['‖² =', 'L'],
    ],
    output: [
      ['', 'y'],
      ['−', 't'],
      ['=', 'g'],
    ],
    factorB: [
      [s, '(xA)ᵀ'],
      ['·', 'g'],
      ['=', '(∂ℒ/∂B)ᵀ'],
    ],
    factorA: [['', 'g'], ['·', 'B'], ['=', 'gB'], 'break', [s, 'xᵀ'], ['·', 'gB'], ['=', '∂ℒ/∂A']],
    never: [
      ['', 'xᵀ'],
      ['·', 'g'],
      ['=', '∂ℒ/∂W'],
    ],
    descend: [['', 'A'], [rate, '∂ℒ/∂A'], ['=', 'A′'], 'break', ['', 'Bᵀ'], [rate, '(∂ℒ/∂B)ᵀ'], ['=', 'B′ᵀ']],
    after: [['', 'xW'], ['+', 's(xA′)B′ᵀ'], ['=', 'y′'], 'break', ['', 'L'], ['→', 'L′']],
  };
  return equations[step];
}

function shown(
  symbol: Name,
  { of, ink }: { of: Matrix; ink: Ink },
  number: (value: number) => string,
  translate: Translate,
): ShownMatrix {
  const crossed = symbol === NEVER_FORMED;
  const shape = `${of.length} × ${of[0]?.length ?? 0}`;
  const rows = of.map((row) => row.map((value) => (crossed ? '·' : number(value))));
  const parameters = { symbol, shape, numbers: rows.map((row) => row.join(', ')).join('; ') };
  return {
    symbol,
    ink,
    shape,
    rows,
    crossed,
    label: crossed
      ? translate('forwardBackward.crossed', { symbol, shape })
      : translate('forwardBackward.spoken', parameters),
  };
}

/** The first number of what a step computes, from the numbers it is made of. */
function arithmetic(step: StepName, taken: LoraStep, number: (value: number) => string): string {
  const { layer, forward, loss, backward, next, nextForward } = taken;
  const { input, target, learningRate } = LORA_EXAMPLE;
  const factor = (value: number): string => (value < 0 ? `(${number(value)})` : number(value));
  const first = (matrix: Matrix): number => matrix[0]?.[0] as number;
  const column = (matrix: Matrix): readonly number[] => matrix.map((row) => row[0] as number);
  const products = (left: readonly number[], right: readonly number[]): string =>
    left
      .map((value, at) => `${at === 0 ? number(value) : factor(value)} · ${factor(right[at] as number)}`)
      .join(' + ');
  const s = number(layer.scale);
  const x = input[0];
  switch (step) {
    case 'given':
    case 'never':
      return '';
    case 'frozen':
      return `${products(x, column(layer.frozen))} = ${number(first(forward.base))}`;
    case 'reduce':
      return `${products(x, column(layer.down))} = ${number(first(forward.reduced))}`;
    case 'expand':
      return `${s} · ${factor(first(forward.reduced))} · ${factor(first(layer.up))} = ${number(first(forward.update))}`;
    case 'sum':
      return `${number(first(forward.base))} + ${factor(first(forward.update))} = ${number(first(forward.output))}`;
    case 'loss': {
      const squares = (backward.output[0] ?? []).map((value) => `${factor(value)}²`);
      return `½ · (${squares.join(' + ')}) = ${number(loss)}`;
    }
    case 'output':
      return `${number(first(forward.output))} − ${factor(first(target))} = ${number(first(backward.output))}`;
    case 'factorB':
      return `${s} · ${factor(first(forward.reduced))} · ${factor(first(backward.output))} = ${number(first(backward.up))}`;
    case 'factorA':
      return `${s} · ${factor(first(input))} · ${factor(first(backward.reduced))} = ${number(first(backward.down))}`;
    case 'descend':
      return `${number(first(layer.down))} − ${number(learningRate)} · ${factor(first(backward.down))} = ${number(first(next.down))}`;
    case 'after':
      return `${number(first(forward.base))} + ${factor(first(nextForward.update))} = ${number(first(nextForward.output))}`;
  }
}

/** A start that makes a step special has words of its own for it. */
function says(step: StepName, { start }: ForwardBackwardState): string {
  const special: Partial<Record<StepName, Partial<Record<ForwardBackwardState['start'], string>>>> = {
    given: { fresh: 'givenFresh', zero: 'givenZero' },
    expand: { fresh: 'expandNothing', zero: 'expandNothing' },
    factorB: { zero: 'factorBZero' },
    factorA: { fresh: 'factorAFresh', zero: 'factorAZero' },
    descend: { fresh: 'descendFresh', zero: 'descendZero' },
    after: { zero: 'afterZero' },
  };
  return special[step]?.[start] ?? step;
}

/** One row of the table a row of a matrix. */
function tableOf(
  values: ReturnType<typeof valuesOf>,
  number: (value: number) => string,
  translate: Translate,
): readonly TableRow[] {
  const symbols = (Object.keys(values) as Name[]).filter((symbol) => !VIEWS.includes(symbol));
  return symbols.flatMap((symbol) => {
    const matrix: Matrix = values[symbol].of;
    return matrix.map((row, at) => ({
      header: matrix.length === 1 ? symbol : translate('forwardBackward.row', { symbol, row: at + 1 }),
      cells: row.slice(0, COLUMNS).map((value) => ({ name: symbol, value, text: number(value) })),
    }));
  });
}
