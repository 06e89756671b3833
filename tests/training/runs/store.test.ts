import { describe, expect, it } from 'vitest';
import { memoryBackend, problemOf } from '../../../src/training/runs/backend';
import { idbBackend } from '../../../src/training/runs/idbBackend';
import { RECORD_VERSION } from '../../../src/training/runs/record';
import { SILENCE } from '../../../src/training/runs/signOfLife';
import { openRunStore } from '../../../src/training/runs/store';
import { domError, faultyBackend, method, readSetup, run, snapshot } from './support';

/** A store on a backend that fails on demand, and a clock to be set. */
async function open(faulty = faultyBackend(), time = 5000) {
  const clock = { time };
  const store = await openRunStore(faulty.backend, readSetup, () => clock.time);
  const ids = async () => (await store.list()).runs.map(({ id }) => id);
  return { store, clock, ids, ...faulty };
}

const DONE = { value: undefined };

describe('saved runs', () => {
  it('are kept with version and time', async () => {
    const { store, backend } = await open();
    expect(await store.put(run('a'), snapshot(7))).toEqual(DONE);
    const record = { ...run('a'), version: RECORD_VERSION, savedAt: 5000 };
    expect(await store.get('a')).toEqual({ value: record });
    expect(await store.snapshot('a')).toEqual({ value: snapshot(7) });
    const next = await openRunStore(backend, readSetup, () => 6000);
    expect(await next.get('a')).toEqual({ value: record });
    expect(await next.get('b')).toEqual(DONE);
    expect(await next.snapshot('b')).toEqual(DONE);
  });

  it('are listed, the newest first, without their snapshots', async () => {
    const { store, ids, state } = await open();
    await store.put(run('old', { createdAt: 1 }), snapshot(1));
    await store.put(run('new', { createdAt: 3 }), snapshot(1));
    await store.put(run('middle', { createdAt: 2 }));
    expect(await ids()).toEqual(['new', 'middle', 'old']);
    expect(state.reads).toBe(0);
  });

  it('keep their snapshot until there is another', async () => {
    const { store } = await open();
    await store.put(run('a'), snapshot(1));
    await store.put(run('a', { name: 'again' }));
    expect(await store.snapshot('a')).toEqual({ value: snapshot(1) });
    await store.put(run('a'), snapshot(2));
    expect(await store.snapshot('a')).toEqual({ value: snapshot(2) });
  });

  it('are renamed and removed', async () => {
    const { store, ids } = await open();
    await store.put(run('a'), snapshot(1));
    expect(await store.rename('a', 'better')).toEqual(DONE);
    expect(await store.get('a')).toMatchObject({ value: { name: 'better', createdAt: 1000 } });
    expect(await store.snapshot('a')).toEqual({ value: snapshot(1) });
    expect(await store.rename('none', 'x')).toEqual(DONE);
    expect(await ids()).toEqual(['a']);
    expect(await store.remove('a')).toEqual(DONE);
    expect(await store.remove('a')).toEqual(DONE);
    expect(await store.snapshot('a')).toEqual(DONE);
    expect(await ids()).toEqual([]);
  });

  it('are not those that the page goes on changing', async () => {
    const { store } = await open();
    const taken = snapshot(1);
    await store.put(run('a'), taken);
    taken.get('lora')?.tensors.fill(0);
    expect(await store.snapshot('a')).toEqual({ value: snapshot(1) });
  });
});

describe('damaged and newer records', () => {
  it('are listed last, and can be removed', async () => {
    const faulty = faultyBackend();
    await faulty.inner.put([
      { drawer: 'runs', id: 'broken', value: { version: 1 } },
      { drawer: 'runs', id: 'future', value: { version: 99 } },
      { drawer: 'snapshots', id: 'broken', value: 'nonsense' },
    ]);
    const { store } = await open(faulty);
    await store.put(run('a'));
    expect((await store.list()).runs).toEqual([
      { id: 'a', value: expect.anything() },
      { id: 'broken', problem: { kind: 'damaged' } },
      { id: 'future', problem: { kind: 'newer' } },
    ]);
    expect(await store.get('future')).toEqual({ problem: { kind: 'newer' } });
    expect(await store.rename('broken', 'x')).toEqual({ problem: { kind: 'damaged' } });
    expect(await store.snapshot('broken')).toEqual({ problem: { kind: 'damaged' } });
    await store.remove('broken');
    await store.remove('future');
    expect((await store.list()).runs).toHaveLength(1);
  });
});

