import { Scorm12API, Scorm2004API } from 'scorm-again';
import { beforeEach, describe, expect, it } from 'vitest';
import { openProgress } from '../../../src/exercises/progress/store';
import type { ExerciseResult } from '../../../src/exercises/result';
import { connect, type Standard } from '../../../src/exercises/scorm/api';
import type { Catalogue } from '../../../src/exercises/scorm/catalogue';
import { openSession, type Session } from '../../../src/exercises/scorm/session';

const LESSON: Catalogue = [
  { slug: 'lora', sections: ['freeze', 'rank'], exercises: ['count', 'scale', 'shapes'] },
];
const COURSE: Catalogue = [...LESSON, { slug: 'qlora', sections: ['nf4'], exercises: ['blocks'] }];

interface Attempt {
  readonly session: Session;
  /** Reads a value as the LMS holds it. */
  value(element: string): string;
  /** Answers as a page does: the store records it, then the session is told. */
  answer(exercise: string, state: ExerciseResult['state'], score?: number, text?: string): void;
  /** What the LMS keeps, for the next launch. */
  kept(): object;
}

let now = 0;
beforeEach(() => {
  now = Date.UTC(2026, 0, 5, 9);
});

/** A launch in an LMS of either standard, with what it kept of the last one. */
function launch(standard: Standard, catalogue: Catalogue, kept: object = {}): Attempt {
  const options = { logLevel: 5 };
  const api12 = new Scorm12API(options);
  const api2004 = new Scorm2004API(options);
  (standard === '1.2' ? api12 : api2004).loadFromJSON(kept as never, '');
  const lms = connect(
    standard === '1.2' ? ({ API: api12 } as object) : ({ API_1484_11: api2004 } as object),
    standard,
  );
  if (!lms) throw new Error('no LMS');
  const tasks: (() => void)[] = [];
  const session = openSession(lms, catalogue, { now: () => new Date(now), soon: (task) => tasks.push(task) });
  const progress = openProgress(session.storage, new EventTarget());
  return {
    session,
    value: (element) => lms.get(element),
    answer(exercise, state, score = state === 'right' ? 1 : 0, text = '8') {
      const result = { exercise, kind: 'number' as const, seed: 7, state, score, answer: text, hints: 0 };
      progress.record(result, new Date(now));
      session.answered(result, new Date(now), 12.5);
      for (const task of tasks.splice(0)) task();
    },
    kept: () => JSON.parse(JSON.stringify((standard === '1.2' ? api12 : api2004).cmi)) as object,
  };
}

describe('SCORM 1.2', () => {
  it('goes from launch over a suspended visit to a complete one', () => {
    const first = launch('1.2', LESSON);
    expect(first.value('cmi.core.lesson_status')).toBe('incomplete');
    expect(first.value('cmi.core.score.raw')).toBe('0');
    first.session.follow(() => 'en/lessons/lora/index.html#rank');
    first.session.reached('lora#freeze');
    first.answer('lora/count', 'wrong', 0, '21.07 GB');
    first.answer('lora/count', 'right');
    expect(first.value('cmi.core.score.raw')).toBe('33.33');
    expect(first.value('cmi.interactions._count')).toBe('2');
    now += 65_000;
    first.session.end();
    const kept = first.kept() as { core: Record<string, unknown>; interactions: unknown };
    expect(kept.core).toMatchObject({
      lesson_status: 'incomplete',
      lesson_location: 'en/lessons/lora/index.html#rank',
      exit: 'suspend',
      session_time: '00:01:05',
      score: { raw: '33.33', min: '0', max: '100' },
    });
    expect(kept.interactions).toMatchObject({
      0: {
        id: 'lora.count',
        type: 'fill-in',
        student_response: '21.07 GB',
        result: 'wrong',
        latency: '00:00:12.5',
      },
      1: { id: 'lora.count', student_response: '8', result: 'correct' },
    });

    const second = launch('1.2', LESSON, kept);
    expect(second.session.place).toBe('en/lessons/lora/index.html#rank');
    const resumed = openProgress(second.session.storage, new EventTarget());
    expect(resumed.of('lora/count')).toMatchObject({
      best: 1,
      attempts: 2,
      last: { state: 'right', seed: 7 },
    });
    expect(resumed.of('lora/scale')).toBeUndefined();
    second.answer('lora/scale', 'right');
    second.answer('lora/shapes', 'shown', 0, '');
    expect(second.value('cmi.core.lesson_status')).toBe('incomplete');
    second.session.reached('lora#rank');
    second.session.save();
    expect(second.value('cmi.core.lesson_status')).toBe('passed');
    expect(second.value('cmi.core.score.raw')).toBe('66.67');
    expect(second.value('cmi.interactions._count')).toBe('4');
    second.session.end();
  });

  it('says completed, and not failed, where the points are too few', () => {
    const { session, answer, value } = launch('1.2', LESSON);
    for (const section of ['freeze', 'rank']) session.reached(`lora#${section}`);
    answer('lora/count', 'right');
    answer('lora/scale', 'wrong', 0.5);
    answer('lora/shapes', 'shown');
    expect(value('cmi.core.lesson_status')).toBe('completed');
    expect(value('cmi.core.score.raw')).toBe('50');
  });

  it('takes the mastery score of the LMS before its own', () => {
    const strict = { student_data: { mastery_score: '90' } };
    const { session, answer, value } = launch('1.2', LESSON, strict);
    for (const section of ['freeze', 'rank']) session.reached(`lora#${section}`);
    answer('lora/count', 'right');
    answer('lora/scale', 'right');
    answer('lora/shapes', 'wrong', 0.5);
    expect(value('cmi.core.lesson_status')).toBe('completed');
    answer('lora/shapes', 'right');
    expect(value('cmi.core.lesson_status')).toBe('passed');
  });
});

