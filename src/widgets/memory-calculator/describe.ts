import { GPUS, gpuById } from '../../facts/gpus';
import { modelById } from '../../facts/models';
import type { GpuFact, ModelFact } from '../../facts/types';
import { formatBytes, formatCompact, formatNumber, formatPercent } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { StackedBars } from '../../scenes/stackedBarsLayout';
import { fits, headroom } from '../../theory/fit';
import { type SlideMemory, slideMemory } from '../../theory/memory';
import { bytesIn } from '../../theory/units';
import type { Quantity } from '../base/barsFigure';
import type { CalculatorState } from './state';

/** Everything that the calculator shows of a state; the build and the browser call this same function. */
export interface CalculatorDescription {
  readonly memory: SlideMemory;
  readonly fits: boolean;
  readonly bars: StackedBars;
  readonly verdict: string;
  readonly advice: string;
  /** By quantity name (`weights`, `total`, …), memory per GPU. */
  readonly quantities: readonly Quantity[];
  /** “3 of 23 cards”. */
  readonly fittingCards: string;
  readonly cards: readonly { readonly gpu: GpuFact; readonly fits: boolean; readonly share: string }[];
}

const BYTE_TERMS = ['weights', 'gradients', 'optimizer', 'activations', 'logits', 'other', 'total'] as const;

export function describeCalculator(
  state: CalculatorState,
  { language, translate }: { language: Language; translate: Translate },
): CalculatorDescription {
  const model = modelById(state.model);
  const gpu = gpuById(state.gpu);
  const memory = slideMemory({ ...state, architecture: model.architecture });
  const bytes = (value: number): string => formatBytes(value, state.unit, language);
  const states = memory.weights + memory.gradients + memory.optimizer;
  return {
    memory,
    fits: fits(memory.total, gpu.memory),
    bars: barsOf(memory, gpu, state, bytes),
    verdict: verdictOf(memory, model, gpu, state, { language, translate, bytes }),
    advice: adviceOf(memory, gpu, state, translate),
    quantities: [
      ...BYTE_TERMS.map((name) => ({ name, value: memory[name], text: bytes(memory[name]) })),
      { name: 'states', value: states, text: bytes(states) },
      { name: 'trainable', value: memory.trainable, text: formatNumber(memory.trainable, language) },
      { name: 'parameters', value: memory.parameters, text: formatNumber(memory.parameters, language) },
    ],
    fittingCards: translate('calculator.fittingCards', {
      fitting: GPUS.filter((card) => fits(memory.total, card.memory)).length,
      all: GPUS.length,
    }),
    cards: GPUS.map((card) => ({
      gpu: card,
      fits: fits(memory.total, card.memory),
      share: formatPercent(memory.total / card.memory, language),
    })),
  };
}

function barsOf(
  memory: SlideMemory,
  gpu: GpuFact,
  { unit }: CalculatorState,
  bytes: (value: number) => string,
): StackedBars {
  const part = (term: string, value: number) => ({ term, value });
  return {
    bars: [
      {
        key: 'gpu',
        label: '',
        parts: [
          part('frozen', memory.frozenWeights),
          part('trained', memory.trainedWeights),
          part('gradients', memory.gradients),
          part('optimizer', memory.optimizer),
          part('activations', memory.activations),
          part('logits', memory.logits),
          part('other', memory.other),
        ],
      },
    ],
    capacity: { value: gpu.memory, label: `${gpu.name} · ${bytes(gpu.memory)}` },
    unit: { size: 1 / bytesIn(1, unit), label: unit },
  };
}

interface Words {
  readonly language: Language;
  readonly translate: Translate;
  readonly bytes: (value: number) => string;
}

function verdictOf(
  memory: SlideMemory,
  model: ModelFact,
  gpu: GpuFact,
  state: CalculatorState,
  { language, translate, bytes }: Words,
): string {
  const spare = headroom(memory.total, gpu.memory);
  return translate(`calculator.verdict.${spare >= 0 ? 'fits' : 'tooLarge'}`, {
    model: model.name,
    method: translate(`method.inText.${state.method}`),
    trained: formatCompact(memory.trainable, language),
    total: bytes(memory.total),
    cards: translate('figure.onEachCard', { count: state.gpus }),
    card: gpu.name,
    difference: bytes(Math.abs(spare)),
  });
}

/** One sentence on what to look at next: the largest term that a change of the set-up could shrink. */
function adviceOf(memory: SlideMemory, gpu: GpuFact, state: CalculatorState, translate: Translate): string {
  if (fits(memory.total, gpu.memory)) return translate('calculator.advice.fits');
  const states = memory.weights + memory.gradients + memory.optimizer;
  const perToken = memory.activations + memory.logits;
  if (perToken > states) return translate('calculator.advice.tokens');
  if (state.method === 'full') return translate('calculator.advice.full');
  if (state.method === 'lora') return translate('calculator.advice.lora');
  return translate('calculator.advice.qlora');
}
