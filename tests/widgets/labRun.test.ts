import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { messagesOf } from '../../src/i18n/messages';
import { translator } from '../../src/i18n/translate';
import { METHOD_IDS } from '../../src/training/methods/method';
import { SHARED_MESSAGES } from '../../src/widgets/base/sharedMessages';
import { initialState, readState, writeState } from '../../src/widgets/base/state';
import {
  COLUMNS,
  describeLabRun,
  describePace,
  describeTrained,
  type Row,
  shareTrained,
  type Trained,
  UNTRAINED,
  wordsOf,
} from '../../src/widgets/lab-run/describe';
import { labQuery, legsOf, RANKS, runSetupOf } from '../../src/widgets/lab-run/plan';
import { LAB_RUN_SCHEMA, type LabRunState, PRESETS, RUN_TASKS } from '../../src/widgets/lab-run/state';
import { IDLE, type RunAction, type RunState, reduce } from '../../src/widgets/shared/lab/run';
import { LAB_SCHEMA, type LabState, optionsOf } from '../../src/widgets/shared/lab/state';
import { TINY_ARCHITECTURE } from '../../src/widgets/shared/lab/tinyModel';

const INITIAL: LabRunState = initialState<LabRunState>(LAB_RUN_SCHEMA);
const HELD = { weights: 4e6, gradients: 1e5, optimizer: 2e5, activations: 3e6 };
const BASELINE = { accuracy: 0.125, items: 64, pretrainingLoss: 1.5, majority: 0.25 };
const words = (language: (typeof LANGUAGES)[number]) =>
  wordsOf(language, translator(language, messagesOf(language, [...SHARED_MESSAGES, 'labRun', 'lab'])));
const described = (state: LabRunState, trained: Trained, language: (typeof LANGUAGES)[number] = 'en') =>
  describeLabRun(state, trained, TINY_ARCHITECTURE, words(language));
const cell = (row: Row | undefined, name: (typeof COLUMNS)[number]) =>
  row?.cells[COLUMNS.indexOf(name)]?.value;

/** A leg's run as it stands after its last step; accuracies in the order of its methods. */
function ran(state: LabRunState, leg: number, accuracies: readonly number[]): RunState {
  const setup = runSetupOf(legsOf(state)[leg] as ReturnType<typeof legsOf>[number]);
  const events: (RunAction | Parameters<typeof reduce>[1])[] = [
    { type: 'begin', setup },
    { type: 'train', now: 0 },
    { type: 'baseline', ...BASELINE },
    ...setup.methods.flatMap((method, index): Parameters<typeof reduce>[1][] => [
      { type: 'size', method, trainable: 1000 * 2 ** leg, parameters: 1e6, held: HELD, predicted: HELD },
      { type: 'point', method, step: setup.steps, loss: 0.5, seconds: 0.25 },
      {
        type: 'evaluation',
        method,
        step: setup.steps,
        accuracy: accuracies[index] ?? 0.5,
        items: 512,
        forgetting: 0.1 * (leg + index),
      },
      { type: 'finished', method, step: setup.steps },
    ]),
    { type: 'ended', how: 'done', now: 20 },
  ];
  return events.reduce(reduce, IDLE);
}

describe('what a preset runs', () => {
  it('is one run of the laboratory, or one for each rank', () => {
    for (const preset of PRESETS) {
      const legs = legsOf({ ...INITIAL, preset, steps: 50, seed: 7, task: 'rewriting' });
      expect(legs.length).toBe(preset === 'ranks' ? RANKS.length : 1);
      for (const leg of legs) {
        expect(runSetupOf(leg)).toMatchObject({ task: 'rewriting', steps: 50, seed: 7, batch: 16 });
        expect(runSetupOf(leg).methods).toEqual(leg.entries.map(({ method }) => method));
      }
    }
    const all = legsOf({ ...INITIAL, preset: 'methods' })[0];
    expect(all?.entries.map(({ method }) => method)).toEqual(METHOD_IDS);
    const ranks = legsOf({ ...INITIAL, preset: 'ranks' });
    expect(ranks.map((leg) => runSetupOf(leg).options.rank)).toEqual(RANKS);
    expect(new Set(ranks.flatMap(({ entries }) => entries.map(({ key }) => key))).size).toBe(RANKS.length);
  });

  it('opens in the laboratory as the same set-up', () => {
    for (const preset of PRESETS) {
      for (const task of RUN_TASKS) {
        for (const leg of legsOf({ ...INITIAL, preset, task })) {
          const read = readState<LabState>(LAB_SCHEMA, labQuery(leg));
          expect([read.problems, read.linkProblem]).toEqual([{}, null]);
          expect(read.state).toEqual(leg.lab);
        }
      }
    }
  });

  it('allows what the laboratory allows, and no more', () => {
    const { seed, steps } = LAB_RUN_SCHEMA;
    expect([seed.min, seed.max]).toEqual([LAB_SCHEMA.seed.min, LAB_SCHEMA.seed.max]);
    expect(steps.min).toBeGreaterThanOrEqual(LAB_SCHEMA.steps.min);
    expect(steps.max).toBeLessThanOrEqual(LAB_SCHEMA.steps.max);
  });

  it('has a link of its own', () => {
    const state: LabRunState = { preset: 'ranks', task: 'arithmetic', steps: 20, seed: 3, curve: 'loss' };
    const query = writeState<LabRunState>(LAB_RUN_SCHEMA, state).toString();
    expect(readState<LabRunState>(LAB_RUN_SCHEMA, query).state).toEqual(state);
    for (const bad of ['preset=all', 'task=own', 'steps=9', 'steps=601', 'seed=-1', 'curve=memory']) {
      const { state: kept, problems } = readState<LabRunState>(LAB_RUN_SCHEMA, bad);
      expect(kept, bad).toEqual(INITIAL);
      expect(Object.keys(problems), bad).toHaveLength(1);
    }
  });
});