describe('SCORM 2004', () => {
  it('goes from launch over a suspended visit to a complete one', () => {
    const first = launch('2004', LESSON);
    expect(first.value('cmi.completion_status')).toBe('incomplete');
    expect(first.value('cmi.success_status')).toBe('unknown');
    first.session.follow(() => 'zh/lessons/lora/index.html#rank');
    first.session.reached('lora#freeze');
    first.answer('lora/count', 'wrong', 0.25, '{ [,] }');
    expect(first.value('cmi.progress_measure')).toBe('0.4');
    now += 65_000;
    first.session.end();
    const kept = first.kept();
    expect(kept).toMatchObject({
      completion_status: 'incomplete',
      success_status: 'unknown',
      location: 'zh/lessons/lora/index.html#rank',
      exit: 'suspend',
      session_time: 'PT65S',
      score: { scaled: '0.0833', raw: '8.33', min: '0', max: '100' },
      interactions: {
        0: {
          id: 'lora.count',
          type: 'other',
          learner_response: '{ [,] }',
          result: 'incorrect',
          latency: 'PT12.5S',
          timestamp: '2026-01-05T09:00:00.00Z',
        },
      },
    });

    const second = launch('2004', LESSON, kept);
    second.answer('lora/count', 'right', 1, 'x'.repeat(5000));
    second.answer('lora/scale', 'right', 1, '数'.repeat(200));
    second.answer('lora/shapes', 'right');
    second.session.reached('lora#rank');
    second.session.save();
    expect(second.value('cmi.completion_status')).toBe('completed');
    expect(second.value('cmi.success_status')).toBe('passed');
    expect(second.value('cmi.score.scaled')).toBe('1');
    expect(second.value('cmi.progress_measure')).toBe('1');
    expect(second.value('cmi.interactions._count')).toBe('4');
    expect(second.value('cmi.interactions.1.type')).toBe('long-fill-in');
    expect(second.value('cmi.interactions.1.learner_response')).toHaveLength(4000);
    expect(second.value('cmi.interactions.2.type')).toBe('fill-in');
  });

  it('tells each lesson of the whole course as an objective', () => {
    const first = launch('2004', COURSE);
    first.answer('qlora/blocks', 'right');
    first.session.reached('qlora#nf4');
    first.session.end();
    const second = launch('2004', COURSE, first.kept());
    expect(second.value('cmi.objectives._count')).toBe('2');
    expect(second.value('cmi.objectives.1.id')).toBe('qlora');
    expect(second.value('cmi.objectives.1.score.scaled')).toBe('1');
    expect(second.value('cmi.objectives.1.completion_status')).toBe('completed');
    expect(second.value('cmi.objectives.0.completion_status')).toBe('incomplete');
    expect(second.value('cmi.score.scaled')).toBe('0.25');
  });
});

describe.each(['1.2', '2004'] as const)('a visit (%s)', (standard) => {
  const status = standard === '1.2' ? 'cmi.core.lesson_status' : 'cmi.completion_status';
  const score = standard === '1.2' ? 'cmi.core.score.raw' : 'cmi.score.raw';
  const mode = standard === '1.2' ? { core: { lesson_mode: 'review' } } : { mode: 'review' };

  it('never takes back what was reached: not by a reset, nor by a package with more in it', () => {
    const first = launch(standard, LESSON);
    for (const section of ['freeze', 'rank']) first.session.reached(`lora#${section}`);
    for (const name of ['count', 'scale', 'shapes']) first.answer(`lora/${name}`, 'right');
    first.session.end();
    const kept = first.kept();
    const second = launch(standard, COURSE, kept);
    second.session.save();
    expect(second.value(status)).toBe(standard === '1.2' ? 'passed' : 'completed');
    expect(second.value(score)).toBe('100');
    openProgress(second.session.storage, new EventTarget()).reset(new Date(now));
    second.session.save();
    expect(second.value(score)).toBe('100');
  });

  it('starts anew, and does no harm, where the saved text is damaged', () => {
    const first = launch(standard, LESSON);
    first.answer('lora/count', 'right');
    first.session.end();
    const kept = { ...first.kept(), suspend_data: 'BAAAA' };
    const second = launch(standard, LESSON, kept);
    expect(second.session.storage.getItem('low-rank-progress')).toBeNull();
    expect(second.value(score)).toBe('33.33');
  });

  it('writes nothing where a teacher only looks', () => {
    const { session, answer, value } = launch(standard, LESSON, mode);
    answer('lora/count', 'right');
    session.end();
    expect(value('cmi.suspend_data')).toBe('');
    expect(Number(value('cmi.interactions._count'))).toBe(0);
  });

  it('passes on 250 answers, and keeps the progress of all', () => {
    const { session, answer, value } = launch(standard, LESSON);
    for (let i = 0; i < 300; i++) answer('lora/count', 'wrong');
    expect(value('cmi.interactions._count')).toBe('250');
    expect(openProgress(session.storage, new EventTarget()).of('lora/count')?.attempts).toBe(300);
  });
});

it('goes on without an LMS that fails in every call', () => {
  const api = { LMSInitialize: () => 'true' };
  const lms = connect({ API: api } as object, '1.2');
  if (!lms) throw new Error('no LMS');
  const session = openSession(lms, COURSE, { now: () => new Date(0), soon: (task) => task() });
  session.follow(() => {
    throw new Error('the page is gone');
  });
  session.storage.setItem('low-rank-progress', '{"broken"');
  session.answered(
    { exercise: 'lora/count', kind: 'number', seed: 1, state: 'right', score: 1, answer: '', hints: 0 },
    new Date(0),
    1,
  );
  expect(() => session.end()).not.toThrow();
});
