import { describe, expect, it } from 'vitest';
import { connect } from '../../../src/exercises/scorm/api';

type Window = Record<string, unknown>;

/** An LMS's object that answers as told. */
function api(standard: '1.2' | '2004', answers: Partial<Record<string, unknown>> = {}) {
  const calls: string[] = [];
  const prefix = standard === '1.2' ? 'LMS' : '';
  const end = standard === '1.2' ? 'Finish' : 'Terminate';
  const method =
    (name: string) =>
    (...values: string[]) => {
      calls.push(`${name}(${values.join()})`);
      const answer = name in answers ? answers[name] : 'true';
      if (answer instanceof Error) throw answer;
      return answer;
    };
  const names = ['Initialize', 'GetValue', 'SetValue', 'Commit', end];
  return { calls, object: Object.fromEntries(names.map((name) => [prefix + name, method(name)])) };
}

/** A page within so many frames, of which the outermost has the properties given. */
function nested(frames: number, outermost: Window): Window {
  const top: Window = { ...outermost };
  top['parent'] = top;
  let page = top;
  for (let i = 0; i < frames; i++) page = { parent: page };
  return page;
}

const foreign = (): Window =>
  new Proxy(
    {},
    {
      get: () => {
        throw new DOMException('Blocked a frame of another origin', 'SecurityError');
      },
    },
  );

describe('finding the LMS', () => {
  it.each(['1.2', '2004'] as const)('is done in the frames around the page (%s)', (standard) => {
    const { object } = api(standard);
    const name = standard === '1.2' ? 'API' : 'API_1484_11';
    expect(connect(nested(0, { [name]: object }), standard)?.standard).toBe(standard);
    expect(connect(nested(4, { [name]: object }), standard)?.standard).toBe(standard);
    expect(connect(nested(50, { [name]: object }), standard)).toBeNull();
  });

  it('goes on to the window that opened the page, and around that', () => {
    const { object } = api('1.2');
    const opener = nested(2, { API: object });
    const page: Window = { opener };
    page['parent'] = page;
    expect(connect(page, '1.2')).not.toBeNull();
  });

  it('takes the package’s own standard first, and the other where there is no choice', () => {
    const both = { API: api('1.2').object, API_1484_11: api('2004').object };
    expect(connect(nested(1, both), '1.2')?.standard).toBe('1.2');
    expect(connect(nested(1, both), '2004')?.standard).toBe('2004');
    expect(connect(nested(1, { API: both.API }), '2004')?.standard).toBe('1.2');
  });

  it('is not stopped by frames of other sites', () => {
    expect(connect({ parent: foreign() }, '1.2')).toBeNull();
    expect(connect({ parent: { parent: foreign() }, opener: foreign() }, '2004')).toBeNull();
    expect(connect({}, '2004')).toBeNull();
    expect(connect({ parent: null, opener: null }, '1.2')).toBeNull();
  });
});

describe('talking to it', () => {
  it('begins, reads, writes and ends', () => {
    const { object, calls } = api('2004', { GetValue: 'x' });
    const lms = connect(nested(1, { API_1484_11: object }), '2004');
    expect(lms?.get('cmi.location')).toBe('x');
    expect(lms?.set('cmi.location', 'y')).toBe(true);
    expect(lms?.commit()).toBe(true);
    lms?.finish();
    expect(calls).toEqual([
      'Initialize()',
      'GetValue(cmi.location)',
      'SetValue(cmi.location,y)',
      'Commit()',
      'Terminate()',
    ]);
  });

  it('is fine with an LMS that has begun by itself, and with booleans for answers', () => {
    const begun = api('2004', { Initialize: 'false', GetValue: 'incomplete' });
    expect(connect(nested(0, { API_1484_11: begun.object }), '2004')).not.toBeNull();
    const booleans = api('1.2', { Initialize: true, SetValue: true });
    expect(connect(nested(0, { API: booleans.object }), '1.2')?.set('a', 'b')).toBe(true);
  });

  it('does without an LMS that refuses, and bears one that fails', () => {
    const refused = api('1.2', { Initialize: 'false', GetValue: '' });
    expect(connect(nested(0, { API: refused.object }), '1.2')).toBeNull();
    const fails = new Error('no network');
    const failing = api('1.2', { GetValue: fails, SetValue: fails, Commit: fails, Finish: fails });
    const lms = connect(nested(0, { API: failing.object }), '1.2');
    expect(lms?.get('cmi.suspend_data')).toBe('');
    expect(lms?.set('cmi.suspend_data', 'x')).toBe(false);
    expect(lms?.commit()).toBe(false);
    expect(() => lms?.finish()).not.toThrow();
    expect(connect(nested(0, { API: {} }), '1.2')).toBeNull();
    expect(connect(nested(0, { API: api('1.2', { GetValue: null }).object }), '1.2')?.get('x')).toBe('');
  });
});
