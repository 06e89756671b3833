import { gpuById } from '../../facts/gpus';
import { formatBytes, formatNumber } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import {
  cheapestChanges,
  fewestDetailedGpus,
  largestDetailedBatch,
  largestDetailedSequence,
} from '../../theory/detailed';
import { fewestGpus, largestBatch, longestSequence } from '../../theory/fit';
import { initialState, readState, writeState } from '../base/state';
import { detailedSetupOf, patchOf, slideSetupOf } from '../shared/calculatorSetups';
import { CALCULATOR_SCHEMA, type CalculatorState } from '../shared/calculatorState';

/** A change that the reader can take over by a press: what it is, what it costs, where it leads. */
export interface OfferedChange {
  readonly id: string;
  /** The change and its cost in words. */
  readonly text: string;
  readonly result: string;
  readonly fits: boolean;
  readonly patch: Partial<CalculatorState>;
}

export interface Answers {
  readonly batch: string;
  readonly sequence: string;
  readonly gpus: string;
  readonly changes: readonly OfferedChange[];
}

const MOST_CHANGES = 6;
/** A change that saves less than this share is no help. */
const LEAST_SAVED = 0.02;

/** What fits, and what would make it fit. Some searches take up to a thousand evaluations: asked for once the reader rests. */
export function answersOf(
  state: CalculatorState,
  { language, translate }: { language: Language; translate: Translate },
): Answers {
  const { memory } = gpuById(state.gpu);
  const { most, longest, fewest } =
    state.view === 'slide' ? slideAnswers(state, memory) : detailedAnswers(state, memory);
  const number = (value: number): string => formatNumber(value, language);
  return {
    batch:
      most === 0
        ? translate('calculator.answer.noBatch')
        : translate('calculator.answer.batch', { count: most, sequence: number(state.sequence) }),
    sequence:
      longest === 0
        ? translate('calculator.answer.noSequence')
        : translate('calculator.answer.sequence', { sequence: number(longest), batch: number(state.batch) }),
    gpus:
      fewest === null
        ? translate('calculator.answer.noGpus', { limit: number(MOST_GPUS) })
        : translate('calculator.answer.gpus', { count: fewest }),
    changes: state.view === 'slide' ? [] : offeredChanges(state, memory, language, translate),
  };
}

/** A change may lead beyond what the controls and links allow: it is not offered. */
function isWithinSchema(patch: Partial<CalculatorState>): boolean {
  const { problems } = readState<CalculatorState>(
    CALCULATOR_SCHEMA,
    writeState<CalculatorState>(CALCULATOR_SCHEMA, {
      ...initialState<CalculatorState>(CALCULATOR_SCHEMA),
      ...patch,
    }).toString(),
  );
  return Object.keys(problems).length === 0;
}

const MOST_GPUS = CALCULATOR_SCHEMA.gpus.max;

function slideAnswers(state: CalculatorState, memory: number) {
  const setup = slideSetupOf(state);
  return {
    most: largestBatch(setup, memory),
    longest: longestSequence(setup, memory),
    fewest: fewestGpus(setup, memory, MOST_GPUS),
  };
}

function detailedAnswers(state: CalculatorState, memory: number) {
  const setup = detailedSetupOf(state);
  return {
    most: largestDetailedBatch(setup, memory),
    longest: largestDetailedSequence(setup, memory),
    fewest: fewestDetailedGpus(setup, memory, 'any', MOST_GPUS),
  };
}

function offeredChanges(
  state: CalculatorState,
  memory: number,
  language: Language,
  translate: Translate,
): OfferedChange[] {
  return cheapestChanges(detailedSetupOf(state), memory)
    .filter(({ saved, total }) => saved >= LEAST_SAVED * (saved + total))
    .map(
      ({ id, cost, setup, total, fits }): OfferedChange => ({
        id,
        text: translate('calculator.changeLine', {
          change: translate(`calculator.change.${id}`),
          cost: translate(`calculator.cost.${cost}`),
        }),
        result: formatBytes(total, state.unit, language),
        fits,
        patch: patchOf(setup, state),
      }),
    )
    .filter(({ patch }) => isWithinSchema(patch))
    .slice(0, MOST_CHANGES);
}