describe('the table', () => {
  it('says before a run what each method trains, and measures nothing', () => {
    const rows = described({ ...INITIAL, preset: 'ranks' }, UNTRAINED).rows;
    // Four matrices of 128 × 128 in each of four layers: r(128 + 128) each.
    expect(rows.map((row) => cell(row, 'trainable'))).toEqual(RANKS.map((rank) => 4 * 4 * 256 * rank));
    const full = described(INITIAL, UNTRAINED).rows[0];
    expect(cell(full, 'share')).toBe(1);
    for (const row of [...rows, full]) {
      for (const name of ['accuracy-before', 'accuracy', 'forgetting', 'memory'] as const) {
        expect(cell(row, name)).toBeUndefined();
      }
    }
  });

  it('counts by the same options that the run trains with', () => {
    for (const preset of PRESETS) {
      for (const leg of legsOf({ ...INITIAL, preset })) {
        expect(runSetupOf(leg).options).toEqual(optionsOf(leg.lab));
      }
    }
  });

  it('has what was measured, of the run and not of the settings since', () => {
    const legs = legsOf(INITIAL);
    const trained: Trained = { phase: 'done', legs, runs: [ran(INITIAL, 0, [0.9, 0.75])] };
    const { rows } = described({ ...INITIAL, preset: 'ranks' }, trained);
    expect(rows.map(({ key }) => key)).toEqual(['full', 'lora']);
    expect(cell(rows[0], 'accuracy-before')).toBe(0.125);
    expect(rows.map((row) => cell(row, 'accuracy'))).toEqual([0.9, 0.75]);
    expect(rows.map((row) => cell(row, 'memory'))).toEqual([7.3e6, 7.3e6]);
    expect(cell(rows[1], 'steps-per-second')).toBe(4);
    expect(cell(rows[1], 'forgetting')).toBeCloseTo(0.1);
  });
});

describe.each(LANGUAGES)('in %s', (language) => {
  it('every preset has a title, a tip and a plan with its numbers', () => {
    const all = PRESETS.map((preset) => described({ ...INITIAL, preset, steps: 150 }, UNTRAINED, language));
    expect(new Set(all.map(({ title }) => title)).size).toBe(PRESETS.length);
    expect(new Set(all.map(({ tip }) => tip)).size).toBe(PRESETS.length);
    for (const { plan, result } of all) {
      expect(plan).toMatch(/951,424.*150.*16/);
      expect(plan).not.toMatch(/[{}]|undefined/);
      expect(result).toBe('');
    }
  });

  it('sums up two methods, and the smallest and the largest of the ranks', () => {
    const two: Trained = { phase: 'done', legs: legsOf(INITIAL), runs: [ran(INITIAL, 0, [0.9, 0.75])] };
    const pair = described(INITIAL, two, language).result;
    for (const number of ['90%', '75%', '13%', '+0.10']) expect(pair).toContain(number);
    const state: LabRunState = { ...INITIAL, preset: 'ranks' };
    const runs = RANKS.map((_, leg) => ran(state, leg, [0.5 + leg / 10]));
    const ranks = described(state, { phase: 'done', legs: legsOf(state), runs }, language).result;
    for (const number of ['50%', '90%', '16', '+0.40']) expect(ranks).toContain(number);
    // A run that was stopped says what it has; one that goes on says nothing yet.
    const some = { legs: legsOf(state), runs: runs.slice(0, 2) };
    expect(described(state, { ...some, phase: 'stopped' }, language).result).toContain('60%');
    expect(described(state, { ...some, phase: 'training' }, language).result).toBe('');
    expect(described(state, { ...some, phase: 'displaced', runs: [] }, language).result).toBe('');
  });

  it('says where a run stands, and how long all its legs will take', () => {
    const state: LabRunState = { ...INITIAL, preset: 'ranks' };
    const legs = legsOf(state);
    const begun = reduce(ran(state, 1, [0.5]), { type: 'train', now: 20 });
    const trained: Trained = { phase: 'training', legs, runs: [ran(state, 0, [0.5]), begun] };
    expect(describeTrained(trained, words(language))).toMatch(/2.*2.*5/);
    expect(shareTrained(trained)).toBeCloseTo(2 / 5);
    // One step in 20 seconds, 300 steps to come.
    expect(describePace(trained, words(language), 20)).toMatch(/100/);
    for (const phase of ['idle', 'loading', 'training', 'done', 'stopped', 'displaced', 'error'] as const) {
      for (const one of [INITIAL, state]) {
        const told = describeTrained({ phase, legs: legsOf(one), runs: [IDLE] }, words(language));
        expect(told.length, phase).toBeGreaterThan(2);
      }
    }
    expect(describePace(UNTRAINED, words(language), 0)).toBe('');
    expect(shareTrained(UNTRAINED)).toBeUndefined();
  });
});
