import { ATTENTION_MATRICES, MATRIX_NAMES, type MatrixName } from '../../../theory/architecture';
import {
  BACKENDS,
  type BackendChoice,
  type LabMethod,
  type RunSetup,
  TASK_IDS,
  type TaskId,
} from '../../../training/laboratory/api';
import { DEFAULT_OPTIONS, TASK_DEFAULTS } from '../../../training/methods/defaults';
import type { MethodOptions } from '../../../training/methods/method';
import type { Matrix } from '../../../training/model/config';
import { choice, integer, type Schema, subset } from '../../base/state';
import { LAB_METHODS, type Rates, ratesField } from './rates';

/** A set-up as the reader chooses it. What the reader writes (own pairs, own method) is no part of it, nor of a link. */
export interface LabState {
  readonly task: TaskId;
  readonly methods: readonly LabMethod[];
  readonly rank: number;
  readonly alpha: number;
  readonly scaling: MethodOptions['scaling'];
  readonly start: MethodOptions['start'];
  readonly targets: readonly MatrixName[];
  readonly bottleneck: number;
  readonly tokens: number;
  /** Width of the network that makes the prefix; '0' for none. */
  readonly hidden: '0' | '32' | '64' | '128' | '256';
  readonly lr: Rates;
  readonly batch: number;
  readonly steps: number;
  readonly seed: number;
  readonly loss: RunSetup['lossOn'];
  readonly backend: BackendChoice;
  /** Which curve is drawn, and how its axis is divided. */
  readonly curve: 'loss' | 'accuracy';
  readonly axis: 'linear' | 'log';
}

/** Also the laboratory's public query: the names are a contract that links rely on. */
export const LAB_SCHEMA = {
  task: choice('questions', TASK_IDS),
  methods: subset<LabMethod>(['full', 'lora'], LAB_METHODS),
  rank: integer(DEFAULT_OPTIONS.rank, [1, 2, 4, 8, 16, 32, 64]),
  alpha: integer(DEFAULT_OPTIONS.alpha, [1, 2, 4, 8, 16, 32, 64, 128]),
  scaling: choice(DEFAULT_OPTIONS.scaling, ['rank', 'sqrtRank']),
  start: choice(DEFAULT_OPTIONS.start, ['kaiming', 'gaussian']),
  targets: subset(ATTENTION_MATRICES, MATRIX_NAMES),
  bottleneck: integer(DEFAULT_OPTIONS.bottleneck, [1, 2, 4, 8, 16, 32, 64, 128]),
  tokens: integer(DEFAULT_OPTIONS.virtualTokens, [1, 2, 4, 8, 12, 16, 24, 32]),
  hidden: choice<LabState['hidden']>('0', ['0', '32', '64', '128', '256']),
  lr: ratesField,
  batch: integer(TASK_DEFAULTS.questions.batch, [4, 8, 16, 32, 48, 64]),
  steps: integer(TASK_DEFAULTS.questions.steps, [10, 50, 100, 200, 300, 600, 1000, 2000, 5000]),
  seed: integer(1, [0, 999_999]),
  loss: choice<LabState['loss']>('answer', ['answer', 'all']),
  backend: choice<BackendChoice>('auto', BACKENDS),
  curve: choice<LabState['curve']>('loss', ['loss', 'accuracy']),
  axis: choice<LabState['axis']>('linear', ['linear', 'log']),
} satisfies Schema<LabState>;

/** What the reader wrote in the page. */
export interface Written {
  readonly pairs: string;
  readonly source: string;
}

export function setupOf(state: LabState, written: Written): RunSetup {
  return {
    task: state.task,
    ...(state.task === 'own' && { ownPairs: written.pairs }),
    methods: state.methods,
    ...(state.methods.includes('own') && { ownSource: written.source }),
    options: optionsOf(state),
    learningRates: state.lr,
    batch: state.batch,
    steps: state.steps,
    seed: state.seed,
    lossOn: state.loss,
  };
}

export function optionsOf(state: LabState): MethodOptions {
  return {
    rank: state.rank,
    alpha: state.alpha,
    scaling: state.scaling,
    start: state.start,
    targets: state.targets.map((name): Matrix => `${name}_proj`),
    bottleneck: state.bottleneck,
    virtualTokens: state.tokens,
    prefixHidden: Number(state.hidden),
  };
}

/** The controls' values that stand for a saved run's set-up. */
export function stateOf(setup: RunSetup): Partial<LabState> {
  const { options } = setup;
  return {
    task: setup.task,
    methods: setup.methods,
    rank: options.rank,
    alpha: options.alpha,
    scaling: options.scaling,
    start: options.start,
    targets: options.targets.map((matrix) => matrix.replace('_proj', '') as MatrixName),
    bottleneck: options.bottleneck,
    tokens: options.virtualTokens,
    hidden: String(options.prefixHidden) as LabState['hidden'],
    lr: setup.learningRates,
    batch: setup.batch,
    steps: setup.steps,
    seed: setup.seed,
    loss: setup.lossOn,
  };
}

/** A task brings its batch and steps, unless the reader has set others. */
export function followTask(before: LabState, state: LabState): Partial<LabState> {
  if (before.task === state.task) return {};
  const [old, next] = [TASK_DEFAULTS[before.task], TASK_DEFAULTS[state.task]];
  const patch: { -readonly [K in 'batch' | 'steps']?: number } = {};
  if (before.batch === state.batch && state.batch === old.batch) patch.batch = next.batch;
  if (before.steps === state.steps && state.steps === old.steps) patch.steps = next.steps;
  return patch.batch === state.batch && patch.steps === state.steps ? {} : patch;
}

const NEEDED: Readonly<Record<string, readonly LabMethod[]>> = {
  lowRank: ['lora', 'dora', 'qlora'],
  bottleneck: ['adapter'],
  tokens: ['prefix', 'prompt'],
  hidden: ['prefix'],
  ownMethod: ['own'],
};

/** Which groups of controls a state has use for. The build hides the others; so does the browser. */
export function isShown(group: string, { methods, task }: LabState): boolean {
  if (group === 'ownData') return task === 'own';
  if (group.startsWith('rate-')) return methods.includes(group.slice('rate-'.length) as LabMethod);
  if (group.startsWith('task-')) return task === group.slice('task-'.length);
  return NEEDED[group]?.some((method) => methods.includes(method)) ?? false;
}
