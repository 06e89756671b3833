import { describe, expect, it } from 'vitest';
import type { LabEvent, RunSetup } from '../../src/training/laboratory/api';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';
import { migrate } from '../../src/training/runs/record';
import { readRunSetup } from '../../src/training/runs/setup';
import { fromRecord, fromSnapshot, toRecord, toSnapshot } from '../../src/widgets/laboratory/runRecord';
import { IDLE, type RunAction, reduce } from '../../src/widgets/shared/lab/run';

const SETUP: RunSetup = {
  task: 'questions',
  methods: ['full', 'lora'],
  options: DEFAULT_OPTIONS,
  learningRates: { lora: 0.01 },
  batch: 16,
  steps: 2,
  seed: 1,
  lossOn: 'answer',
};
const EVENTS: readonly (LabEvent | RunAction)[] = [
  { type: 'begin', setup: SETUP },
  { type: 'opened', report: { backend: 'wasm', reason: 'noAdapter', device: '', threads: 2 } },
  { type: 'baseline', accuracy: 0.02, items: 128, pretrainingLoss: 1.2, majority: 0.05 },
  { type: 'train', now: 0 },
  { type: 'point', method: 'full', step: 1, loss: 3, seconds: 0.5 },
  { type: 'point', method: 'lora', step: 1, loss: 3.5, seconds: 0.25 },
  { type: 'point', method: 'full', step: 2, loss: 2, seconds: 0.25 },
  { type: 'evaluation', method: 'full', step: 2, accuracy: 0.5, items: 512, forgetting: 0.1 },
  { type: 'spectrum', method: 'full', step: 2, spectra: [{ layer: 0, matrix: 'q_proj', values: [2, 1] }] },
  { type: 'finished', method: 'full', step: 2 },
];
const RUN = EVENTS.reduce(reduce, IDLE);
const IDENTITY = { id: 'run-1', name: 'Mine', createdAt: 5 };

const stored = () => {
  const record = toRecord(RUN, IDENTITY, 'running');
  if (!record) throw new Error('no record');
  return { ...record, version: 1 as const, savedAt: 6 };
};

describe('a saved run', () => {
  it('is one that the store reads, with the state of each method', () => {
    const outcome = migrate(structuredClone(stored()), 'run-1', readRunSetup);
    expect(
      'value' in outcome && [...outcome.value.methods].map(([method, { state }]) => [method, state]),
    ).toEqual([
      ['full', 'done'],
      ['lora', 'running'],
    ]);
  });

  it('comes back with its curves, its table and its spectra, ended for now', () => {
    const run = fromRecord(stored());
    expect(run.methods).toEqual(RUN.methods);
    expect([run.phase, run.stopped, run.setup, run.baseline, run.report]).toEqual([
      'done',
      true,
      SETUP,
      RUN.baseline,
      RUN.report,
    ]);
  });

  it('comes back with its curves where what else was kept is another version’s', () => {
    const record = stored();
    const methods = new Map(
      [...record.methods].map(([method, each]) => [method, { ...each, results: 'older' }]),
    );
    const run = fromRecord({ ...record, methods });
    expect(run.methods[0]?.points).toEqual(RUN.methods[0]?.points);
    expect(run.methods[0]?.step).toBe(2);
    expect(run.baseline).toBeNull();
  });

  it.each([
    ['no method', { method: null, baseline: null, report: null }],
    ['a size without bytes', { size: { trainable: 1, parameters: 2, held: null, predicted: {} } }],
    ['spectra that are no list', { spectra: { step: 1, all: 'q_proj' } }],
    ['a fault without a word', { fault: { kind: 'sudo' } }],
    ['a step that is no number', { step: '2' }],
  ])('comes back with its curves where what else was kept is damaged: %s', (_, damage) => {
    const record = stored();
    const methods = new Map(
      [...record.methods].map(([name, each]) => {
        const results = each.results as { method: object };
        const damaged = {
          ...results,
          method: { ...results.method, ...damage },
          ...('method' in damage && damage),
        };
        return [name, { ...each, results: damaged }];
      }),
    );
    const run = fromRecord({ ...record, methods });
    expect(run.methods.map(({ points }) => points)).toEqual(RUN.methods.map(({ points }) => points));
    expect(run.methods.map(({ size, spectra }) => [size, spectra])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(run.baseline).toBeNull();
  });

  it('takes its snapshot there and back', () => {
    const tensors = new Uint8Array([1, 2, 3]);
    const snapshot = { setup: SETUP, methods: { lora: { step: 1, tensors } } };
    expect(fromSnapshot(SETUP, toSnapshot(snapshot))).toEqual(snapshot);
    expect(fromSnapshot(SETUP, new Map([['sudo', { step: 1, tensors }]])).methods).toEqual({});
  });

  it('is none without a set-up', () => {
    expect(toRecord(IDLE, IDENTITY, 'paused')).toBeNull();
  });
});
