import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabEvent, RunSetup } from '../../src/training/laboratory/api';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';
import {
  IDLE,
  type RunAction,
  type RunState,
  reduce,
  secondsLeft,
  speedOf,
  stepsOf,
} from '../../src/widgets/shared/lab/run';

const SETUP: RunSetup = {
  task: 'questions',
  methods: ['full', 'lora'],
  options: DEFAULT_OPTIONS,
  learningRates: {},
  batch: 16,
  steps: 10,
  seed: 1,
  lossOn: 'answer',
};

const all = (...events: (LabEvent | RunAction)[]): RunState => events.reduce(reduce, IDLE);
const point = (method: 'full' | 'lora', step: number, seconds = 0.5): LabEvent => ({
  type: 'point',
  method,
  step,
  loss: 1 / step,
  seconds,
});
const begun = [
  { type: 'begin', setup: SETUP },
  { type: 'train', now: 0 },
] as const;

describe('a run', () => {
  it('goes from idle over loading to training, with a row for each method from the start', () => {
    expect(IDLE.phase).toBe('idle');
    const loading = all({ type: 'begin', setup: SETUP });
    expect(loading.phase).toBe('loading');
    expect(loading.methods.map(({ method }) => method)).toEqual(['full', 'lora']);
    expect(reduce(loading, { type: 'train', now: 0 }).phase).toBe('training');
  });

  it('keeps each method’s points, evaluations and sizes to itself', () => {
    const run = all(...begun, point('full', 1), point('lora', 1), point('full', 2), {
      type: 'evaluation',
      method: 'lora',
      step: 1,
      accuracy: 0.5,
      items: 128,
      forgetting: 0.1,
    });
    const [full, lora] = run.methods;
    expect(full?.points.map(({ step }) => step)).toEqual([1, 2]);
    expect(full?.step).toBe(2);
    expect(lora?.evaluations).toEqual([{ step: 1, accuracy: 0.5, items: 128, forgetting: 0.1 }]);
    expect(full?.evaluations).toEqual([]);
  });

  it('pauses, goes on, and tells an early stop from the end', () => {
    const paused = all(...begun, { type: 'ended', how: 'paused', now: 9 });
    expect(paused.phase).toBe('paused');
    expect(reduce(paused, { type: 'train', now: 0 }).phase).toBe('training');
    const stopped = all(...begun, { type: 'ended', how: 'stopped', now: 9 });
    expect([stopped.phase, stopped.stopped]).toEqual(['done', true]);
    expect(all(...begun, { type: 'ended', how: 'done', now: 9 }).stopped).toBe(false);
  });

  it('goes on without a method that diverged, and ends in error when none is left', () => {
    const fault = { kind: 'diverged' } as const;
    const one = all(...begun, point('lora', 1), { type: 'fault', method: 'lora', fault });
    expect(one.phase).toBe('training');
    expect(one.methods[1]?.fault).toEqual(fault);
    expect(one.methods[1]?.points).toHaveLength(1);
    expect(stepsOf(one)).toEqual({ done: 0, total: 10 });
    expect(reduce(one, { type: 'ended', how: 'done', now: 9 }).phase).toBe('done');
    const none = reduce(one, { type: 'fault', method: 'full', fault });
    expect(reduce(none, { type: 'ended', how: 'done', now: 9 }).phase).toBe('error');
  });

  it('keeps the curves when the whole run fails', () => {
    const run = all(...begun, point('full', 1), { type: 'fault', fault: { kind: 'lost' } });
    expect(run.phase).toBe('error');
    expect(run.methods[0]?.points).toHaveLength(1);
    // What was on its way when it failed does not bring it back to life.
    expect(reduce(run, { type: 'ended', how: 'done', now: 9 }).phase).toBe('error');
  });

  it('measures steps again that it takes again after a lost device', () => {
    const report = { backend: 'wasm', reason: 'deviceFailed', device: '', threads: 2 } as const;
    const run = all(
      ...begun,
      ...[1, 2, 3, 4].map((step) => point('full', step)),
      { type: 'moved', report, step: 2 },
      point('full', 3, 9),
    );
    expect(run.movedAt).toBe(2);
    expect(run.report).toEqual(report);
    expect(run.methods[0]?.points.map(({ step, seconds }) => [step, seconds])).toEqual([
      [1, 0.5],
      [2, 0.5],
      [3, 9],
    ]);
  });

  it('goes on from what a saved run had measured', () => {
    const before = all(...begun, point('full', 1), point('full', 2));
    const again = reduce(IDLE, { type: 'begin', setup: SETUP, keep: before.methods });
    expect(again.methods[0]?.points).toHaveLength(2);
    expect(again.methods[1]?.points).toHaveLength(0);
  });

  it('hears nothing while there is no run', () => {
    expect(reduce(IDLE, point('full', 1))).toBe(IDLE);
    expect(reduce(all(...begun, point('full', 1)), { type: 'reset' }).methods).toEqual([]);
  });

  it('leaves the state that it was given as it was', () => {
    const run = all(...begun, point('full', 1));
    const copy = structuredClone(run);
    for (const event of [
      point('full', 2),
      { type: 'ended', how: 'done', now: 9 },
      { type: 'reset' },
    ] as const) {
      reduce(run, event);
    }
    expect(run).toEqual(copy);
  });
});

