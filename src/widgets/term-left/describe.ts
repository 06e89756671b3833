import { modelById } from '../../facts/models';
import { formatBytes, formatPercent } from '../../i18n/format';
import { storedActivations } from '../../theory/activations';
import { ATTENTION_MATRICES, MATRIX_NAMES } from '../../theory/architecture';
import { slideMemory } from '../../theory/memory';
import type { Describe } from '../base/barsFigure';
import { choice, integer, type Schema } from '../base/state';
import { SIZES, type Size } from '../shared/textbookModels';

export interface TermLeftState {
  readonly model: Size;
  readonly rank: number;
  readonly matrices: 'attention' | 'all';
  readonly batch: number;
  readonly sequence: number;
  /** Whether everything but the layers' inputs is recomputed, as the slides' formula takes for granted. */
  readonly recompute: 'full' | 'none';
}

export const TERM_LEFT_SCHEMA = {
  model: choice<Size>('llama-7b', SIZES),
  rank: integer(16, [1, 2, 4, 8, 16, 32, 64, 128, 256]),
  matrices: choice<TermLeftState['matrices']>('attention', ['attention', 'all']),
  batch: integer(1, [1, 2, 4, 8, 16, 32, 64]),
  sequence: integer(2048, [128, 256, 512, 1024, 2048, 4096, 8192]),
  recompute: choice<TermLeftState['recompute']>('full', ['full', 'none']),
} satisfies Schema<TermLeftState>;

/** The terms in the formula's order. Frozen and trained weights are told apart, since only one of them is left. */
export const LEFT_TERMS = [
  'frozen',
  'trained',
  'gradients',
  'optimizer',
  'activations',
  'logits',
  'other',
] as const;
type LeftTerm = (typeof LEFT_TERMS)[number];

/** Memory of one card by term, under full fine-tuning and under LoRA, in bytes. */
export function termsLeft(
  { model, rank, matrices, batch, sequence, recompute }: TermLeftState,
  method: 'full' | 'lora',
): Readonly<Record<LeftTerm | 'total', number>> & {
  readonly trainable: number;
  readonly parameters: number;
} {
  const { architecture } = modelById(model);
  const targets = matrices === 'all' ? MATRIX_NAMES : ATTENTION_MATRICES;
  const memory = slideMemory({ architecture, method, rank, targets, gpus: 1, batch, sequence });
  // The GPT-style count of what is kept where nothing is recomputed stands in for LLaMA's.
  const activations =
    recompute === 'full' ? memory.activations : storedActivations(architecture, batch, sequence, 'none');
  const { gradients, optimizer, logits, other, trainable, parameters } = memory;
  const parts = {
    frozen: memory.frozenWeights,
    trained: memory.trainedWeights,
    gradients,
    optimizer,
    activations,
    logits,
    other,
  };
  const total = LEFT_TERMS.reduce((sum, term) => sum + parts[term], 0);
  return { ...parts, total, trainable, parameters };
}

/** Full fine-tuning and LoRA, each as the whole of its own memory: which term is left when the states are gone. */
export const describeTermLeft: Describe<TermLeftState> = (state, { language, translate }) => {
  const bytes = (value: number): string => formatBytes(value, 'GB', language);
  const methods = (['full', 'lora'] as const).map((method) => ({ method, left: termsLeft(state, method) }));
  const [full, lora] = [termsLeft(state, 'full'), termsLeft(state, 'lora')];
  const largest = LEFT_TERMS.reduce((best, term) => (lora[term] > lora[best] ? term : best));
  return {
    bars: {
      bars: methods.map(({ method, left }) => ({
        key: method,
        label: `${translate(`method.${method}`)} · ${bytes(left.total)}`,
        parts: LEFT_TERMS.map((term) => ({ term, value: left[term] / left.total })),
      })),
      capacity: null,
      unit: { size: 0.01, label: '%' },
    },
    result: translate('termLeft.result', {
      model: modelById(state.model).name,
      share: formatPercent(lora.trainable / lora.parameters, language),
      memory: formatPercent(lora.total / full.total, language),
      term: translate(`termLeft.in.${largest}`),
      of: formatPercent(lora[largest] / lora.total, language),
      data: bytes(lora.activations + lora.logits),
      before: formatPercent((full.activations + full.logits) / full.total, language),
      after: formatPercent((lora.activations + lora.logits) / lora.total, language),
    }),
    head: [
      translate('figure.method'),
      ...LEFT_TERMS.flatMap((term) => [
        translate(`term.${term}`),
        translate('termLeft.share', { term: translate(`term.${term}`) }),
      ]),
      translate('term.total'),
    ],
    rows: methods.map(({ method, left }) => ({
      header: translate(`method.${method}`),
      cells: [
        ...LEFT_TERMS.flatMap((term) => [
          { name: term, value: left[term], text: bytes(left[term]) },
          {
            name: `${term}-share`,
            value: left[term] / left.total,
            text: formatPercent(left[term] / left.total, language),
          },
        ]),
        { name: 'total', value: left.total, text: bytes(left.total) },
      ],
    })),
  };
};
