import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdFormula } from '../../../src/exercises/graders/formula';
import { holdNumber } from '../../../src/exercises/graders/number';
import { gradePredict } from '../../../src/exercises/graders/predict';
import { gradeShape } from '../../../src/exercises/graders/shape';
import { gradeTable } from '../../../src/exercises/graders/table';
import { sampleReading } from '../../../src/exercises/reading';
import type { Measure, Verdict } from '../../../src/exercises/types';
import { milliseconds } from '../../support/milliseconds';

/** Milliseconds that one answer may take. */
const LIMIT = 1000;

const SYMBOLS = [{ name: 'L' }, { name: 'H' }, { name: 'phi', shown: 'φ' }, { name: 'LL' }];
const MEASURES: readonly Measure[] = ['bytes', 'number', 'share', 'seconds', 'bits'];
const given = {};

/** Every grader that takes text. */
const GRADE: Readonly<Record<string, (text: string) => Verdict>> = {
  ...Object.fromEntries(
    MEASURES.map((measure) => [
      `number of ${measure}`,
      (text: string) => holdNumber(text, { measure, key: 12.5 }),
    ]),
  ),
  formula: (text) => holdFormula(text, { symbols: SYMBOLS, key: '2*L*H' }),
  shape: (text) =>
    gradeShape(
      [text, text],
      { given, key: ['L', 'H'] },
      { kind: 'shape', symbols: SYMBOLS, variant: () => ({ given, key: ['L', 'H'] }) },
    ),
  table: (text) =>
    gradeTable(
      { a: text },
      { given, key: { a: { measure: 'bytes', key: 1 } } },
      { kind: 'table', variant: () => ({ given, key: {} }) },
    ),
  predict: (text) =>
    gradePredict(
      { prediction: text, reading: sampleReading({}, { total: 3 }) },
      { given, measured: () => 3, sample: sampleReading({}) },
      {
        kind: 'predict',
        figure: 'f',
        prediction: { ask: 'number', measure: 'bytes' },
        variant: () => ({ given, measured: () => 3, sample: sampleReading({}) }),
      },
    ),
};

/** Text as it comes, and text made of what the graders know. */
const PIECES = [
  '8',
  '2.5',
  ',',
  '.',
  'e',
  '9',
  '^',
  '*',
  '/',
  '(',
  ')',
  '+',
  '-',
  ' ',
  'L',
  'H',
  'phi',
  'sqrt',
  'GB',
  'GiB',
  'bits',
  '%',
  '万',
  '亿',
  '×',
  '²',
  '=',
  '[',
  '"',
  ';',
  '!',
  '%',
  'log',
  ':',
  "'",
  '\\',
  '１',
];
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 120 }).map((pieces) => pieces.join('')),
);

describe.each(Object.entries(GRADE))('%s', (_, grade) => {
  it('answers any text with a verdict, at once', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { state, feedback } = grade(text);
        expect(['right', 'wrong', 'empty', 'unreadable']).toContain(state);
        if (state === 'unreadable') expect(feedback.length).toBeGreaterThan(0);
        expect(milliseconds(() => grade(text), LIMIT)).toBeLessThan(LIMIT);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    'constructor.constructor("globalThis.broken = 1")()',
    'L.constructor("globalThis.broken = 1")()',
    'f(x) = x; f(3)',
    'import({}, {})',
    'eval("globalThis.broken = 1")',
    'parse("1")',
    'x = 5',
    '__proto__',
    'hasOwnProperty',
    'toString(1)',
    'createUnit("x")',
    '9^9^9^9^9^9',
    '1e999999',
    '9!!!!!!!',
    `${'('.repeat(100)}1`,
    `${'9'.repeat(190)} GB`,
    `1${',000'.repeat(48)}`,
    `${'1 '.repeat(99)}`,
    `${'2*'.repeat(99)}2`,
    `${'-'.repeat(199)}1`,
    `${'2^'.repeat(99)}2`,
    'L'.repeat(199),
  ])('%s executes nothing and does not hang', (text) => {
    expect(grade(text).state).not.toBe('right');
    expect(milliseconds(() => grade(text), LIMIT)).toBeLessThan(LIMIT);
    expect((globalThis as { broken?: number }).broken).toBeUndefined();
  });
});
