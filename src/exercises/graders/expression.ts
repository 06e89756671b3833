import { create, type FactoryFunctionMap, type MathNode, parseDependencies } from 'mathjs/number';
import type { FormulaSymbol } from '../types';
import { cut, MAX_ANSWER_LENGTH, normalize } from './text';

const { parse } = create({ parseDependencies } as FactoryFunctionMap, {});

/** A formula as a tree of our own: what mathjs reads beyond arithmetic never gets here, and nothing is ever evaluated by it. */
export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'symbol'; readonly name: string }
  | { readonly type: 'negative'; readonly of: Expression }
  | {
      readonly type: 'binary';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      /** A product written without a sign. */
      readonly implicit: boolean;
    }
  | { readonly type: 'call'; readonly name: FunctionName; readonly of: readonly Expression[] };

export type Operator = '+' | '-' | '*' | '/' | '^';
export type FunctionName = keyof typeof FUNCTIONS;

export type ReadExpression =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'unreadable';
      readonly message: string;
      readonly values: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'read'; readonly expression: Expression };

/** What may be called; each takes and gives numbers, at once. */
const FUNCTIONS = {
  sqrt: Math.sqrt,
  log: Math.log,
  ln: Math.log,
  log2: Math.log2,
  exp: Math.exp,
  min: Math.min,
  max: Math.max,
} as const;

const MAX_DEPTH = 40;
const OPERATORS: readonly string[] = ['+', '-', '*', '/', '^'];

/** A refusal that is a sentence for the reader. */
class Refusal extends Error {
  readonly values: Readonly<Record<string, string>>;
  constructor(message: string, values: Readonly<Record<string, string>>) {
    super(message);
    this.values = values;
  }
}

/**
 * Reads a formula in the listed symbols: `8LHR`, `4*(2 L H R)`, `16 phi / N`. Symbols of several letters may stand
 * side by side. Never throws, evaluates nothing; longer than 200 characters or deeper than 40 levels is refused.
 */
