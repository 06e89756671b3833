import { describe, expect, it } from 'vitest';
import { BANK } from '../../src/exercises/bank';
import { GRADERS } from '../../src/exercises/graders';
import { isNear } from '../../src/exercises/graders/number';
import type { Definition, Verdict } from '../../src/exercises/types';
import { drawVariant } from '../../src/exercises/variant';
import { LESSONS } from '../content/lessons';
import { trialsOf } from './answers';

const SEEDS = Array.from({ length: 50 }, (_, index) => index + 1);

const ALL = Object.entries(BANK).flatMap(([lesson, exercises]) =>
  Object.entries(exercises).map(([name, definition]) => ({ exercise: `${lesson}/${name}`, definition })),
);
const GRADED = ALL.filter(({ definition }) => definition.kind !== 'code');

function grade(definition: Definition, variant: unknown, answer: unknown): Verdict {
  const grader = GRADERS[definition.kind as keyof typeof GRADERS] as (...of: unknown[]) => Verdict;
  return grader(answer, variant, definition);
}

it('the bank has lessons that exist', () => {
  expect(ALL.length).toBeGreaterThan(0);
  const slugs = LESSONS.map(({ file }) => file.slice(3, -4));
  expect(Object.keys(BANK).filter((slug) => !slugs.includes(slug))).toEqual([]);
});

describe.each(Object.entries(BANK))('the lesson %s', (_, exercises) => {
  it('has six exercises at least, and two choices at most', () => {
    const kinds = Object.values(exercises).map(({ kind }) => kind);
    expect(kinds.length).toBeGreaterThanOrEqual(6);
    expect(kinds.filter((kind) => kind === 'choice').length).toBeLessThanOrEqual(2);
  });
});

describe.each(GRADED)('$exercise', ({ exercise, definition }) => {
  const variants = SEEDS.map((seed) => drawVariant(exercise, definition, seed));

  it('draws the same variant from the same seed, and not one alone', () => {
    const written = (seed: number) => JSON.stringify(drawVariant(exercise, definition, seed).given);
    expect(SEEDS.map(written)).toEqual(SEEDS.map(written));
    expect(new Set(SEEDS.map(written)).size).toBeGreaterThan(1);
  });

  it('takes every right answer, in each of its spellings', () => {
    for (const [index, variant] of variants.entries()) {
      const { right } = trialsOf(exercise, definition, variant);
      expect(right.length, `seed ${index + 1}`).toBeGreaterThan(0);
      for (const answer of right)
        expect(grade(definition, variant, answer).state, `seed ${index + 1}: ${JSON.stringify(answer)}`).toBe(
          'right',
        );
    }
  });

  it('refuses three wrong answers at least, each with the feedback that is meant', () => {
    for (const [index, variant] of variants.entries()) {
      const { wrong } = trialsOf(exercise, definition, variant);
      expect(wrong.length, `seed ${index + 1}`).toBeGreaterThanOrEqual(3);
      for (const { answer, feedback } of wrong) {
        const verdict = grade(definition, variant, answer);
        const at = `seed ${index + 1}: ${JSON.stringify(answer)}`;
        expect(verdict.state, at).toBe('wrong');
        expect(verdict.score ?? 0, at).toBeLessThan(1);
        expect(
          verdict.feedback.map(({ message }) => message),
          at,
        ).toContain(feedback);
      }
    }
  });

  if (definition.kind === 'number' || definition.kind === 'table' || definition.kind === 'predict') {
    it('has no tolerance above 2 %, and no mistake within it', () => {
      for (const [index, variant] of variants.entries()) {
        for (const { key, tolerance = 0.02, mistakes = [] } of numbersOf(definition, variant)) {
          if (definition.kind !== 'predict') expect(tolerance).toBeLessThanOrEqual(0.02);
          for (const mistake of mistakes)
            expect(isNear(mistake.key, key, 2 * tolerance), `seed ${index + 1}: ${mistake.feedback}`).toBe(
              false,
            );
        }
      }
    });
  }

  if (definition.kind === 'predict') {
    it('grades nothing before the figure has measured', () => {
      for (const variant of variants) {
        const reading = { fields: {}, numbers: [], condition: 'idle' };
        expect(grade(definition, variant, { prediction: ['x'], reading }).state).not.toBe('right');
        expect(grade(definition, variant, { prediction: '20 GB', reading }).state).not.toBe('wrong');
      }
    });
  }
});

interface Wanted {
  readonly key: number;
  readonly tolerance?: number;
  readonly mistakes?: readonly { readonly key: number; readonly feedback: string }[];
}

/** The numbers that a variant asks for. */
function numbersOf(definition: Definition, variant: unknown): readonly Wanted[] {
  if (definition.kind === 'number') return [{ ...definition, ...(variant as Wanted) }];
  if (definition.kind === 'table')
    return Object.values((variant as { key: Record<string, Wanted & { measure?: string }> }).key).filter(
      ({ measure }) => measure !== undefined,
    );
  return [];
}