describe('speed and time left', () => {
  it('are unknown before the first step, and nothing at the end', () => {
    expect(secondsLeft(all(...begun), 5)).toBeUndefined();
    expect(secondsLeft(all(...begun, point('full', 10), point('lora', 10)), 5)).toBe(0);
  });

  it('follow the pace of the whole run, with its evaluations and without its pauses', () => {
    // Two steps in four seconds, then a pause of a minute.
    const paused = all(...begun, point('full', 1), point('lora', 1), {
      type: 'ended',
      how: 'paused',
      now: 4,
    });
    expect(secondsLeft(paused, 64)).toBe(36);
    expect(secondsLeft(reduce(paused, { type: 'train', now: 64 }), 66)).toBe(54);
  });

  it('do not count the steps of an earlier visit as taken now', () => {
    const kept = all(
      ...begun,
      point('full', 1),
      point('full', 2),
      point('lora', 1),
      point('lora', 2),
    ).methods;
    const again = all(
      { type: 'begin', setup: SETUP, keep: kept },
      { type: 'train', now: 0 },
      point('full', 3),
      point('lora', 3),
    );
    expect(secondsLeft(again, 2)).toBe(14);
  });

  it('forget the first, compiling step', () => {
    const slow = all(
      ...begun,
      point('full', 1, 100),
      ...Array.from({ length: 25 }, (_, i) => point('full', i + 2)),
    );
    expect(slow.methods[0] && speedOf(slow.methods[0])).toBeCloseTo(2);
  });
});

it('never throws and keeps its points ascending, whatever comes', () => {
  const event = fc.oneof(
    fc.record({
      type: fc.constant('point' as const),
      method: fc.constantFrom('full' as const, 'lora' as const, 'ia3' as const),
      step: fc.integer({ min: 1, max: 12 }),
      loss: fc.double(),
      seconds: fc.double({ min: 0, max: 9, noNaN: true }),
    }),
    fc.constantFrom<LabEvent | RunAction>(
      { type: 'train', now: 0 },
      { type: 'ended', how: 'paused', now: 9 },
      { type: 'ended', how: 'done', now: 9 },
      { type: 'reset' },
      { type: 'begin', setup: SETUP },
      { type: 'fault', fault: { kind: 'memory' } },
      { type: 'fault', method: 'lora', fault: { kind: 'zeros' } },
      { type: 'finished', method: 'full', step: 10 },
    ),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const run = events.reduce<RunState>(reduce, IDLE);
      for (const { points } of run.methods) {
        expect(points.every(({ step }, index) => index === 0 || step > (points[index - 1]?.step ?? 0))).toBe(
          true,
        );
      }
      secondsLeft(run, 9);
    }),
  );
});
