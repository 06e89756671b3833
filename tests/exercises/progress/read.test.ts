import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProgress } from '../../../src/exercises/progress/read';
import { anyProgress } from './arbitrary';

const read = (value: unknown) => readProgress(JSON.stringify(value));

describe('reading', () => {
  it('takes any text without a throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void readProgress(text)));
    fc.assert(fc.property(fc.json(), (text) => void readProgress(text)));
    for (const text of ['', 'null', '[]', '"x"', '{', '[['.repeat(50_000), '{"version":1}', '{"foo":1}'])
      expect(readProgress(text)).toEqual({ problem: 'corrupt' });
  });

  it('takes a file with any value anywhere without a throw, and gives sound records alone', () => {
    const damaged = fc
      .tuple(anyProgress, fc.integer({ min: 0, max: 400 }), fc.jsonValue())
      .map(([progress, place, value]) => replaceAt(progress, place, value));
    fc.assert(
      fc.property(damaged, (value) => {
        const found = read(value);
        if ('problem' in found) return;
        expect(read(found.progress)).toEqual({ progress: found.progress, skipped: 0 });
      }),
    );
  });

  it('leaves a damaged record out, and says how many', () => {
    const good = { last: { state: 'right', score: 1, seed: 1, answer: '8', hints: 0, at: 5, streak: 1 } };
    const record = { ...good, best: 1, attempts: 1, rightAt: 5, wrongAt: null };
    const found = read({
      version: 1,
      epoch: 0,
      lessons: { lora: { since: 1, at: 2, place: 'check' }, '../x': { since: 1, at: 2, place: '' } },
      exercises: {
        'lora/count': record,
        'lora/other': { ...record, best: 7 },
        'no-lesson': record,
        '__proto__/x': record,
      },
      student: null,
    });
    expect(found).toMatchObject({ skipped: 4, progress: { exercises: { 'lora/count': record } } });
    expect('progress' in found && Object.keys(found.progress.exercises)).toEqual(['lora/count']);
  });

  it('refuses a file from the future, whatever it holds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2 }), fc.dictionary(fc.string(), fc.jsonValue()), (version, rest) => {
        expect(read({ ...rest, version })).toEqual({ problem: 'future' });
      }),
    );
  });
});

describe('version 0', () => {
  it('becomes version 1: states, scores and places', () => {
    const found = read({
      states: { 'lora/count': 'right', 'lora/shapes': 'wrong', 'lora/scale': 'shown', 'lora/x': 'odd' },
      places: { lora: 'check' },
      savedAt: 1_700_000_000_000,
    });
    expect(found).toMatchObject({
      skipped: 1,
      progress: {
        version: 1,
        epoch: 0,
        lessons: { lora: { since: 1_700_000_000_000, at: 1_700_000_000_000, place: 'check' } },
        exercises: {
          'lora/count': { last: { state: 'right', seed: 1 }, best: 1, attempts: 1, wrongAt: null },
          'lora/shapes': { last: { state: 'wrong' }, best: 0, attempts: 1, rightAt: null },
          'lora/scale': { last: { state: 'shown' }, best: 0, attempts: 0, rightAt: null },
        },
      },
    });
  });

  it('may lack places, states or its time', () => {
    expect(read({ places: { memory: '' } })).toMatchObject({
      progress: { lessons: { memory: { at: 0, place: '' } }, exercises: {} },
    });
    expect(read({ states: { 'lora/count': 'right' }, savedAt: 'yesterday' })).toMatchObject({
      progress: { exercises: { 'lora/count': { rightAt: 0 } } },
    });
  });
});

/** The JSON with the value at its `place`th node replaced; unchanged where it has fewer. */
function replaceAt(json: unknown, place: number, value: unknown): unknown {
  let count = 0;
  const visit = (node: unknown): unknown => {
    count += 1;
    if (count - 1 === place) return value;
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, visit(child)]));
  };
  return visit(json);
}
