import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { migrate, RECORD_VERSION, readSnapshot, toStored } from '../../../src/training/runs/record';
import { method, readSetup, run, snapshot } from './support';

const WHOLE = { ...run('a'), version: RECORD_VERSION, savedAt: 2000 };
const kindOf = (raw: unknown) => {
  const outcome = migrate(raw, 'a', readSetup);
  return 'problem' in outcome ? outcome.problem.kind : 'read';
};

describe('a stored run', () => {
  it('is read as it was written', () => {
    expect(migrate(structuredClone(WHOLE), 'a', readSetup)).toEqual({ value: WHOLE });
  });

  it('of a newer site is told apart from a damaged one', () => {
    expect(kindOf({ version: RECORD_VERSION + 1 })).toBe('newer');
    expect(kindOf({ ...WHOLE, version: 0 })).toBe('damaged');
    expect(kindOf({ ...WHOLE, version: Number.MIN_SAFE_INTEGER })).toBe('damaged');
    expect(kindOf({ ...WHOLE, version: '2' })).toBe('damaged');
    expect(kindOf({ ...WHOLE, version: Number.POSITIVE_INFINITY })).toBe('damaged');
  });

  it('of an older site takes every step to this one, or is damaged', () => {
    const old = { ...WHOLE, version: RECORD_VERSION - 2, name: undefined, title: 'old' };
    const migrations = {
      [RECORD_VERSION - 2]: ({ title, ...rest }: Readonly<Record<string, unknown>>) => ({
        ...rest,
        name: title,
      }),
      [RECORD_VERSION - 1]: (raw: Readonly<Record<string, unknown>>) => ({
        ...raw,
        name: `${raw['name']} run`,
      }),
    };
    expect(migrate(old, 'a', readSetup, migrations)).toEqual({ value: { ...WHOLE, name: 'old run' } });
    const damaged = { problem: { kind: 'damaged' } };
    expect(migrate(old, 'a', readSetup)).toEqual(damaged);
    expect(migrate({ ...old, version: -9 }, 'a', readSetup, migrations)).toEqual(damaged);
    const failing = () => {
      throw new TypeError();
    };
    const throwing = { ...migrations, [RECORD_VERSION - 1]: failing };
    expect(migrate(old, 'a', readSetup, throwing)).toEqual(damaged);
  });

  it.each([undefined, null, 3, 'run', [], {}, new Map(), () => 1])('is damaged: %s', (raw) => {
    expect(kindOf(raw)).toBe('damaged');
  });

  const lora = (changes: object) => ({ methods: new Map([['lora', { ...method(), ...changes }]]) });

  it.each<[string, object]>([
    ['another id', { id: 'b' }],
    ['no name', { name: 3 }],
    ['no time', { createdAt: Number.NaN }],
    ['no sign of life', { savedAt: undefined }],
    ['a setup that its reader refuses', { setup: {} }],
    ['a setup at which its reader throws', { setup: null }],
    ['methods in an object', { methods: {} }],
    ['a method under a number', { methods: new Map([[1, method()]]) }],
    ['no method', { methods: new Map([['lora', null]]) }],
    ['a state unheard of', lora({ state: 'asleep' })],
    ['points in an object', lora({ points: {} })],
    ['half a point', lora({ points: [[1, 2]] })],
    ['half a step', lora({ points: [[1.5, 2, 3]] })],
    ['a negative time', lora({ points: [[1, 2, -3]] })],
    ['a loss in words', lora({ points: [[1, '2', 3]] })],
    ['more than all right', lora({ evaluations: [{ step: 1, accuracy: 1.1, items: 4, forgetting: 0 }] })],
    ['an evaluation of unknown items', lora({ evaluations: [{ step: 1, accuracy: 1, forgetting: 0 }] })],
    ['no device', { device: undefined }],
    ['an evaluation of nothing', lora({ evaluations: [null] })],
  ])('is damaged with %s', (_what, changes) => {
    expect(kindOf({ ...WHOLE, ...changes })).toBe('damaged');
  });

  it('never makes its reader throw', () => {
    fc.assert(fc.property(fc.anything({ withMap: true }), (raw) => void kindOf(raw)));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(WHOLE)), fc.anything({ withMap: true }), (field, value) => {
        kindOf({ ...WHOLE, [field]: value });
      }),
    );
  });
});

describe('a snapshot', () => {
  it('is read, or damaged', async () => {
    expect(await readSnapshot(snapshot(3))).toEqual({ value: snapshot(3) });
    expect(await readSnapshot(new Map())).toEqual({ value: new Map() });
    for (const raw of [null, {}, new Map([['lora', null]]), new Map([['lora', { step: 1, tensors: [] }]])]) {
      expect(await readSnapshot(raw)).toEqual({ problem: { kind: 'damaged' } });
    }
    await fc.assert(
      fc.asyncProperty(fc.anything({ withMap: true }), async (raw) => void (await readSnapshot(raw))),
    );
  });

  it('is stored as a blob where it is large, as it was then', async () => {
    const tensors = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251);
    const whole = new Map([...snapshot(3), ['full', { step: 4, tensors }]]);
    const before = structuredClone(whole);
    const stored = toStored(whole);
    tensors.fill(0);
    expect(stored.get('lora')?.tensors).toBeInstanceOf(Uint8Array);
    expect(stored.get('full')?.tensors).toBeInstanceOf(Blob);
    expect(await readSnapshot(structuredClone(stored))).toEqual({ value: before });
  });

  it('is damaged where its blob cannot be read any more', async () => {
    const gone = new Blob(['x']);
    gone.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotReadableError'));
    const raw = new Map([['full', { step: 1, tensors: gone }]]);
    expect(await readSnapshot(raw)).toEqual({ problem: { kind: 'damaged' } });
  });
});
