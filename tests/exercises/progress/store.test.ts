import { describe, expect, it } from 'vitest';
import { DAMAGED_KEY, PROGRESS_KEY } from '../../../src/exercises/progress/progress';
import type { ProgressStorage } from '../../../src/exercises/progress/storage';
import { openProgress, type ProgressStore } from '../../../src/exercises/progress/store';
import type { ExerciseResult } from '../../../src/exercises/result';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 8, minute));

const result = (patch: Partial<ExerciseResult> = {}): ExerciseResult => ({
  exercise: 'lora/count',
  kind: 'number',
  seed: 1,
  state: 'right',
  score: 1,
  answer: '65536',
  hints: 0,
  ...patch,
});
const wrong = (patch: Partial<ExerciseResult> = {}) =>
  result({ state: 'wrong', score: 0, answer: '8', ...patch });

/** A storage that several stores share, each with a page of its own, as the tabs of one browser. */
function browser(first?: string) {
  const kept = new Map<string, string>(first === undefined ? [] : [[PROGRESS_KEY, first]]);
  const pages: EventTarget[] = [];
  let refusal: Error | null = null;
  const open = (): ProgressStore => {
    const page = new EventTarget();
    pages.push(page);
    const storage: ProgressStorage = {
      getItem: (key) => kept.get(key) ?? null,
      setItem(key, value) {
        if (refusal) throw refusal;
        kept.set(key, value);
        for (const other of pages)
          if (other !== page) other.dispatchEvent(Object.assign(new Event('storage'), { key }));
      },
    };
    return openProgress(storage, page);
  };
  return {
    kept,
    open,
    refuse: (error: Error | null) => {
      refusal = error;
    },
    /** A tab that hears nothing of the others: frozen in the background. */
    deafen: () => pages.splice(0),
  };
}

describe('records', () => {
  it('are there on the next visit', () => {
    const { open } = browser();
    const first = open();
    first.record(wrong(), at(0));
    first.record(result({ hints: 1 }), at(1));
    first.visited('lora', 'check', at(2));
    first.named('Ada', at(3));
    const second = open();
    expect(second.of('lora/count')).toMatchObject({
      last: { state: 'right', hints: 1, answer: '65536' },
      best: 1,
      attempts: 2,
      rightAt: at(1).getTime(),
      wrongAt: at(0).getTime(),
    });
    expect(second.lesson('lora')).toMatchObject({ place: 'check', at: at(2).getTime() });
    expect(second.all().student?.name).toBe('Ada');
    expect(second.of('lora/other')).toBeUndefined();
    expect(second.of('constructor')).toBeUndefined();
  });

  it('keep the best score when a later answer is wrong', () => {
    const store = browser().open();
    store.record(result(), at(0));
    store.record(wrong({ seed: 2, score: 0.5 }), at(1));
    expect(store.of('lora/count')).toMatchObject({ last: { state: 'wrong', seed: 2 }, best: 1 });
  });

  it('count no attempt for a solution, and keep the answer before it', () => {
    const store = browser().open();
    store.record(wrong(), at(0));
    store.record(result({ state: 'shown', score: 0, answer: '' }), at(1));
    expect(store.of('lora/count')).toMatchObject({ attempts: 1, last: { state: 'shown', answer: '8' } });
    store.record(result(), at(2));
    store.record(result({ state: 'shown', score: 0, answer: '' }), at(3));
    expect(store.of('lora/count')?.last.state).toBe('right');
  });

  it('count the later result even where the clock was set back', () => {
    const store = browser().open();
    store.record(result(), at(10));
    store.record(wrong(), at(5));
    expect(store.of('lora/count')?.last.state).toBe('wrong');
    store.visited('lora', 'check', at(10));
    store.visited('lora', 'a', at(5));
    expect(store.lesson('lora')?.place).toBe('a');
  });

  it('are told to who asked, until they ask no more', () => {
    const store = browser().open();
    let told = 0;
    const end = store.subscribe(() => {
      told += 1;
    });
    store.record(result(), at(0));
    end();
    store.record(result(), at(1));
    expect(told).toBe(1);
  });

  it('refuse names that are none', () => {
    const store = browser().open();
    expect(() => store.record(result({ exercise: '__proto__' }), at(0))).toThrow(RangeError);
    expect(() => store.visited('lora', 'a b', at(0))).toThrow(RangeError);
  });
});

