import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExerciseRecord, emptyProgress, type Progress } from '../../../src/exercises/progress/progress';
import { BitReader, BitWriter } from '../../../src/exercises/scorm/bits';
import { type Catalogue, exercisesOf, namesByKey, sectionsOf } from '../../../src/exercises/scorm/catalogue';
import {
  decodeSaved,
  encodeSaved,
  longestSaved,
  MOST_SUSPEND_DATA,
  type Saved,
} from '../../../src/exercises/scorm/suspend';

const names = (count: number, name: string) => Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
/** A course of nine lessons with ten exercises and fourteen sections each: more than there is. */
const COURSE: Catalogue = names(9, 'lesson').map((slug) => ({
  slug,
  sections: names(14, 'section'),
  exercises: names(10, 'exercise'),
}));

const time = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((seconds) => seconds * 1000);
const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
const record: fc.Arbitrary<ExerciseRecord> = fc
  .record({
    state: fc.constantFrom('wrong' as const, 'right' as const, 'shown' as const),
    score: share,
    best: share,
    attempts: fc.integer({ min: 0, max: 1023 }),
    seed: fc.integer({ min: 1, max: 999_999_999 }),
    hints: fc.integer({ min: 0, max: 15 }),
    streak: fc.integer({ min: 0, max: 31 }),
    at: time,
    other: fc.option(time),
  })
  .map(({ state, score, seed, hints, at, streak, best, attempts, other }) => ({
    last: { state, score, seed, answer: '', hints, at, streak },
    best,
    attempts,
    rightAt: state === 'right' ? at : other,
    wrongAt: state === 'right' ? other : at,
  }));
const lesson = fc.record({ since: time, at: time, place: fc.constantFrom('', ...names(14, 'section')) });

const subset = <T>(all: readonly string[], value: fc.Arbitrary<T>) =>
  fc
    .subarray([...all])
    .chain((chosen) =>
      fc
        .tuple(...chosen.map(() => value))
        .map((values) => Object.fromEntries(chosen.map((name, i) => [name, values[i] as T]))),
    );
const saved: fc.Arbitrary<Saved> = fc
  .record({
    exercises: subset(exercisesOf(COURSE), record),
    lessons: subset(
      COURSE.map(({ slug }) => slug),
      lesson,
    ),
    reached: fc.subarray([...sectionsOf(COURSE)]),
  })
  .map(({ exercises, lessons, reached }) => ({
    progress: { ...emptyProgress(), exercises, lessons },
    reached: new Set(reached),
  }));

/** Everything reached and answered, with the largest numbers. */
function everything(catalogue: Catalogue): Saved {
  const at = (2 ** 32 - 1) * 1000;
  const full: ExerciseRecord = {
    last: {
      state: 'wrong',
      score: 1,
      seed: 999_999_999,
      answer: 'x'.repeat(2000),
      hints: 99,
      at,
      streak: 99,
    },
    best: 1,
    attempts: 1_000_000,
    rightAt: at,
    wrongAt: at,
  };
  const progress: Progress = {
    ...emptyProgress(),
    exercises: Object.fromEntries(exercisesOf(catalogue).map((name) => [name, full])),
    lessons: Object.fromEntries(catalogue.map(({ slug }) => [slug, { since: at, at, place: 'section-1' }])),
  };
  return { progress, reached: new Set(sectionsOf(catalogue)) };
}

describe('bits', () => {
  it('come back as they were written', () => {
    const values = fc.array(
      fc
        .integer({ min: 1, max: 32 })
        .chain((bits) =>
          fc.record({ bits: fc.constant(bits), value: fc.integer({ min: 0, max: 2 ** bits - 1 }) }),
        ),
    );
    fc.assert(
      fc.property(values, (list) => {
        const writer = new BitWriter();
        for (const { value, bits } of list) writer.write(value, bits);
        const text = writer.text();
        expect(text).toMatch(/^[\w-]*$/);
        const reader = new BitReader(text);
        expect(list.map(({ bits }) => reader.read(bits))).toEqual(list.map(({ value }) => value));
      }),
    );
  });

  it('refuse what does not fit, and to read on past the end', () => {
    expect(() => new BitWriter().write(8, 3)).toThrow(RangeError);
    expect(() => new BitWriter().write(0.5, 3)).toThrow(RangeError);
    expect(() => new BitReader('A').read(7)).toThrow(RangeError);
    expect(() => new BitReader('?').read(1)).toThrow(RangeError);
  });
});

