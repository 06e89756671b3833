import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choice,
  initialState,
  integer,
  MAX_QUERY_LENGTH,
  readState,
  type Schema,
  subset,
  writeState,
} from '../../src/widgets/base/state';
import { LAB_RUN_SCHEMA } from '../../src/widgets/lab-run/state';
import { MATRIX_PICKER_SCHEMA } from '../../src/widgets/matrix-picker/describe';
import { METHOD_MEMORY_SCHEMA } from '../../src/widgets/method-memory/describe';
import { RECOMPUTATION_SCHEMA } from '../../src/widgets/recomputation/describe';
import { CALCULATOR_SCHEMA } from '../../src/widgets/shared/calculatorState';
import { LAB_SCHEMA } from '../../src/widgets/shared/lab/state';
import { TERM_LEFT_SCHEMA } from '../../src/widgets/term-left/describe';
import { ZERO_STAGES_SCHEMA } from '../../src/widgets/zero-stages/describe';

interface Sample {
  readonly size: number;
  readonly kind: 'a' | 'b';
  readonly parts: readonly ('x' | 'y' | 'z')[];
}
const SAMPLE: Schema<Sample> = {
  size: integer(4, [1, 2, 4, 8]),
  kind: choice('a', ['a', 'b']),
  parts: subset(['x', 'y'], ['x', 'y', 'z']),
};
const DEFAULTS = initialState(SAMPLE);

describe('readState', () => {
  it('reads what a link says and leaves the rest at its default', () => {
    expect(readState(SAMPLE, '?v=1&size=7&parts=z,x&utm=1')).toEqual({
      state: { size: 7, kind: 'a', parts: ['x', 'z'] },
      problems: {},
      linkProblem: null,
    });
  });

  it.each([
    ['size=0', 'size', { kind: 'range', given: '0', min: 1, max: 8 }],
    ['size=9', 'size', { kind: 'range', given: '9', min: 1, max: 8 }],
    ['size=-1', 'size', { kind: 'range', given: '-1', min: 1, max: 8 }],
    ['size=2.5', 'size', { kind: 'integer', given: '2.5' }],
    ['size=1e3', 'size', { kind: 'integer', given: '1e3' }],
    ['size=', 'size', { kind: 'blank', given: '' }],
    ['size=NaN', 'size', { kind: 'integer', given: 'NaN' }],
    ['size=9999999999999999999', 'size', { kind: 'integer', given: '9999999999999999999' }],
    ['kind=c', 'kind', { kind: 'choice', given: 'c', allowed: ['a', 'b'] }],
    ['kind=constructor', 'kind', { kind: 'choice', given: 'constructor', allowed: ['a', 'b'] }],
    ['parts=', 'parts', { kind: 'empty', given: '', allowed: ['x', 'y', 'z'] }],
    ['parts=x,q', 'parts', { kind: 'choice', given: 'q', allowed: ['x', 'y', 'z'] }],
    ['size=1&size=2', 'size', { kind: 'repeated', given: '1' }],
  ])('refuses %s, says why, and keeps the default', (query, field, problem) => {
    const read = readState(SAMPLE, query);
    expect(read.state).toEqual(DEFAULTS);
    expect(read.problems).toEqual({ [field]: problem });
  });

  it('refuses a link of another version as a whole', () => {
    expect(readState(SAMPLE, 'v=2&size=8')).toEqual({
      state: DEFAULTS,
      problems: {},
      linkProblem: { kind: 'version', given: '2' },
    });
  });

  it('refuses an enormous link without reading it', () => {
    const read = readState(SAMPLE, `size=8&x=${'9'.repeat(MAX_QUERY_LENGTH)}`);
    expect(read.state).toEqual(DEFAULTS);
    expect(read.linkProblem?.kind).toBe('long');
  });

  it('cuts what it quotes', () => {
    const problem = readState(SAMPLE, `kind=${'k'.repeat(900)}`).problems.kind;
    expect(problem?.given.length).toBeLessThan(40);
  });
});

const SCHEMAS = {
  'memory-calculator': CALCULATOR_SCHEMA,
  'method-memory': METHOD_MEMORY_SCHEMA,
  'zero-stages': ZERO_STAGES_SCHEMA,
  recomputation: RECOMPUTATION_SCHEMA,
  laboratory: LAB_SCHEMA,
  'lab-run': LAB_RUN_SCHEMA,
  'matrix-picker': MATRIX_PICKER_SCHEMA,
  'term-left': TERM_LEFT_SCHEMA,
} as unknown as Record<string, Schema<Record<string, unknown>>>;

describe.each(Object.entries(SCHEMAS))('the state of %s', (_, schema) => {
  const names = Object.keys(schema);
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '',
      '0',
      '-0',
      '1e309',
      'Infinity',
      '__proto__',
      '<script>alert(1)</script>',
      '%',
      '\u0000',
      '16,',
      ',,,',
      'full,lora',
    ),
    fc.integer().map(String),
    fc.double().map(String),
  );

  it('never throws on a hostile query, and then holds values that it would write itself', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.oneof(fc.constantFrom(...names, 'v', 'figure'), fc.string({ maxLength: 12 })), hostile),
          { maxLength: 12 },
        ),
        fc.boolean(),
        (pairs, encoded) => {
          const query = encoded
            ? new URLSearchParams(pairs).toString()
            : pairs.map(([name, value]) => `${name}=${value}`).join('&');
          const { state } = readState(schema, query);
          for (const name of names) {
            const field = schema[name];
            if (!field) throw new Error(name);
            expect(field.parse(field.format(state[name]))).toEqual({ value: state[name] });
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('comes back from its own link, which names only what differs', () => {
    const someState = fc.record(
      Object.fromEntries(
        names.map((name) => {
          const field = schema[name] as unknown as {
            min?: number;
            max?: number;
            options?: string[];
            initial: unknown;
          };
          if (field.min !== undefined)
            return [name, fc.integer({ min: field.min, max: field.max ?? field.min })];
          if (Array.isArray(field.initial)) return [name, fc.subarray(field.options ?? [], { minLength: 1 })];
          return [name, field.options ? fc.constantFrom(...field.options) : fc.constant(field.initial)];
        }),
      ),
    );
    fc.assert(
      fc.property(someState, (state: Record<string, unknown>) => {
        const written = writeState(schema, state);
        expect(readState(schema, written.toString())).toEqual({ state, problems: {}, linkProblem: null });
        const defaults: Record<string, unknown> = initialState(schema);
        for (const name of names) {
          const differs = schema[name]?.format(state[name]) !== schema[name]?.format(defaults[name]);
          expect(written.has(name)).toBe(differs);
        }
      }),
    );
  });
});
