import type { Architecture } from '../../theory/architecture';
import { countTrainable } from '../../theory/methods';
import type { RunSetup } from '../../training/laboratory/api';
import { METHOD_IDS, type MethodId } from '../../training/methods/method';
import { initialState, linkForm, writeState } from '../base/state';
import { nameInText, type Words } from '../shared/lab/describe';
import { methodName } from '../shared/lab/lookup';
import { LAB_SCHEMA, type LabState, setupOf } from '../shared/lab/state';
import type { LabRunState, Preset } from './state';

/** The ranks of the preset `ranks`. A run of the laboratory has one rank for all its methods, so each is a run. */
export const RANKS = [1, 2, 4, 8, 16];

const METHODS: Readonly<Record<Exclude<Preset, 'ranks'>, readonly MethodId[]>> = {
  qlora: ['lora', 'qlora'],
  methods: METHOD_IDS,
  adapters: ['lora', 'adapter'],
  prefix: ['lora', 'prefix', 'prompt'],
  full: ['full', 'lora'],
};

/** What can be looked at inside the models of a preset, before and after they have been trained. */
export type LookedAt = 'attention' | 'adapters';

const LOOKED_AT: Readonly<Partial<Record<Preset, LookedAt>>> = { prefix: 'attention', adapters: 'adapters' };

/** Small batches for every task: a lesson's run is to be over soon. */
const BATCH = 16;

/** One run of the laboratory, with what it trains: several methods side by side, or one. */
export interface Leg {
  readonly lab: LabState;
  readonly entries: readonly Entry[];
  readonly lookedAt: LookedAt | null;
}

/** One curve and one row. */
export interface Entry {
  /** Decides its look: a method's name, or `rank-4`. */
  readonly key: string;
  readonly method: MethodId;
  /** Null where the method alone tells it apart. */
  readonly rank: number | null;
}

/** The runs that a state asks for, one after the other. */
export function legsOf({ preset, task, steps, seed, curve }: LabRunState): readonly Leg[] {
  const common: LabState = { ...initialState<LabState>(LAB_SCHEMA), task, steps, seed, curve, batch: BATCH };
  if (preset === 'ranks') {
    return RANKS.map((rank) => ({
      lab: { ...common, methods: ['lora'], rank },
      entries: [{ key: `rank-${rank}`, method: 'lora', rank }],
      lookedAt: null,
    }));
  }
  const methods = METHODS[preset];
  return [
    {
      lab: { ...common, methods },
      entries: methods.map((method) => ({ key: method, method, rank: null })),
      lookedAt: LOOKED_AT[preset] ?? null,
    },
  ];
}

/** A lesson's run has nothing of the reader's own. */
export function runSetupOf({ lab }: Leg): RunSetup {
  return setupOf(lab, { pairs: '', source: '' });
}

/** The query that sets the laboratory up like this. */
export function labQuery({ lab }: Leg): string {
  return linkForm(writeState<LabState>(LAB_SCHEMA, lab));
}

/** Numbers that an entry trains, by the formula of its method. */
export function trainedBy({ method }: Entry, { lab }: Leg, architecture: Architecture): number {
  return countTrainable(architecture, { ...lab, method });
}

/** An entry as a row or a line names it. */
export function entryName({ method, rank }: Entry, { translate }: Words): string {
  return rank === null ? methodName(method, translate) : translate('labRun.rank', { rank });
}

export function entryInText({ method, rank }: Entry, words: Words): string {
  return rank === null ? nameInText(method, words) : words.translate('labRun.rankInText', { rank });
}
