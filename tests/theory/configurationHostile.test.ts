import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/theory/configuration';
import { countTrainable, METHODS } from '../../src/theory/methods';
import { countParameters } from '../../src/theory/parameters';
import { milliseconds } from '../support/milliseconds';
import { PUBLISHED } from './configurations';

const RUNS = 10_000;
/** Milliseconds that one text may take. */
const LIMIT = 50;

const KINDS = new Set(['size', 'json', 'object', 'modelType', 'missing', 'type', 'range']);

const PARSED = [...PUBLISHED.values()].map((text) => JSON.parse(text) as Record<string, unknown>);
const NAMES = [...new Set(PARSED.flatMap((file) => Object.keys(file)))].concat(
  ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'text_config', 'quantization_config'],
  ['head_dim', 'n_inner', 'mlp_bias', 'enable_bias', 'num_local_experts', '_remove_final_layer_norm'],
);
const MODEL_NAMES = PARSED.map((file) => String(file['model_type']));

/** Values as JSON text, so that those are among them that JavaScript cannot write: 1e999, a __proto__ of its own. */
const hostileValue = fc.oneof(
  fc.constantFrom(
    '0',
    '-1',
    '1',
    '2',
    '3',
    '1.5',
    '1e6',
    '1e7',
    '1e15',
    '9007199254740991',
    '9007199254740993',
  ),
  fc.constantFrom(
    '1e999',
    '-1e999',
    '1e-999',
    '-0',
    'NaN',
    'Infinity',
    'undefined',
    '0x10',
    '01',
    '""',
    '" "',
  ),
  fc.constantFrom(
    'null',
    'true',
    'false',
    '[]',
    '{}',
    '"4096"',
    '"__proto__"',
    '"constructor"',
    '[[[[4096]]]]',
  ),
  fc.constantFrom('{"__proto__": {"polluted": 1}}', '{"constructor": {"prototype": {"polluted": 1}}}'),
  fc.constantFrom(...MODEL_NAMES).map((name) => JSON.stringify(name)),
  fc.integer().map(String),
  fc.integer({ min: 1, max: 200_000 }).map(String),
  fc.double().map((value) => String(value)),
  fc.json(),
  fc.string().map((value) => JSON.stringify(value)),
  fc.integer({ min: 1, max: 5_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc
    .integer({ min: 1, max: 5_000 })
    .map((depth) => `${'{"text_config":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc.integer({ min: 1, max: 20_000 }).map((length) => JSON.stringify('x'.repeat(length))),
);

const field = fc.tuple(fc.oneof(fc.constantFrom(...NAMES), fc.string()), hostileValue);

/** A published file with fields added or, by a later duplicate, replaced. */
const mutated = fc
  .tuple(fc.constantFrom(...PARSED), fc.array(field, { maxLength: 4 }), fc.array(fc.constantFrom(...NAMES)))
  .map(([file, fields, removed]) => {
    const kept = Object.entries(file).filter(([name]) => !removed.includes(name));
    const all = kept.map(([name, value]) => [name, JSON.stringify(value)] as const).concat(fields);
    return `{${all.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(', ')}}`;
  });

/** The same inside `text_config`. */
const nested = fc.tuple(mutated, fc.array(field, { maxLength: 3 })).map(([inner, fields]) => {
  const around = fields.map(([name, value]) => `, ${JSON.stringify(name)}: ${value}`).join('');
  return `{"model_type": "gemma3", "text_config": ${inner}${around}}`;
});

/** Every size large at once, so that products and not single fields are tried. */
const large = fc
  .tuple(fc.constantFrom(...PARSED), fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1 }))
  .map(([file, sizes]) => {
    let turn = 0;
    const grown = Object.entries(file).map(([name, value]) => [
      name,
      typeof value === 'number' ? sizes[turn++ % sizes.length] : value,
    ]);
    return JSON.stringify(Object.fromEntries(grown));
  });

/** A published file with a piece of text cut out and another put in. */
const torn = fc
  .tuple(
    fc.constantFrom(...PUBLISHED.values()),
    fc.nat(1500),
    fc.nat(40),
    fc.oneof(hostileValue, fc.string()),
  )
  .map(([text, start, length, piece]) => text.slice(0, start) + piece + text.slice(start + length));

const bulky = fc
  .tuple(fc.constantFrom(...PUBLISHED.values()), fc.integer({ min: 1, max: 1_100_000 }))
  .map(([text, length]) => text.replace('{', `{"padding": "${'x'.repeat(length)}",`));

const hostileText = fc.oneof(
  { weight: 40, arbitrary: mutated },
  { weight: 15, arbitrary: nested },
  { weight: 15, arbitrary: large },
  { weight: 15, arbitrary: torn },
  { weight: 8, arbitrary: fc.json() },
  { weight: 5, arbitrary: fc.string() },
  { weight: 1, arbitrary: bulky },
);

/** Every count of a configuration that was read: exact, or refused with a RangeError, never a NaN. */
function expectCounts(text: string): boolean {
  const read = readConfiguration(text);
  if ('problem' in read) {
    expect(KINDS).toContain(read.problem.kind);
    expect(read.problem.field.length).toBeGreaterThan(0);
    expect(read.problem.given?.length ?? 0).toBeLessThanOrEqual(40);
    return false;
  }
  const { architecture } = read;
  const { total, active } = countParameters(architecture);
  expect(Number.isSafeInteger(total) && total > 0).toBe(true);
  expect(Number.isSafeInteger(active) && active > 0 && active <= total).toBe(true);
  for (const method of METHODS) {
    const setup = { method, rank: 16, targets: ['q', 'v', 'down'], bottleneck: 64, tokens: 20 } as const;
    let count = 0;
    try {
      count = countTrainable(architecture, setup);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
    expect(Number.isSafeInteger(count) && count >= 0, method).toBe(true);
  }
  return true;
}

describe('10,000 hostile configurations', () => {
  it('never throw, hang, give a wrong number or touch a prototype', () => {
    const inherited = Reflect.ownKeys(Object.prototype);
    let accepted = 0;
    let slowest = 0;
    fc.assert(
      fc.property(hostileText, (text) => {
        const time = milliseconds(() => readConfiguration(text), LIMIT);
        slowest = Math.max(slowest, time);
        expect(time).toBeLessThanOrEqual(LIMIT);
        if (expectCounts(text)) accepted += 1;
        expect(Reflect.ownKeys(Object.prototype)).toEqual(inherited);
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
    // Neither all refused nor all read: the texts reach both ends.
    expect(accepted).toBeGreaterThan(RUNS / 100);
    expect(accepted).toBeLessThan(RUNS);
    expect(slowest).toBeGreaterThan(0);
  }, 120_000);
});
