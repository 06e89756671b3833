import { describe, expect, it } from 'vitest';
import { gradeChoice } from '../../../src/exercises/graders/choice';
import { gradeMatch } from '../../../src/exercises/graders/match';
import { gradeOrder } from '../../../src/exercises/graders/order';
import { gradePredict } from '../../../src/exercises/graders/predict';
import { gradeShape } from '../../../src/exercises/graders/shape';
import { gradeTable } from '../../../src/exercises/graders/table';
import { sampleReading } from '../../../src/exercises/reading';
import type {
  PredictDefinition,
  PredictVariant,
  ShapeDefinition,
  TableVariant,
  Verdict,
} from '../../../src/exercises/types';

const told = ({ state, feedback }: Verdict) => [state, ...feedback.map(({ message }) => message)];
const given = {};

describe('a choice of several', () => {
  const definition = { kind: 'choice', several: true, variant: () => variant } as const;
  const variant = { given, key: ['a', 'b'] };
  it.each([
    [[], ['empty']],
    [
      ['b', 'a'],
      ['right', 'option:b', 'option:a'],
    ],
    [['a'], ['wrong', 'moreOptions']],
    [
      ['a', 'c'],
      ['wrong', 'option:c', 'alsoMissing'],
    ],
    [
      ['a', 'b', 'c'],
      ['wrong', 'option:c'],
    ],
  ])('%j', (answer, verdict) => {
    expect(told(gradeChoice(answer, variant, definition))).toEqual(verdict);
  });
  it('gives a part of the score for a part of the answer, never all of it', () => {
    expect(gradeChoice(['a'], variant, definition).score).toBe(0.5);
    expect(gradeChoice(['a', 'b', 'c', 'd'], variant, definition).score).toBe(0);
  });
});

it('an order tells how far it is right', () => {
  const definition = { kind: 'order', variant: () => ({ given, key: [] }) } as const;
  const variant = { given, key: ['a', 'b', 'c'] };
  expect(told(gradeOrder(['a', 'b', 'c'], variant, definition))).toEqual(['right']);
  expect(gradeOrder(['a', 'c', 'b'], variant, definition)).toMatchObject({
    state: 'wrong',
    feedback: [{ message: 'firstRight', values: { count: 1 } }],
    parts: { a: true, b: false, c: false },
  });
});

it('a matching waits until every line has a letter', () => {
  const definition = { kind: 'match', variant: () => ({ given, key: {} }) } as const;
  const variant = {
    given,
    key: { a: 'x', b: 'y' },
    mistakes: [{ key: ['a', 'y'] as const, feedback: 'aIsNoY' }],
  };
  expect(told(gradeMatch({}, variant, definition))).toEqual(['empty']);
  expect(told(gradeMatch({ a: 'x' }, variant, definition))).toEqual(['empty', 'partsEmpty']);
  expect(told(gradeMatch({ a: 'y', b: 'y' }, variant, definition))).toEqual([
    'wrong',
    'partsRight',
    'aIsNoY',
  ]);
  expect(told(gradeMatch({ a: 'x', b: 'y' }, variant, definition))).toEqual(['right']);
});

it('a shape is told from its transpose, in symbols or numbers', () => {
  const definition: ShapeDefinition = {
    kind: 'shape',
    symbols: [{ name: 'T' }, { name: 'R' }],
    variant: () => variant,
  };
  const variant = { given, key: ['T', '2*R'] as const };
  expect(told(gradeShape(['T', 'R+R'], variant, definition))).toEqual(['right']);
  expect(told(gradeShape(['2R', 'T'], variant, definition))).toEqual(['wrong', 'transposed']);
  expect(told(gradeShape(['T', ''], variant, definition))).toEqual(['empty', 'partsEmpty']);
  expect(told(gradeShape(['T', 'X'], variant, definition))).toEqual(['unreadable', 'unknownSymbol']);
  expect(told(gradeShape(['512', '16'], { given, key: ['512', '16'] }, definition))).toEqual(['right']);
});

it('a table says which cells are right', () => {
  const variant: TableVariant = {
    given,
    key: { a: { measure: 'bytes', key: 2e9 }, b: { symbols: [{ name: 'H' }], key: '2*H' } },
  };
  const definition = { kind: 'table', variant: () => variant } as const;
  expect(told(gradeTable({ a: '2 GB', b: 'H+H' }, variant, definition))).toEqual(['right']);
  expect(gradeTable({ a: '2 GB', b: 'H' }, variant, definition)).toMatchObject({
    state: 'wrong',
    parts: { a: true, b: false },
    score: 0.5,
  });
  expect(told(gradeTable({ a: '2 GB' }, variant, definition))).toEqual(['empty', 'partsEmpty']);
  const unread = gradeTable({ a: '2 of something', b: 'H+H' }, variant, definition);
  expect(unread.state).toBe('unreadable');
  expect(unread.parts).toEqual({ a: false });
});

describe('a prediction', () => {
  const variant: PredictVariant = {
    given,
    measured: ({ condition, numbers }) => (condition === 'done' ? (numbers[0]?.value ?? null) : null),
    sample: sampleReading({}, { accuracy: 0.5 }, 'done'),
  };
  const definition: PredictDefinition = {
    kind: 'predict',
    figure: 'lab-run',
    prediction: { ask: 'number', measure: 'share', tolerance: 0.2 },
    variant: () => variant,
  };
  it('is held against what was measured, and told it', () => {
    expect(told(gradePredict({ prediction: '55%', reading: variant.sample }, variant, definition))).toEqual([
      'right',
      'measured',
    ]);
    expect(told(gradePredict({ prediction: '80%', reading: variant.sample }, variant, definition))).toEqual([
      'wrong',
      'measured',
      'tooLarge',
    ]);
  });
  it('waits for the run, and refuses first what is no prediction', () => {
    const reading = sampleReading({}, {}, 'idle');
    expect(told(gradePredict({ prediction: '55%', reading }, variant, definition))).toEqual([
      'empty',
      'notMeasured',
    ]);
    expect(told(gradePredict({ prediction: 'much', reading }, variant, definition))).toEqual([
      'unreadable',
      'noNumber',
    ]);
    // Once it is locked nobody could add the unit.
    const ofBytes: PredictDefinition = { ...definition, prediction: { ask: 'number', measure: 'bytes' } };
    expect(told(gradePredict({ prediction: '88', reading }, variant, ofBytes))).toEqual([
      'unreadable',
      'needsUnit',
    ]);
  });
});
