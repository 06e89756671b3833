import type { Expression } from '../graders/expression';
import type { FormulaSymbol } from '../types';

const MATHML = 'http://www.w3.org/1998/Math/MathML';

function node(tag: string, ...children: (Node | string)[]): Element {
  const element = document.createElementNS(MATHML, tag);
  element.append(...children);
  return element;
}

/** How strongly a part holds together: what is looser than its surroundings is put in parentheses. */
function strength(expression: Expression): number {
  if (expression.type === 'negative') return 1;
  if (expression.type !== 'binary') return 5;
  // A fraction's bar holds it together.
  return { '+': 1, '-': 1, '*': 2, '/': 4, '^': 3 }[expression.operator];
}

/** A formula as MathML, which browsers draw themselves: fractions, powers, and products as they were typed. */
export function drawExpression(expression: Expression, symbols: readonly FormulaSymbol[]): Element {
  return node('math', draw(expression, symbols));
}

function draw(expression: Expression, symbols: readonly FormulaSymbol[]): Element {
  const inner = (part: Expression, least: number): Element => {
    const drawn = draw(part, symbols);
    return strength(part) < least ? node('mrow', node('mo', '('), drawn, node('mo', ')')) : drawn;
  };
  switch (expression.type) {
    case 'number':
      return node('mn', String(expression.value));
    case 'symbol':
      return drawSymbol(symbols.find(({ name }) => name === expression.name)?.shown ?? expression.name);
    case 'negative':
      return node('mrow', node('mo', '−'), inner(expression.of, 2));
    case 'call': {
      const parts = expression.of.flatMap((each, index) => [
        ...(index === 0 ? [] : [node('mo', ',')]),
        draw(each, symbols),
      ]);
      if (expression.name === 'sqrt') return node('msqrt', ...parts);
      return node('mrow', node('mi', expression.name), node('mo', '('), ...parts, node('mo', ')'));
    }
    case 'binary': {
      const { operator, left, right, implicit } = expression;
      if (operator === '/') return node('mfrac', draw(left, symbols), draw(right, symbols));
      if (operator === '^') return node('msup', inner(left, 5), draw(right, symbols));
      if (operator === '*') {
        return node('mrow', inner(left, 2), node('mo', implicit ? '\u2062' : '·'), inner(right, 2));
      }
      return node(
        'mrow',
        inner(left, 1),
        node('mo', operator === '-' ? '−' : '+'),
        inner(right, operator === '-' ? 2 : 1),
      );
    }
  }
}

/** `d_k` with its index below. */
function drawSymbol(shown: string): Element {
  const [base = '', index] = shown.split('_');
  return index === undefined ? node('mi', base) : node('msub', node('mi', base), node('mi', index));
}
