import file from '../../content/facts/measurements.json';
import type { Architecture } from '../theory/architecture';
import type { DetailedSetup, MeasuredRun, Outcome } from '../theory/detailed';
import { byId } from './byId';
import { gpuById } from './gpus';
import { modelById } from './models';
import type { MeasurementFact, MeasurementRule } from './types';

/** A row as the file has it: the model and the card by their ids. */
interface Row {
  readonly id: string;
  readonly source: string;
  readonly url: string;
  readonly place: string;
  readonly model: string | null;
  readonly setup: Omit<DetailedSetup, 'architecture'> | null;
  readonly outcome:
    | Extract<Outcome, { kind: 'bytes' }>
    | { readonly kind: 'fits'; readonly card: string; readonly memory?: number; readonly fits: boolean }
    | { readonly kind: 'gpus'; readonly card: string; readonly gpus: number };
  readonly role: MeasuredRun['role'];
  readonly rule: string;
  readonly note: { readonly en: string; readonly zh: string };
}

interface MeasuredModel {
  readonly id: string;
  readonly name: string;
  readonly architecture: Architecture;
}

// TypeScript widens JSON's literals; the schema, which the tests run, checks them instead.
const ROWS = file.rows as readonly Row[];
const MODELS_OF_THEIR_OWN = file.models as readonly MeasuredModel[];

/** The rules by which rows count or do not. */
export const MEASUREMENT_RULES: readonly MeasurementRule[] = file.rules;

/** Pages that measurements are from and that are not among the references. */
export const MEASUREMENT_SOURCES: readonly {
  readonly id: string;
  readonly title: string;
  readonly url: string;
}[] = file.sources;

const ruleById = byId('rule', MEASUREMENT_RULES);

function measuredModel(id: string): MeasuredModel {
  return MODELS_OF_THEIR_OWN.find((model) => model.id === id) ?? modelById(id);
}

function outcomeOf(outcome: Row['outcome']): Outcome {
  if (outcome.kind === 'bytes') return outcome;
  const memory = gpuById(outcome.card).memory;
  if (outcome.kind === 'gpus') return { kind: 'gpus', memory, gpus: outcome.gpus };
  return { kind: 'fits', memory: outcome.memory ?? memory, fits: outcome.fits };
}

/** Every published measurement, those that do not count among them. */
export const MEASUREMENTS: readonly MeasurementFact[] = ROWS.map((row) => {
  const { model, setup, outcome, rule, ...rest } = row;
  const found = model === null ? null : measuredModel(model);
  return {
    ...rest,
    model: found === null ? null : { id: found.id, name: found.name },
    setup: setup === null || found === null ? null : { ...setup, architecture: found.architecture },
    outcome: outcomeOf(outcome),
    card: outcome.kind === 'bytes' ? null : outcome.card,
    rule: ruleById(rule),
    counts: ruleById(rule).counts,
  };
});

/** The measurement with this id. Throws an Error naming the id when there is none. */
export const measurementById: (id: string) => MeasurementFact = byId('measurement', MEASUREMENTS);
