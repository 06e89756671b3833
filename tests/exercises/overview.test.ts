import { describe, expect, it } from 'vitest';
import { listedState, matches, withFilters } from '../../src/exercises/overview/filters';
import { receiptOf } from '../../src/exercises/overview/receipt';
import { type ExerciseRecord, emptyProgress } from '../../src/exercises/progress/progress';

const NOW = new Date(Date.UTC(2026, 0, 10));

const record = (patch: Partial<ExerciseRecord> = {}): ExerciseRecord => ({
  last: { state: 'right', score: 1, seed: 4, answer: '8', hints: 0, at: NOW.getTime(), streak: 1 },
  best: 1,
  attempts: 2,
  rightAt: NOW.getTime(),
  wrongAt: null,
  ...patch,
});
const slipped = record({ last: { ...record().last, state: 'wrong', score: 0.5 } });
const half = record({
  last: { ...record().last, state: 'wrong', score: 0.5, seed: 2 },
  best: 0.5,
  rightAt: null,
  wrongAt: NOW.getTime(),
});
const progress = { ...emptyProgress(), exercises: { 'lora/a': record(), 'lora/b': half, 'lora/c': slipped } };

describe('the filters', () => {
  const filter = (state: string, id: string, lesson = '', kind = '') =>
    matches({ lesson, kind, state }, { lesson: 'lora', kind: 'number', id }, progress, NOW);

  it('know what is right, wrong, untried and due', () => {
    expect(['a', 'b', 'c', 'd'].map((name) => listedState(progress, `lora/${name}`))).toEqual([
      'right',
      'wrong',
      'right',
      'untried',
    ]);
    expect(['a', 'b', 'c', 'd'].map((name) => filter('due', `lora/${name}`))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([
      filter('', 'lora/a', 'lora'),
      filter('', 'lora/a', 'memory'),
      filter('', 'lora/a', '', 'code'),
    ]).toEqual([true, false, false]);
  });

  it('stand in the address beside what else is there', () => {
    expect(withFilters('?lesson=lora&x=1', { lesson: '', kind: 'code', state: 'due' })).toBe(
      'x=1&kind=code&state=due',
    );
  });
});

describe('the receipt', () => {
  const lessons = [
    {
      title: 'LoRA',
      exercises: ['a', 'b', 'c', 'd'].map((name, index) => ({ id: `lora/${name}`, label: `2.${index + 1}` })),
    },
    { title: 'Memory', exercises: [{ id: 'memory/a', label: '1.1' }] },
  ];
  const receipt = receiptOf(progress, lessons, 'Ada', NOW);

  it('counts and averages, untried ones as nothing', () => {
    expect(receipt).toMatchObject({ right: 2, tried: 3, total: 5, score: 2.5 / 5 });
    expect(receipt.lessons).toEqual([
      {
        title: 'LoRA',
        right: 2,
        tried: 3,
        total: 4,
        score: 2.5 / 4,
        seeds: [
          { label: '2.1', seed: 4 },
          { label: '2.2', seed: 2 },
          { label: '2.3', seed: 4 },
        ],
      },
      { title: 'Memory', right: 0, tried: 0, total: 1, score: 0, seeds: [] },
    ]);
  });

  it('has a check string that anything changes', () => {
    const others = [
      receiptOf(progress, lessons, 'Bob', NOW),
      receiptOf(progress, lessons, 'Ada', new Date(NOW.getTime() + 1)),
      receiptOf(
        { ...progress, exercises: { ...progress.exercises, 'lora/b': record() } },
        lessons,
        'Ada',
        NOW,
      ),
    ].map(({ check }) => check);
    expect(receipt.check).toMatch(/^[0-9a-f]{4}(-[0-9a-f]{4}){3}$/);
    expect(new Set([receipt.check, ...others]).size).toBe(4);
    expect(receiptOf(progress, lessons, 'Ada', NOW).check).toBe(receipt.check);
  });
});
