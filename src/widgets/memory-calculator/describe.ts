import { GPUS, gpuById } from '../../facts/gpus';
import type { GpuFact } from '../../facts/types';
import { formatBytes, formatCompact, formatNumber, formatPercent } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { Bar, StackedBars } from '../../scenes/stackedBarsLayout';
import { fits, headroom } from '../../theory/fit';
import { bytesIn } from '../../theory/units';
import type { Quantity } from '../base/barsFigure';
import { readState } from '../base/state';
import { modelName } from '../shared/calculatorSetups';
import { CALCULATOR_SCHEMA, type CalculatorState } from '../shared/calculatorState';
import { DETAILED_LINES, type TermLine, type Terms, termsOf } from './terms';

/** What the calculator shows of a state; the build and the browser call this same function. */
export interface CalculatorDescription {
  readonly terms: Terms;
  readonly fits: boolean;
  readonly bars: StackedBars;
  readonly verdict: string;
  readonly advice: string;
  /** By quantity name (`weights`, `total`, …), memory per GPU. A term that the view does not have is 0. */
  readonly quantities: ReadonlyMap<string, Quantity>;
  readonly lines: ReadonlyMap<string, TermLine>;
  /** The set-up that was kept to compare with: its numbers and what it is. */
  readonly beside: { readonly verdict: string; readonly quantities: ReadonlyMap<string, Quantity> } | null;
  /** “3 of 23”. */
  readonly fittingCards: string;
  readonly cards: readonly { readonly gpu: GpuFact; readonly fits: boolean; readonly share: string }[];
}

interface Around {
  readonly language: Language;
  readonly translate: Translate;
}

export function describeCalculator(state: CalculatorState, around: Around): CalculatorDescription {
  const { language, translate } = around;
  const gpu = gpuById(state.gpu);
  const terms = termsOf(state);
  const kept = keptState(state);
  const keptTerms = kept && termsOf(kept);
  return {
    terms,
    fits: fits(terms.total, gpu.memory),
    bars: barsOf(terms, keptTerms, gpu, state, around),
    verdict: verdictOf(terms, gpu, state, around),
    advice: [adviceOf(terms, gpu, state, translate), terms.peak && translate(`calculator.peak.${terms.peak}`)]
      .filter(Boolean)
      .join(language === 'zh' ? '' : ' '),
    quantities: quantitiesOf(terms, state, language),
    lines: new Map(terms.lines.map((line) => [line.id, line])),
    beside:
      kept && keptTerms
        ? {
            verdict: verdictOf(keptTerms, gpuById(kept.gpu), kept, around),
            quantities: quantitiesOf(keptTerms, state, language),
          }
        : null,
    fittingCards: translate('calculator.fittingCards', {
      fitting: GPUS.filter((card) => fits(terms.total, card.memory)).length,
      all: GPUS.length,
    }),
    cards: GPUS.map((card) => ({
      gpu: card,
      fits: fits(terms.total, card.memory),
      share: formatPercent(terms.total / card.memory, language),
    })),
  };
}

/** The kept set-up, in the unit of the present one. A kept set-up keeps no other. */
function keptState(state: CalculatorState): CalculatorState | null {
  if (state.beside === '') return null;
  return { ...readState(CALCULATOR_SCHEMA, state.beside).state, unit: state.unit, beside: '' };
}

function quantitiesOf(
  terms: Terms,
  { unit }: CalculatorState,
  language: Language,
): ReadonlyMap<string, Quantity> {
  const bytes = (name: string, value: number): Quantity => ({
    name,
    value,
    text: formatBytes(value, unit, language),
  });
  const count = (name: string, value: number): Quantity => ({
    name,
    value,
    text: formatNumber(value, language),
  });
  const of = (id: string): number => terms.lines.find((line) => line.id === id)?.bytes ?? 0;
  const line = (id: string): Quantity => {
    const elsewhere = terms.lines.find((each) => each.id === id)?.elsewhere ?? 0;
    // In parentheses: at the peak there is none of it, at another moment of the step there is.
    if (of(id) === 0 && elsewhere > 0)
      return { name: id, value: 0, text: `(${formatBytes(elsewhere, unit, language)})` };
    return bytes(id, of(id));
  };
  const quantities = [
    ...DETAILED_LINES.map(line),
    bytes('states', of('weights') + of('adapters') + of('gradients') + of('optimizer')),
    bytes('total', terms.total),
    count('trainable', terms.trainable),
    count('parameters', terms.parameters),
  ];
  return new Map(quantities.map((quantity) => [quantity.name, quantity]));
}

function barsOf(
  terms: Terms,
  kept: Terms | null,
  gpu: GpuFact,
  { unit }: CalculatorState,
  around: Around,
): StackedBars {
  const { language, translate } = around;
  const bar = (key: string, { lines, total }: Terms): Bar => ({
    key,
    label: kept ? `${translate(`calculator.bar.${key}`)} · ${formatBytes(total, unit, language)}` : '',
    parts: lines.flatMap(({ pieces }) => pieces.map(({ term, ink, bytes }) => ({ term, ink, value: bytes }))),
  });
  return {
    bars: kept ? [bar('now', terms), bar('kept', kept)] : [bar('now', terms)],
    capacity: { value: gpu.memory, label: `${gpu.name} · ${formatBytes(gpu.memory, unit, language)}` },
    unit: { size: 1 / bytesIn(1, unit), label: unit },
  };
}

function verdictOf(
  terms: Terms,
  gpu: GpuFact,
  state: CalculatorState,
  { language, translate }: Around,
): string {
  const spare = headroom(terms.total, gpu.memory);
  const bytes = (value: number): string => formatBytes(value, state.unit, language);
  if (terms.trainable === 0) {
    return translate('calculator.verdict.nothing', {
      model: modelName(state, translate),
      method: translate(`method.inText.${state.method}`),
    });
  }
  return translate(`calculator.verdict.${spare >= 0 ? 'fits' : 'tooLarge'}`, {
    model: modelName(state, translate),
    method: translate(`method.inText.${state.method}`),
    trained: formatCompact(terms.trainable, language),
    total: bytes(terms.total),
    cards: translate(state.gpus === 1 ? 'figure.onOneCard' : 'figure.onEachCard', { count: state.gpus }),
    card: gpu.name,
    difference: bytes(Math.abs(spare)),
  });
}

/** From this share of the card on, what a formula leaves out may decide. */
const TIGHT = 0.85;

/** One sentence on what to look at next: the largest term that a change of the set-up could shrink. */
function adviceOf(
  { lines, total }: Terms,
  gpu: GpuFact,
  state: CalculatorState,
  translate: Translate,
): string {
  if (total > gpu.memory * TIGHT && fits(total, gpu.memory)) return translate('calculator.advice.tight');
  if (fits(total, gpu.memory)) return translate('calculator.advice.fits');
  if (state.view === 'detailed') return translate('calculator.advice.detailed');
  const sum = (...ids: string[]): number =>
    lines.filter(({ id }) => ids.includes(id)).reduce((bytes, line) => bytes + line.bytes, 0);
  const states = sum('weights', 'adapters', 'gradients', 'optimizer');
  if (sum('activations', 'working', 'logits') > states) return translate('calculator.advice.tokens');
  if (state.method === 'full') return translate('calculator.advice.full');
  return translate(state.method === 'qlora' ? 'calculator.advice.qlora' : 'calculator.advice.lora');
}
