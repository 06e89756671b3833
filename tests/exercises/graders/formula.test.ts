import { describe, expect, it } from 'vitest';
import { gradeFormula } from '../../../src/exercises/graders/formula';
import type { FormulaDefinition } from '../../../src/exercises/types';

const SYMBOLS = [
  { name: 'L' },
  { name: 'H' },
  { name: 'R' },
  { name: 'phi', shown: 'φ' },
  { name: 'N' },
  { name: 'd_k' },
];
const told = (answer: string, key = '8*L*H*R', mistakes: { key: string; feedback: string }[] = []) => {
  const definition: FormulaDefinition = {
    kind: 'formula',
    symbols: SYMBOLS,
    variant: () => ({ given: {}, key }),
  };
  const { state, feedback } = gradeFormula(answer, { given: {}, key, mistakes }, definition);
  return [state, ...feedback.map(({ message }) => message)];
};

describe('equal as functions', () => {
  it.each([
    '8*L*H*R',
    '4*(2LHR)',
    '8LHR',
    '8 L H R',
    '8L(HR)',
    'R(8LH)',
    '8×L×H×R',
    '８LHR',
    '2³LHR',
    '16LHR/2',
    '8lhr',
    '= 8LHR',
    '8(L)(H)(R)',
    '4LHR + 4LHR',
    '8LH^2R/H',
    'LHR·8',
  ])('%s is 8LHR', (answer) => {
    expect(told(answer)).toEqual(['right']);
  });
  it.each(['16 phi/N', '16φ/N', '16phi / N', '16ϕ/N', 'phi 16/N', '(2+2+12)phi/N'])(
    '%s is 16φ/N',
    (answer) => {
      expect(told(answer, '16*phi/N')).toEqual(['right']);
    },
  );
  it('reads a root as it is printed', () => {
    expect(told('√(L(R + 1)/N)', 'sqrt(L*(R+1)/N)')).toEqual(['right']);
    expect(told('√ (L/N)', 'sqrt(L/N)')).toEqual(['right']);
  });

  it('reads powers, indices, and products with a parenthesis as mathematicians do', () => {
    expect(told('L(R+1)^2', 'L*(R+1)^2')).toEqual(['right']);
    expect(told('H/2L', 'H/(2*L)')).toEqual(['right']);
    expect(told('H/sqrt(d_k)', 'H/d_k^0.5')).toEqual(['right']);
    expect(told('LN(R)', 'L*N*R')).toEqual(['right']);
  });
});

it.each([
  ['4LHR', 'wrong', 'constantFactor'],
  ['-8LHR', 'wrong', 'sign'],
  ['8LH', 'wrong', 'missingSymbol'],
  ['8LHRN', 'wrong', 'surplusSymbol'],
  ['8L+H+R', 'wrong', 'otherFormula'],
  ['8LHX', 'unreadable', 'unknownSymbol'],
  ['8LH(', 'unreadable', 'noFormula'],
  ['8LHR = 3', 'unreadable', 'noFormula'],
  ['[8, 3]', 'unreadable', 'noFormula'],
  ['"8"', 'unreadable', 'onlyArithmetic'],
  ['L.H', 'unreadable', 'noFormula'],
  ['8!', 'unreadable', 'onlyArithmetic'],
  ['1'.repeat(201), 'unreadable', 'tooLong'],
  [`${'('.repeat(60)}8LHR${')'.repeat(60)}`, 'unreadable', 'tooDeep'],
])('%s is %s: %s', (answer, state, feedback) => {
  expect(told(answer)).toEqual([state, feedback]);
});

it('tells a known mistake before a slip in general', () => {
  expect(told('4LHR', '8*L*H*R', [{ key: '4*L*H*R', feedback: 'keysAndValuesOnly' }])).toEqual([
    'wrong',
    'keysAndValuesOnly',
  ]);
});

it('nothing typed is no wrong answer', () => {
  expect(told('  ')).toEqual(['empty']);
});
