import { createRandom } from '../../training/random';
import type { Feedback, FormulaDefinition, FormulaSymbol, FormulaVariant, Mistake, Verdict } from '../types';
import { type Expression, evaluate, readExpression, symbolsIn } from './expression';

/** Places at which two formulas are compared; the same ones every time. */
const SAMPLES = 24;
const DEFAULT_RANGE = [2, 50] as const;

/**
 * Grades a formula: equal to the key as a function of its symbols, by the values of both at random places.
 * `8*L*H*R` and `4*(2LHR)` are one answer. Never throws, never evaluates more than arithmetic.
 */
export function gradeFormula(
  answer: string,
  variant: FormulaVariant,
  definition: FormulaDefinition,
): Verdict {
  return holdFormula(answer, { ...definition, ...variant });
}

export interface FormulaKey {
  readonly symbols: readonly FormulaSymbol[];
  readonly key: string;
  readonly mistakes?: readonly Mistake<string>[] | undefined;
}

export function holdFormula(answer: string, { symbols, key, mistakes = [] }: FormulaKey): Verdict {
  const read = readExpression(answer, symbols);
  if (read.kind === 'empty') return { state: 'empty', feedback: [] };
  if (read.kind === 'unreadable')
    return { state: 'unreadable', feedback: [{ message: read.message, values: read.values }] };
  const places = samples(symbols);
  const given = read.expression;
  const wanted = keyExpression(key, symbols);
  if (isSame(given, wanted, places)) return { state: 'right', feedback: [] };
  const mistake = mistakes.find((each) => isSame(given, keyExpression(each.key, symbols), places));
  return {
    state: 'wrong',
    feedback: [mistake ? { message: mistake.feedback } : slip(given, wanted, places, symbols)],
  };
}

type Place = Readonly<Record<string, number>>;

function samples(symbols: readonly FormulaSymbol[]): Place[] {
  const random = createRandom(1, 'formula');
  return Array.from({ length: SAMPLES }, () =>
    Object.fromEntries(
      symbols.map(({ name, range: [low, high] = DEFAULT_RANGE }) => [
        name,
        low + (high - low) * random.uniform(),
      ]),
    ),
  );
}

/** Throws an Error naming a key that is no formula: an author's slip, which the tests find. */
function keyExpression(key: string, symbols: readonly FormulaSymbol[]): Expression {
  const read = readExpression(key, symbols);
  if (read.kind !== 'read')
    throw new Error(`“${key}” is no formula in ${symbols.map(({ name }) => name).join(', ')}`);
  return read.expression;
}

/** Equal wherever the second has a value, to nine digits. */
function isSame(given: Expression, wanted: Expression, places: readonly Place[]): boolean {
  let compared = 0;
  for (const place of places) {
    const key = evaluate(wanted, place);
    if (!Number.isFinite(key)) continue;
    const value = evaluate(given, place);
    if (!(Math.abs(value - key) <= 1e-9 * Math.max(Math.abs(key), 1e-9))) return false;
    compared += 1;
  }
  return compared > SAMPLES / 3;
}

/** What generally goes wrong with formulas: a factor, a symbol too few or too many. */
function slip(
  given: Expression,
  wanted: Expression,
  places: readonly Place[],
  symbols: readonly FormulaSymbol[],
): Feedback {
  const shownAs = (name: string) => symbols.find((each) => each.name === name)?.shown ?? name;
  const [used, needed] = [symbolsIn(given), symbolsIn(wanted)];
  const missing = [...needed].find((name) => !used.has(name));
  if (missing !== undefined) return { message: 'missingSymbol', values: { symbol: shownAs(missing) } };
  const ratios = places
    .map((place) => evaluate(given, place) / evaluate(wanted, place))
    .filter(Number.isFinite);
  const [first = Number.NaN] = ratios;
  const constant =
    ratios.length > SAMPLES / 3 && ratios.every((each) => Math.abs(each - first) <= 1e-9 * Math.abs(first));
  if (constant && first === -1) return { message: 'sign' };
  if (constant && first !== 0) return { message: 'constantFactor' };
  const surplus = [...used].find((name) => !needed.has(name));
  if (surplus !== undefined) return { message: 'surplusSymbol', values: { symbol: shownAs(surplus) } };
  return { message: 'otherFormula' };
}
