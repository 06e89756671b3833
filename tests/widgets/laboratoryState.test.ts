import { describe, expect, it } from 'vitest';
import { TASK_DEFAULTS } from '../../src/training/methods/defaults';
import { initialState, linkForm, readState, writeState } from '../../src/widgets/base/state';
import { EXPERIMENTS } from '../../src/widgets/laboratory/experiments';
import { parseRate, ratesField } from '../../src/widgets/shared/lab/rates';
import {
  followTask,
  isShown,
  LAB_SCHEMA,
  type LabState,
  setupOf,
  stateOf,
} from '../../src/widgets/shared/lab/state';

const INITIAL: LabState = initialState<LabState>(LAB_SCHEMA);
const read = (query: string) => readState<LabState>(LAB_SCHEMA, query);
const WRITTEN = { pairs: 'a → b', source: 'function layer() {}' };

describe('the laboratory’s link', () => {
  it('is the contract’s', () => {
    const { state, problems } = read(
      'v=1&task=arithmetic&methods=full,lora,prompt&rank=4&alpha=8&targets=q,v&lr=0.002&batch=32&steps=500&seed=7&backend=wasm',
    );
    expect(problems).toEqual({});
    expect(state).toMatchObject({
      task: 'arithmetic',
      methods: ['full', 'lora', 'prompt'],
      rank: 4,
      alpha: 8,
      targets: ['q', 'v'],
      batch: 32,
      steps: 500,
      seed: 7,
      backend: 'wasm',
    });
    expect(state.lr.full).toBe(0.002);
    expect(state.lr.own).toBe(0.002);
  });

  it('holds what differs, and nothing that the reader wrote', () => {
    expect(writeState(LAB_SCHEMA, INITIAL).size).toBe(0);
    const state: LabState = { ...INITIAL, task: 'own', methods: ['own'], lr: { own: 0.01 } };
    expect(linkForm(writeState(LAB_SCHEMA, state))).toBe('v=1&task=own&methods=own&lr=own%3A0.01');
  });

  it.each([
    ['rank=0', 'rank', 'range'],
    ['rank=65', 'rank', 'range'],
    ['batch=3', 'batch', 'range'],
    ['steps=5001', 'steps', 'range'],
    ['steps=ten', 'steps', 'integer'],
    ['methods=', 'methods', 'empty'],
    ['methods=full,sudo', 'methods', 'choice'],
    ['targets=w', 'targets', 'choice'],
    ['lr=fast', 'lr', 'number'],
    ['lr=2', 'lr', 'range'],
    ['lr=lora:0.1,sudo:1', 'lr', 'choice'],
    ['lr=lora:0.1,lora:0.2', 'lr', 'choice'],
    ['backend=tpu', 'backend', 'choice'],
    ['hidden=7', 'hidden', 'choice'],
  ])('refuses %s and keeps the default', (query, field, kind) => {
    const { state, problems } = read(query);
    expect(problems[field as keyof LabState]?.kind).toBe(kind);
    expect(state).toEqual(INITIAL);
  });

  it('is good in every experiment that the page proposes', () => {
    for (const { links } of EXPERIMENTS) {
      for (const { query } of links) {
        const { problems, linkProblem, state } = read(query);
        expect([problems, linkProblem]).toEqual([{}, null]);
        expect(state).not.toEqual(INITIAL);
      }
    }
  });
});

describe('learning rates', () => {
  it('are typed as people write them', () => {
    for (const [text, value] of [
      ['0.001', 0.001],
      ['1e-3', 0.001],
      ['.5', 0.5],
      [' 5E-4 ', 0.0005],
    ] as const)
      expect(parseRate(text)).toEqual({ value });
    for (const text of ['', '-1', '0', '0x1', '1e999', 'NaN', '1/3', '1,5'])
      expect(parseRate(text)).toHaveProperty('problem');
  });

  it('come back from their own link form', () => {
    for (const rates of [{}, { lora: 0.01 }, { full: 1e-6, own: 1 }]) {
      expect(ratesField.parse(ratesField.format(rates))).toEqual({ value: rates });
    }
    const all = ratesField.parse('0.003');
    expect('value' in all && ratesField.format(all.value)).toBe('0.003');
  });
});

describe('the set-up of a run', () => {
  it('carries the reader’s texts only where they are used', () => {
    expect(setupOf(INITIAL, WRITTEN)).not.toHaveProperty('ownPairs');
    expect(setupOf(INITIAL, WRITTEN)).not.toHaveProperty('ownSource');
    const own = setupOf({ ...INITIAL, task: 'own', methods: ['lora', 'own'] }, WRITTEN);
    expect([own.ownPairs, own.ownSource]).toEqual([WRITTEN.pairs, WRITTEN.source]);
  });

  it('comes back to the controls', () => {
    const state: LabState = {
      ...INITIAL,
      methods: ['dora', 'prefix'],
      targets: ['gate', 'down'],
      hidden: '64',
      lr: { dora: 0.01 },
      seed: 9,
      loss: 'all',
    };
    expect({ ...INITIAL, ...stateOf(setupOf(state, WRITTEN)) }).toEqual(state);
  });

  it('takes a new task’s batch and steps, unless the reader has set others', () => {
    const sums: LabState = { ...INITIAL, task: 'arithmetic' };
    const { batch, steps } = TASK_DEFAULTS.arithmetic;
    expect({ ...sums, ...followTask(INITIAL, sums) }).toMatchObject({ batch, steps });
    const before: LabState = { ...INITIAL, batch: 8 };
    expect(followTask(before, { ...before, task: 'arithmetic' })).toEqual({ steps });
    expect(followTask(sums, sums)).toEqual({});
    // A link or a reset brings its own.
    expect(followTask(INITIAL, { ...sums, steps: 50, batch: 4 })).toEqual({});
  });

  it('shows the controls that it has use for', () => {
    expect(isShown('lowRank', INITIAL)).toBe(true);
    expect(isShown('tokens', INITIAL)).toBe(false);
    expect(isShown('tokens', { ...INITIAL, methods: ['prompt'] })).toBe(true);
    expect(isShown('hidden', { ...INITIAL, methods: ['prompt'] })).toBe(false);
    expect(isShown('rate-full', INITIAL)).toBe(true);
    expect(isShown('rate-ia3', INITIAL)).toBe(false);
    expect(isShown('task-own', { ...INITIAL, task: 'own' })).toBe(true);
  });
});