describe('storage that fails', () => {
  it('when full keeps the run in memory, and writes it when there is room', async () => {
    const { store, ids, state, inner } = await open();
    await store.put(run('a'), snapshot(1));
    state.error = domError('QuotaExceededError');
    state.only = 'put';
    const late = run('a', { name: 'late' });
    expect(await store.put(late, snapshot(9))).toEqual({ problem: { kind: 'full' } });
    expect(await store.put(run('b', { createdAt: 2000 }))).toEqual({ problem: { kind: 'full' } });
    expect(await ids()).toEqual(['b', 'a']);
    expect(await store.get('a')).toMatchObject({ value: { name: 'late' } });
    expect(await store.snapshot('a')).toEqual({ value: snapshot(9) });
    expect(await inner.get('snapshots', 'a')).toEqual(snapshot(1));
    state.error = undefined;
    // Saved without its snapshot, which is in memory still: it goes along.
    expect(await store.put(late)).toEqual(DONE);
    expect(await inner.get('runs', 'a')).toMatchObject({ name: 'late' });
    expect(await inner.get('snapshots', 'a')).toEqual(snapshot(9));
    expect(await store.snapshot('a')).toEqual({ value: snapshot(9) });
  });

  it('of blobs alone gets the bytes themselves', async () => {
    const { store, state, inner, backend } = await open();
    const large = new Map([['full', { step: 2, tensors: new Uint8Array(300_000).fill(7) }]]);
    state.refusesBlobs = true;
    expect(await store.put(run('a'), large)).toEqual(DONE);
    expect(await inner.get('snapshots', 'a')).toEqual(large);
    expect(await store.snapshot('a')).toEqual({ value: large });
    expect(store.kept).toBe('disk');
    state.refusesBlobs = false;
    await store.put(run('a'), large);
    expect(((await backend.get('snapshots', 'a')) as typeof large).get('full')?.tensors).toBeInstanceOf(Blob);
    expect(await store.snapshot('a')).toEqual({ value: large });
  });

  it('when refused lets everything work in memory, and says so', async () => {
    const faulty = faultyBackend();
    faulty.state.error = domError('InvalidStateError');
    const { store } = await open(faulty);
    const refused = { kind: 'refused' };
    expect(await store.put(run('a'), snapshot(1))).toEqual({ problem: refused });
    expect(await store.list()).toMatchObject({ runs: [{ id: 'a' }], problem: refused });
    expect(await store.get('a')).toMatchObject({ value: { name: 'run a' } });
    expect(await store.snapshot('a')).toEqual({ value: snapshot(1) });
    expect(await store.rename('a', 'x')).toEqual({ problem: refused });
    expect(await store.get('a')).toMatchObject({ value: { name: 'x' } });
    expect(await store.get('b')).toEqual({ problem: refused });
    await store.remove('a');
    expect((await store.list()).runs).toEqual([]);
  });

  it('is told by the names of its errors', () => {
    expect(problemOf(domError('QuotaExceededError')).kind).toBe('full');
    expect(problemOf(domError('VersionError')).kind).toBe('newer');
    expect(problemOf(domError('DataCloneError')).kind).toBe('damaged');
    for (const error of [domError('AbortError'), new ReferenceError(), null, undefined, 'x', 3]) {
      expect(problemOf(error).kind).toBe('refused');
    }
  });

  it('may be missing altogether, as in Node', async () => {
    const store = await openRunStore(idbBackend('test'), readSetup, () => 1);
    expect(await store.put(run('a'))).toEqual({ problem: { kind: 'refused' } });
    expect((await store.list()).runs).toHaveLength(1);
    store.close();
  });

  it('refuses what cannot be copied, and keeps the rest', async () => {
    const { store, ids } = await open();
    const odd = run('a', { setup: { steps: 1, act: () => 1 } as never });
    expect(await store.put(odd, snapshot(1))).toEqual({ problem: { kind: 'damaged' } });
    expect(await ids()).toEqual([]);
    expect(await store.snapshot('a')).toEqual(DONE);
  });
});

describe('a run whose page went away', () => {
  const methods = new Map([
    ['lora', method('running')],
    ['full', method('done')],
    ['ia3', method('paused')],
  ]);
  const statesAt = async (time: number) => {
    const backend = memoryBackend();
    const before = await openRunStore(backend, readSetup, () => 100_000);
    await before.put(run('a', { methods }), snapshot(4));
    const after = await openRunStore(backend, readSetup, () => time);
    const found = await after.get('a');
    expect(await after.snapshot('a')).toEqual({ value: snapshot(4) });
    return 'value' in found ? [...(found.value?.methods.values() ?? [])].map(({ state }) => state) : [];
  };

  it('is interrupted, and can go on', async () => {
    expect(await statesAt(100_000 + SILENCE + 1)).toEqual(['interrupted', 'done', 'paused']);
    // The clock was set back.
    expect(await statesAt(100_000 - SILENCE - 1)).toEqual(['interrupted', 'done', 'paused']);
  });

  it('is left alone while another tab may be training it', async () => {
    expect(await statesAt(100_000 + SILENCE)).toEqual(['running', 'done', 'paused']);
  });
});
