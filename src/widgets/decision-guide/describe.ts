import { GPUS, gpuById } from '../../facts/gpus';
import { MODELS, modelById } from '../../facts/models';
import { formatBytes, formatNumber, formatPercent } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import { slideMemory } from '../../theory/memory';
import {
  AMOUNTS,
  LATENCIES,
  type Option,
  RUN,
  recommend,
  type Situation,
  TARGETS,
  TASKS,
} from '../../theory/recommend';
import { GB } from '../../theory/units';
import { type BarsDescription, memoryParts } from '../base/barsFigure';
import { choice, linkForm, type Schema, STATE_VERSION } from '../base/state';

export interface DecisionGuideState extends Pick<Situation, 'data' | 'tasks' | 'latency'> {
  readonly gpu: string;
  readonly model: string;
}

/** The calculator’s models: those with all seven matrices. */
export const GUIDE_MODELS = MODELS.filter(({ architecture }) => architecture.gated);

export const DECISION_GUIDE_SCHEMA = {
  gpu: choice(
    'rtx-3090-24g',
    GPUS.map((gpu) => gpu.id),
  ),
  model: choice(
    'llama-7b',
    GUIDE_MODELS.map((model) => model.id),
  ),
  data: choice<Situation['data']>('thousands', AMOUNTS),
  tasks: choice<Situation['tasks']>('one', TASKS),
  latency: choice<Situation['latency']>('relaxed', LATENCIES),
} satisfies Schema<DecisionGuideState>;

export const GUIDE_TERMS = ['frozen', 'trained', 'gradients', 'optimizer', 'activations', 'logits', 'other'];

export interface GuideDescription extends BarsDescription {
  /** Why, one sentence a question. */
  readonly reasons: readonly string[];
  /** The calculator's query for the recommended run, or for the cards that it would take. */
  readonly query: string;
}

/** The recommendation in words, the options as bars against the card, and the calculator in the same state. */
export function describeDecisionGuide(
  state: DecisionGuideState,
  { language, translate }: { language: Language; translate: Translate },
): GuideDescription {
  const { architecture, name } = modelById(state.model);
  const gpu = gpuById(state.gpu);
  const recommendation = recommend({ ...state, architecture, memory: gpu.memory });
  const { choice: chosen, options, reasons, cards, unmergedWork, file, weights } = recommendation;
  const bytes = (value: number): string => formatBytes(value, 'GB', language);
  const leanest = options.find(({ method }) => method === 'qlora');
  const totalOf = (method: Option['method']): string =>
    bytes(options.find((each) => each.method === method)?.total ?? 0);

  const values = {
    model: name,
    card: gpu.name,
    memory: bytes(gpu.memory),
    method: nameOf(chosen),
    // Where nothing fits, the rank that the data would ask for.
    rank: (chosen ?? options.find(({ method }) => method === 'lora'))?.rank ?? 0,
    trained: formatNumber(chosen?.trainable ?? 0, language),
    total: bytes((chosen ?? leanest)?.total ?? 0),
    spare: bytes(Math.abs(gpu.memory - (chosen?.total ?? gpu.memory))),
    full: totalOf('full'),
    lora: totalOf('lora'),
    cards: cards ?? 0,
    work: formatPercent(unmergedWork, language),
    file: bytes(file),
    weights: bytes(weights),
  };

  function nameOf(each: Option | null): string {
    return each === null ? '' : translate(`decisionGuide.as.${each.method}`, { rank: each.rank });
  }

  const said = options.map((each) => {
    const memory = slideMemory({ ...RUN, ...each, architecture, targets: TARGETS, gpus: 1 });
    const mark = each.method === chosen?.method ? '★' : each.fits ? '✓' : '✗';
    return { ...each, memory, label: `${mark} ${nameOf(each)}` };
  });

  return {
    bars: {
      bars: said.map(({ method, memory, label }) => ({
        key: method,
        label: `${label} · ${bytes(memory.total)}`,
        parts: memoryParts(memory),
      })),
      capacity: { value: gpu.memory, label: `${gpu.name} · ${bytes(gpu.memory)}` },
      unit: { size: GB, label: 'GB' },
    },
    result: translate(`decisionGuide.${chosen === null ? 'noAnswer' : 'answer'}`, values),
    reasons: [
      translate(`decisionGuide.data.${reasons.data}`, values),
      translate(`decisionGuide.memory.${reasons.memory}`, values),
      translate(`decisionGuide.serving.${reasons.serving}`, values),
      translate(`decisionGuide.caution.${reasons.caution}`, values),
    ],
    query: queryOf(state, chosen ?? leanest, cards ?? 1),
    head: [
      translate('figure.method'),
      translate('decisionGuide.trainable'),
      translate('term.total'),
      translate('decisionGuide.left'),
      translate('decisionGuide.fits'),
    ],
    rows: said.map(({ trainable, total, fits, label }) => ({
      header: label,
      cells: [
        { name: 'trainable', value: trainable, text: formatNumber(trainable, language) },
        { name: 'total', value: total, text: bytes(total) },
        { name: 'headroom', value: gpu.memory - total, text: signed(gpu.memory - total) },
        {
          name: 'fits',
          value: Number(fits),
          text: translate(`decisionGuide.${fits ? 'yes' : 'no'}`),
        },
      ],
    })),
  };

  function signed(value: number): string {
    return value < 0 ? `−${bytes(-value)}` : bytes(value);
  }
}

/**
 * The run in the calculator's public query. Written by hand: the calculator's own schema would bring all of its detailed
 * model into the lesson. A test reads it back.
 */
function queryOf({ model, gpu }: DecisionGuideState, chosen: Option | undefined, gpus: number): string {
  const fields = {
    v: STATE_VERSION,
    model,
    method: chosen?.method ?? 'qlora',
    rank: String(chosen?.rank ?? 16),
    targets: TARGETS.join(','),
    gpus: String(gpus),
    batch: String(RUN.batch),
    sequence: String(RUN.sequence),
    gpu,
  };
  return linkForm(new URLSearchParams(fields));
}
