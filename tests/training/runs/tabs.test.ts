import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryBackend } from '../../../src/training/runs/backend';
import type { MethodRecord } from '../../../src/training/runs/record';
import { isBeingTrained, isResumable, SILENCE } from '../../../src/training/runs/signOfLife';
import { openRunStore } from '../../../src/training/runs/store';
import { domError, faultyBackend, method, readSetup, run, snapshot } from './support';

const of = (...states: readonly MethodRecord['state'][]) =>
  new Map(states.map((state, at) => [`method ${at}`, method(state)]));

describe('a run in two tabs', () => {
  it('is offered to go on unless it is done, or a tab is at it', () => {
    const offered = (methods: ReadonlyMap<string, MethodRecord>, now: number) =>
      isResumable({ savedAt: 1000, methods }, now);
    expect(offered(of('running', 'done'), 1000 + SILENCE)).toBe(false);
    expect(offered(of('running', 'done'), 1001 + SILENCE)).toBe(true);
    expect(offered(of('paused', 'done'), 1000)).toBe(true);
    expect(offered(of('interrupted'), 1000)).toBe(true);
    expect(offered(of('done', 'done'), 1_000_000)).toBe(false);
    expect(offered(of(), 1000)).toBe(false);
    expect(isBeingTrained({ savedAt: 1000, methods: of('running') }, 1000)).toBe(true);
    expect(isBeingTrained({ savedAt: 1000, methods: of('paused') }, 1000)).toBe(false);
  });

  it('is what the newer sign of life says', async () => {
    const backend = memoryBackend();
    let time = 0;
    const [first, second] = await Promise.all([1, 2].map(() => openRunStore(backend, readSetup, () => time)));
    await first?.put(run('a', { methods: of('running') }), snapshot(1));
    time = SILENCE + 1;
    await second?.markInterrupted();
    expect(await second?.get('a')).toMatchObject({ value: { methods: of('interrupted') } });
    // The first tab only slept.
    time += 10;
    await first?.put(run('a', { methods: of('running') }), snapshot(2));
    await second?.markInterrupted();
    expect(await second?.get('a')).toMatchObject({ value: { savedAt: time, methods: of('running') } });
    expect(await second?.snapshot('a')).toEqual({ value: snapshot(2) });
  });
});

describe('where runs are kept', () => {
  it('is memory as long as the storage refuses', async () => {
    const { backend, state } = faultyBackend();
    state.error = domError('SecurityError');
    const store = await openRunStore(backend, readSetup, () => 1);
    expect(store.kept).toBe('memory');
    await store.put(run('a'));
    expect(store.kept).toBe('memory');
    state.error = undefined;
    await store.put(run('a'));
    expect(store.kept).toBe('disk');
    await store.put(run('b', { setup: { steps: 1, act: () => 1 } as never }));
    expect(store.kept).toBe('disk');
    state.error = domError('QuotaExceededError');
    await store.put(run('b'));
    expect(store.kept).toBe('memory');
    // Refused by a full storage, and no value for memory either.
    const odd = run('c', { setup: { steps: 1, act: () => 1 } as never });
    expect(await store.put(odd)).toEqual({ problem: { kind: 'damaged' } });
  });
});

describe('any value in the storage', () => {
  it('makes nothing throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (record, taken) => {
        const backend = memoryBackend();
        await backend.put([
          { drawer: 'runs', id: 'a', value: record },
          { drawer: 'snapshots', id: 'a', value: taken },
        ]);
        const store = await openRunStore(backend, readSetup, () => 1);
        expect((await store.list()).runs).toHaveLength(1);
        expect(await store.get('a')).toHaveProperty('problem');
        expect(await store.snapshot('a')).toHaveProperty('problem');
        expect(await store.rename('a', 'b')).toHaveProperty('problem');
        await store.remove('a');
        expect((await store.list()).runs).toEqual([]);
      }),
    );
  });
});