export function readExpression(text: string, symbols: readonly FormulaSymbol[]): ReadExpression {
  const refuse = (message: string, values: Readonly<Record<string, string>>): ReadExpression => ({
    kind: 'unreadable',
    message,
    values,
  });
  if (text.length > MAX_ANSWER_LENGTH) return refuse('tooLong', { given: cut(text) });
  const plain = normalize(text)
    .replace(/^=\s*/, '')
    .replace(/√\s*(?=[([{])/g, 'sqrt');
  if (plain === '') return { kind: 'empty' };
  try {
    return { kind: 'read', expression: convert(parse(separate(plain, symbols)), symbols, 0) };
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.message, error.values);
    return refuse('noFormula', { given: cut(text.trim()) });
  }
}

const WORD = /\d+(?:\.\d+)?e[+-]?\d+(?![\p{L}\d_])|\d+(?:\.\d*)?|[\p{L}_][\p{L}\d_]*/giu;

/** Sets listed symbols apart: `LH(R+1)` becomes `(L)(H)(R+1)`, which mathjs reads as products. */
function separate(text: string, symbols: readonly FormulaSymbol[]): string {
  return text
    .replace(/[[\]{}]/g, (bracket) => ('[{'.includes(bracket) ? '(' : ')'))
    .replace(WORD, (word, at: number, whole: string) => {
      if (/^\d/.test(word)) return word;
      const called = whole
        .slice(at + word.length)
        .trimStart()
        .startsWith('(');
      if (called && Object.hasOwn(FUNCTIONS, word) && !symbols.some(({ name }) => name === word))
        return ` ${word}`;
      const names = segment(word, symbols) ?? segment(word, symbols, true);
      if (!names) {
        throw new Refusal('unknownSymbol', {
          symbol: cut(word),
          symbols: symbols.map(({ name, shown }) => shown ?? name).join(', '),
        });
      }
      // Bare, a symbol before a parenthesis would be read as the name of a function.
      return names.map((index) => `(v${index}_)`).join('');
    });
}

/** The listed symbols that a run of letters is made of, by index, longest first; null when it is made of others too. */
function segment(word: string, symbols: readonly FormulaSymbol[], anyCase = false): number[] | null {
  const same = (a: string) => (anyCase ? a.toLowerCase() : a);
  const spellings = symbols
    .flatMap(({ name, shown }, index) =>
      [name, ...(shown === undefined ? [] : [normalize(shown)])].map((text) => ({ text: same(text), index })),
    )
    .sort((a, b) => b.text.length - a.text.length);
  const wanted = same(word);
  // From the end: how the rest from each place on divides, if it does.
  const rests: (number[] | null)[] = Array.from({ length: wanted.length + 1 }, () => null);
  rests[wanted.length] = [];
  for (let at = wanted.length - 1; at >= 0; at -= 1) {
    for (const { text, index } of spellings) {
      const rest = wanted.startsWith(text, at) ? rests[at + text.length] : null;
      if (!rest) continue;
      rests[at] = [index, ...rest];
      break;
    }
  }
  return rests[0] ?? null;
}

function convert(node: MathNode, symbols: readonly FormulaSymbol[], depth: number): Expression {
  if (depth > MAX_DEPTH) throw new Refusal('tooDeep', {});
  const inner = (child: MathNode) => convert(child, symbols, depth + 1);
  const refuse = (): never => {
    throw new Refusal('onlyArithmetic', {
      given: cut(node.toString().replaceAll(/v(\d+)_/g, (_, index) => symbols[Number(index)]?.name ?? '')),
    });
  };
  switch (node.type) {
    case 'ConstantNode': {
      const { value } = node as unknown as { value: unknown };
      return typeof value === 'number' && Number.isFinite(value) ? { type: 'number', value } : refuse();
    }
    case 'SymbolNode': {
      const index = /^v(\d+)_$/.exec((node as unknown as { name: string }).name)?.[1];
      const symbol = index === undefined ? undefined : symbols[Number(index)];
      return symbol ? { type: 'symbol', name: symbol.name } : refuse();
    }
    case 'ParenthesisNode':
      return inner((node as unknown as { content: MathNode }).content);
    case 'OperatorNode': {
      const { op, args, implicit } = node as unknown as { op: string; args: MathNode[]; implicit: boolean };
      const [left, right] = args;
      if (left && !right && op === '-') return { type: 'negative', of: inner(left) };
      if (left && !right && op === '+') return inner(left);
      if (!left || !right || args.length > 2 || !OPERATORS.includes(op)) return refuse();
      return { type: 'binary', operator: op as Operator, left: inner(left), right: inner(right), implicit };
    }
    case 'FunctionNode': {
      const { fn, args } = node as unknown as { fn: { name?: string }; args: MathNode[] };
      const name = fn.name ?? '';
      if (!Object.hasOwn(FUNCTIONS, name) || args.length === 0) return refuse();
      return { type: 'call', name: name as FunctionName, of: args.map(inner) };
    }
    default:
      return refuse();
  }
}

/** The value where the symbols have these values; NaN or infinite where there is none. */
export function evaluate(expression: Expression, values: Readonly<Record<string, number>>): number {
  switch (expression.type) {
    case 'number':
      return expression.value;
    case 'symbol':
      return values[expression.name] ?? Number.NaN;
    case 'negative':
      return -evaluate(expression.of, values);
    case 'call':
      return (FUNCTIONS[expression.name] as (...of: number[]) => number)(
        ...expression.of.map((each) => evaluate(each, values)),
      );
    case 'binary':
      return combine(
        expression.operator,
        evaluate(expression.left, values),
        evaluate(expression.right, values),
      );
  }
}

function combine(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '^':
      return left ** right;
  }
}

/** The symbols that occur. */
export function symbolsIn(expression: Expression): Set<string> {
  switch (expression.type) {
    case 'number':
      return new Set();
    case 'symbol':
      return new Set([expression.name]);
    case 'negative':
      return symbolsIn(expression.of);
    case 'call':
      return new Set(expression.of.flatMap((each) => [...symbolsIn(each)]));
    case 'binary':
      return new Set([...symbolsIn(expression.left), ...symbolsIn(expression.right)]);
  }
}
