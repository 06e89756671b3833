import { formatBytes, formatNumber } from '../i18n/format';
import type { Language } from '../i18n/languages';
import type { Translate } from '../i18n/translate';
import { detailedMemory, isLowRank, trainedParameters } from '../theory/detailed';
import { fits } from '../theory/fit';
import { slideMemory } from '../theory/memory';
import { reachedExpertNumbers } from './modules';
import type { Plan } from './plan';
import { hasUncountedMaster } from './sharded';

export interface Words {
  readonly language: Language;
  readonly translate: Translate;
}

const SLIDE_TERMS = ['weights', 'gradients', 'optimizer', 'activations', 'logits', 'other'] as const;

/** Bytes of DeepSpeed's fp32 copy on one GPU, where the optimizer is one that the calculator counts without it. */
function masterBytes({ run, distribution }: Plan): number {
  if (!hasUncountedMaster(run, distribution)) return 0;
  return (4 * trainedParameters(run)) / distribution.gpus;
}

/**
 * Bytes of PEFT's 16-bit copies of experts with their updates added. A layer that is at work holds one, and in the
 * backward pass its gradient, which is as large; without checkpointing every layer keeps its copy until then.
 */
function expertCopyBytes({ run, checkpointing }: Plan): number {
  if (!isLowRank(run.method)) return 0;
  const { architecture, targets } = run;
  const copies = (checkpointing ? 1 : architecture.numHiddenLayers) + 1;
  return 2 * copies * reachedExpertNumbers(architecture, targets);
}

/** Bytes on each GPU of the run as written, by the calculator's detailed model. */
export function expectedBytes(plan: Plan): number {
  return detailedMemory(plan.run).total + masterBytes(plan) + expertCopyBytes(plan);
}

/** What the run should take on each GPU, and of what it is made up: lines without a comment sign. */
export function memoryLines(plan: Plan, { language, translate }: Words): string[] {
  const { run, request } = plan;
  const bytes = (value: number): string => formatBytes(value, request.unit, language);
  // The narrow space before a unit is for pages; terminals and editors show it as they like.
  const line = (name: string, value: number): string =>
    `  ${bytes(value).padStart(9)}  ${name}`.replaceAll('\u202f', ' ');
  const memory = detailedMemory(run);
  const total = expectedBytes(plan);
  const master = masterBytes(plan);
  const experts = expertCopyBytes(plan);
  const terms = memory.terms.filter(({ bytes: each }) => each > 0);
  const lines = [
    translate('recipe.memory.head', {
      total: bytes(total).replaceAll('\u202f', ' '),
      card: request.gpu.name,
      fits: translate(`recipe.memory.${fits(total, request.gpu.memory) ? 'fits' : 'tooLarge'}`),
    }),
    ...terms.map(({ id, bytes: each }) => line(translate(`term.${id === 'fixed' ? 'other' : id}`), each)),
    ...(master > 0 ? [line(translate('recipe.memory.master'), master)] : []),
    ...(experts > 0 ? [line(translate('recipe.memory.experts'), experts)] : []),
    translate(`recipe.memory.peak.${memory.peak}`),
    translate('recipe.memory.trained', {
      trained: formatNumber(memory.trainable, language),
      parameters: formatNumber(memory.parameters, language),
    }),
  ];
  if (request.view === 'detailed') return lines;
  const slide = slideMemory({ ...request.setup });
  return [
    ...lines,
    translate('recipe.memory.slide', { total: bytes(slide.total).replaceAll('\u202f', ' ') }),
    ...SLIDE_TERMS.map((id) => line(translate(`term.${id}`), slide[id])),
  ];
}
