import { DETAILED_TERM_IDS, type DetailedTermId, detailedMemory, type Moment } from '../../theory/detailed';
import { slideMemory } from '../../theory/memory';
import { detailedSetupOf, slideSetupOf } from '../shared/calculatorSetups';
import type { CalculatorState } from '../shared/calculatorState';

/** One line of the calculator: an amount of memory on each card, how it is drawn, and where its formula is from. */
export interface TermLine {
  readonly id: string;
  /** Its pieces in the bar, each in its role's colour. */
  readonly pieces: readonly { readonly term: string; readonly ink: string; readonly bytes: number }[];
  /** At the step's peak. */
  readonly bytes: number;
  /** The most that it takes at any moment of a step; the slides know but one moment. */
  readonly elsewhere?: number;
  /** TeX. */
  readonly formula: string;
  /** Id of a reference. */
  readonly source: string;
}

export interface Terms {
  readonly lines: readonly TermLine[];
  readonly total: number;
  readonly parameters: number;
  readonly trainable: number;
  /** The instant of a step at which the detailed model finds the peak; the slides have no such thing. */
  readonly peak: Moment | null;
}

export const SLIDE_LINES = ['weights', 'gradients', 'optimizer', 'activations', 'logits', 'other'] as const;

/** The detailed model's `fixed` is the contract's `other`. */
const lineOf = (id: DetailedTermId): string => (id === 'fixed' ? 'other' : id);

export const DETAILED_LINES: readonly string[] = DETAILED_TERM_IDS.map(lineOf);

export function termsOf(state: CalculatorState): Terms {
  return state.view === 'slide' ? slideTerms(state) : detailedTerms(state);
}

function slideTerms(state: CalculatorState): Terms {
  const memory = slideMemory(slideSetupOf(state));
  const full = state.method === 'full';
  const formulas = slideFormulas(state.method);
  const single = (id: (typeof SLIDE_LINES)[number]): TermLine => ({
    id,
    pieces: [{ term: id, ink: id, bytes: memory[id] }],
    bytes: memory[id],
    formula: formulas[id],
    source: 'llmbook-slides',
  });
  const weights: TermLine = {
    ...single('weights'),
    pieces: [
      ...(full ? [] : [{ term: 'frozen', ink: 'frozen', bytes: memory.frozenWeights }]),
      { term: 'trained', ink: 'trained', bytes: memory.trainedWeights },
    ],
  };
  return {
    lines: SLIDE_LINES.map((id) => (id === 'weights' ? weights : single(id))),
    total: memory.total,
    parameters: memory.parameters,
    trainable: memory.trainable,
    peak: null,
  };
}

/** The slides' terms as TeX, φ_m standing for the trained parameters of a method. */
export function slideFormulas(method: string): Record<(typeof SLIDE_LINES)[number], string> {
  const full = method === 'full';
  const trained = full ? String.raw`\phi` : String.raw`\phi_m`;
  const frozen = method === 'qlora' ? String.raw`0.5\phi` : String.raw`2\phi`;
  return {
    weights: full ? String.raw`\frac{2\phi}{N}` : String.raw`\frac{${frozen} + 2\phi_m}{N}`,
    gradients: String.raw`\frac{2${trained}}{N}`,
    optimizer: String.raw`\frac{12${trained}}{N}`,
    activations: '2LBTH',
    logits: '4BTV + 8BTV',
    other: String.raw`(1 + 4 + 1)\,\text{GB}`,
  };
}

function detailedTerms(state: CalculatorState): Terms {
  const setup = detailedSetupOf(state);
  const memory = detailedMemory(setup);
  const ink: Record<DetailedTermId, string> = {
    weights: setup.method === 'full' ? 'trained' : 'frozen',
    adapters: 'trained',
    gradients: 'gradients',
    optimizer: 'optimizer',
    activations: 'activations',
    working: 'activations',
    logits: 'logits',
    gather: 'other',
    dequantization: 'other',
    fixed: 'other',
  };
  return {
    lines: memory.terms.map(({ id, bytes, at, formula, source }): TermLine => {
      const name = lineOf(id);
      const term = id === 'weights' ? ink.weights : id === 'adapters' ? 'trained' : name;
      return {
        id: name,
        pieces: [{ term, ink: ink[id], bytes }],
        bytes,
        elsewhere: Math.max(...Object.values(at)),
        formula,
        source,
      };
    }),
    total: memory.total,
    parameters: memory.parameters,
    trainable: memory.trainable,
    peak: memory.peak,
  };
}
