import { modelById } from '../../facts/models';
import type { Translate } from '../../i18n/translate';
import type { Architecture } from '../../theory/architecture';
import { type DetailedSetup, isQuantized } from '../../theory/detailed';
import type { SlideSetup } from '../../theory/memory';
import { countTrainable } from '../../theory/methods';
import { IA3_TARGETS } from '../../theory/methods/ia3';
import type { ZeroStage } from '../../theory/zero';
import { CALCULATOR_SCHEMA, type CalculatorState, CUSTOM_MODEL } from './calculatorState';

/** The architecture in use. A link may say `custom` and bring none: the default model stands then. */
export function architectureOf({ model, custom }: CalculatorState): Architecture {
  if (model !== CUSTOM_MODEL) return modelById(model).architecture;
  return custom ?? modelById(CALCULATOR_SCHEMA.model.initial).architecture;
}

export function modelName({ model, custom }: CalculatorState, translate: Translate): string {
  if (model !== CUSTOM_MODEL) return modelById(model).name;
  return custom ? translate('calculator.customModel') : modelById(CALCULATOR_SCHEMA.model.initial).name;
}

export function slideSetupOf(state: CalculatorState): SlideSetup {
  return { ...state, architecture: architectureOf(state) };
}

/**
 * The detailed model's set-up. Two choices contradict each other on the page and are settled here: QLoRA stores its
 * frozen weights in NF4 unless int8 is chosen, and full fine-tuning of codes is impossible, so it takes bf16.
 */
export function detailedSetupOf(state: CalculatorState): DetailedSetup {
  const architecture = architectureOf(state);
  let { precision } = state;
  if (state.method === 'qlora' && !isQuantized(precision)) precision = 'nf4';
  if (state.method === 'full' && isQuantized(precision)) precision = 'bf16';
  return {
    architecture,
    trainable: countTrainable(architecture, state),
    method: state.method,
    rank: state.rank,
    // Its targets are its own; those that were chosen for LoRA stay for LoRA.
    targets: state.method === 'ia3' ? IA3_TARGETS : state.targets,
    bottleneck: state.bottleneck,
    tokens: state.tokens,
    precision,
    doubleQuantization: state.doubleQuantization === 'true',
    adapterPrecision: state.adapterPrecision,
    optimizer: state.optimizer,
    zero: Number(state.zero) as ZeroStage,
    gpus: state.gpus,
    batch: state.batch,
    sequence: state.sequence,
    recompute: state.recompute,
    attention: state.attention,
    chunkedLoss: state.chunkedLoss === 'true',
    accumulation: state.accumulation,
    implementation: state.implementation,
  };
}

/**
 * What a changed set-up means for the state: the fields that the change changed, and no others. What a method settles
 * by itself (`detailedSetupOf`) stays unsaid, so that choosing another method later does not carry it along.
 */
export function patchOf(changed: DetailedSetup, state: CalculatorState): Partial<CalculatorState> {
  const before = fieldsOf(detailedSetupOf(state));
  const after = Object.entries(fieldsOf(changed)).filter(
    ([name, value]) => String(value) !== String(before[name as keyof typeof before]),
  );
  const { precision, ...patch } = Object.fromEntries(after) as Partial<CalculatorState>;
  if (precision === undefined) return patch;
  const settled = detailedSetupOf({ ...state, ...patch }).precision;
  return settled === precision ? patch : { ...patch, precision };
}

/** A set-up in the calculator's fields. */
export function fieldsOf(setup: DetailedSetup) {
  return {
    method: setup.method,
    rank: setup.rank,
    targets: setup.targets,
    bottleneck: setup.bottleneck,
    tokens: setup.tokens,
    precision: setup.precision,
    doubleQuantization: setup.doubleQuantization ? 'true' : 'false',
    adapterPrecision: setup.adapterPrecision,
    optimizer: setup.optimizer,
    zero: String(setup.zero) as CalculatorState['zero'],
    gpus: setup.gpus,
    batch: setup.batch,
    sequence: setup.sequence,
    recompute: setup.recompute,
    attention: setup.attention,
    chunkedLoss: setup.chunkedLoss ? 'true' : 'false',
    accumulation: setup.accumulation,
    implementation: setup.implementation ?? 'transformers',
  } as const satisfies Partial<CalculatorState>;
}