describe('saved data', () => {
  it('comes back as it was, from a text that every LMS keeps', () => {
    fc.assert(
      fc.property(saved, (one) => {
        const text = encodeSaved(one, COURSE);
        expect(text).toMatch(/^[\w-]+$/);
        expect(text.length).toBeLessThanOrEqual(longestSaved(COURSE));
        expect(decodeSaved(text, COURSE)).toEqual(one);
      }),
    );
  });

  it('of the whole course, with every exercise answered, fits what SCORM 1.2 grants', () => {
    expect(exercisesOf(COURSE)).toHaveLength(90);
    const text = encodeSaved(everything(COURSE), COURSE);
    expect(text).toHaveLength(longestSaved(COURSE));
    expect(text.length).toBeLessThanOrEqual(MOST_SUSPEND_DATA);
    const back = decodeSaved(text, COURSE);
    expect(back?.progress.exercises['lesson-9/exercise-10']?.last).toMatchObject({
      state: 'wrong',
      seed: 999_999_999,
      hints: 15,
    });
    expect(back?.reached.size).toBe(9 * 14);
  });

  it('of another version of the course keeps what is still there, and misreads nothing', () => {
    const later: Catalogue = COURSE.map(({ slug, sections, exercises }) => ({
      slug,
      sections: ['new', ...sections.slice(2)],
      exercises: ['new', ...exercises.slice(1).reverse()],
    }));
    fc.assert(
      fc.property(saved, (one) => {
        const back = decodeSaved(encodeSaved(one, COURSE), later);
        const known = new Set(exercisesOf(later));
        const kept = Object.entries(one.progress.exercises).filter(([name]) => known.has(name));
        expect(back?.progress.exercises).toEqual(Object.fromEntries(kept));
        const sections = new Set(sectionsOf(later));
        expect(back?.reached).toEqual(new Set([...one.reached].filter((section) => sections.has(section))));
      }),
    );
  });

  it('is nothing when it was cut off, changed, or is somebody else’s; and never throws', () => {
    const text = encodeSaved(everything(COURSE), COURSE);
    expect(decodeSaved(text.slice(0, -1), COURSE)).toBeNull();
    expect(decodeSaved(text.slice(0, 255), COURSE)).toBeNull();
    expect(
      decodeSaved(`${text.slice(0, 40)}${text[40] === 'A' ? 'B' : 'A'}${text.slice(41)}`, COURSE),
    ).toBeNull();
    expect(decodeSaved(`A${text.slice(1)}`, COURSE)).toBeNull();
    for (const other of ['', 'B', 'BAAA', '{"a":1}', 'null']) expect(decodeSaved(other, COURSE)).toBeNull();
    fc.assert(fc.property(fc.string(), (other) => decodeSaved(`B${other}`, COURSE) === null));
  });

  it('refuses a catalogue in which two names have one key', () => {
    const lesson = { slug: 'lora', sections: [], exercises: collision('lora/') };
    expect(() => namesByKey([lesson])).toThrow(/same key/);
  });
});

/** Two names after a prefix that share a key. */
function collision(prefix: string): string[] {
  const seen = new Map<number, string>();
  for (let i = 0; ; i++) {
    const name = `exercise-${i}`;
    const [key = 0] = [...namesByKey([{ slug: prefix + name, sections: [], exercises: [] }]).keys()];
    const other = seen.get(key);
    if (other !== undefined) return [other, name];
    seen.set(key, name);
  }
}