describe('two tabs', () => {
  it('hear of each other', () => {
    const { open } = browser();
    const [one, other] = [open(), open()];
    let told = 0;
    other.subscribe(() => {
      told += 1;
    });
    one.record(result(), at(0));
    expect(told).toBe(1);
    expect(other.of('lora/count')?.best).toBe(1);
  });

  it('never overwrite each other, even when they hear nothing', () => {
    const { open, deafen } = browser();
    const [one, other] = [open(), open()];
    deafen();
    one.record(result(), at(0));
    other.record(wrong({ exercise: 'lora/scale' }), at(1));
    one.record(wrong({ exercise: 'memory/units' }), at(2));
    const fresh = open();
    expect(Object.keys(fresh.all().exercises)).toEqual(['lora/count', 'lora/scale', 'memory/units']);
  });

  it('are both empty after a reset, and stay so', () => {
    const { open, deafen } = browser();
    const [one, other] = [open(), open()];
    one.record(result(), at(0));
    deafen();
    one.reset(at(1));
    other.record(wrong({ exercise: 'lora/scale' }), at(2));
    expect(Object.keys(open().all().exercises)).toEqual(['lora/scale']);
  });

  it('forget what was cleared from outside', () => {
    const { kept, open } = browser();
    const store = open();
    store.record(result(), at(0));
    kept.clear();
    store.visited('memory', '', at(1));
    expect(store.all().exercises).toEqual({});
  });
});

describe('a storage in trouble', () => {
  it('refused: all is there as long as the page is', () => {
    const { open, refuse } = browser();
    const store = open();
    refuse(new DOMException('no', 'SecurityError'));
    store.record(result(), at(0));
    store.record(wrong(), at(1));
    expect(store.problem).toBe('refused');
    expect(store.of('lora/count')?.attempts).toBe(2);
    refuse(null);
    store.record(result(), at(2));
    expect(store.problem).toBeNull();
    expect(open().of('lora/count')?.attempts).toBe(3);
  });

  it('full, refused to read, and absent', () => {
    const { open, refuse } = browser();
    const store = open();
    refuse(new DOMException('full', 'QuotaExceededError'));
    store.record(result(), at(0));
    expect(store.problem).toBe('full');
    const unreadable = openProgress(
      {
        getItem: () => {
          throw new DOMException('no', 'SecurityError');
        },
        setItem: () => {
          throw new DOMException('no', 'SecurityError');
        },
      },
      new EventTarget(),
    );
    unreadable.record(result(), at(0));
    expect([unreadable.problem, unreadable.of('lora/count')?.best]).toEqual(['refused', 1]);
    const absent = openProgress(null, new EventTarget());
    absent.record(result(), at(0));
    expect([absent.problem, absent.of('lora/count')?.best]).toEqual(['refused', 1]);
  });

  it('damaged: sets a copy aside and begins anew', () => {
    const { kept, open } = browser('{"version":1,"exer');
    const store = open();
    expect(store.problem).toBe('corrupt');
    store.record(result(), at(0));
    expect(kept.get(DAMAGED_KEY)).toBe('{"version":1,"exer');
    expect(open().of('lora/count')?.best).toBe(1);
  });

  it('from the future: is left as it is', () => {
    const future = '{"version":2,"exercises":{"lora/count":{"grade":"A"}}}';
    const { kept, open } = browser(future);
    const store = open();
    expect(store.problem).toBe('future');
    store.record(result(), at(0));
    store.reset(at(1));
    store.import('{"states":{"lora/count":"right"}}');
    expect([...kept]).toEqual([[PROGRESS_KEY, future]]);
    expect(store.of('lora/count')?.best).toBe(1);
  });
});

describe('files', () => {
  it('bring everything back after a reset', () => {
    const store = browser().open();
    store.record(result(), at(0));
    store.visited('lora', 'check', at(0));
    store.named('Ada', at(0));
    const file = store.export();
    store.reset(at(1));
    expect(store.all()).toMatchObject({ exercises: {}, lessons: {}, student: null });
    const previewed = store.preview(file);
    expect(previewed).toMatchObject({
      changes: { added: ['lora/count'], updated: [], newlyRight: ['lora/count'], lessons: 1, name: 'Ada' },
      skipped: 0,
    });
    expect(store.all().exercises).toEqual({});
    expect(store.import(file)).toEqual(previewed);
    expect(JSON.parse(store.export())).toMatchObject({ ...JSON.parse(file), epoch: at(1).getTime() });
    expect(store.preview(file)).toMatchObject({
      changes: { added: [], updated: [], lessons: 0, name: null },
    });
  });

  it('merge with what is there', () => {
    const store = browser().open();
    store.record(wrong(), at(0));
    const file = store.export();
    store.record(result(), at(1));
    expect(store.import(file)).toMatchObject({ changes: { updated: [] } });
    expect(store.of('lora/count')?.last.state).toBe('right');
  });

  it('change nothing when they are bad', () => {
    const store = browser().open();
    store.record(result(), at(0));
    const before = store.export();
    expect(store.import('hello')).toEqual({ problem: 'corrupt' });
    expect(store.import('{"version":9}')).toEqual({ problem: 'future' });
    expect(store.export()).toBe(before);
  });
});
