import { modelById } from '../../facts/models';
import { formatNumber, formatPercent, formatPlain } from '../../i18n/format';
import { ATTENTION_MATRICES, MATRIX_NAMES, type MatrixName } from '../../theory/architecture';
import { countAdapter } from '../../theory/methods';
import { countLora, countParameters } from '../../theory/parameters';
import { choice, integer, type Schema } from '../base/state';
import { ATTENTION_MODELS, type AttentionModel } from '../shared/attentionModels';
import type { DescribeSketch } from '../shared/sketchFigure';
import { drawSizes } from './layout';

export const MOST_RANK = 1024;
const POWERS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, MOST_RANK];

export interface AdapterSizeState {
  readonly model: AttentionModel;
  readonly rank: number;
}

export const ADAPTER_SIZE_SCHEMA = {
  model: choice<AttentionModel>('llama-7b', ATTENTION_MODELS),
  rank: integer(64, POWERS),
} satisfies Schema<AdapterSizeState>;

const LORAS: Readonly<Record<string, readonly MatrixName[]>> = {
  qv: ['q', 'v'],
  attention: ATTENTION_MATRICES,
  all: MATRIX_NAMES,
};

/** Trained parameters against R, adapters beside LoRA on two, on four and on all matrices. */
export const describeAdapterSize: DescribeSketch<AdapterSizeState> = (state, { language, translate }) => {
  const { architecture, name } = modelById(state.model);
  const count = (key: string, rank: number): number =>
    key === 'adapter'
      ? countAdapter(architecture, rank)
      : countLora(architecture, rank, matricesOf(key, architecture.gated));
  const keys = ['adapter', ...Object.keys(LORAS)];
  const shown = (value: number): string => formatNumber(value, language);
  const adapter = count('adapter', state.rank);
  const lora = count('attention', state.rank);
  const ranks = [...new Set([...POWERS, state.rank])].sort((a, b) => a - b);
  return {
    draw: drawSizes({
      lines: keys.map((key) => ({
        key,
        name: translate(`adapterSize.line.${key}`),
        text: shown(count(key, state.rank)),
        points: POWERS.map((rank) => ({ x: rank, y: count(key, rank) })),
        at: { x: state.rank, y: count(key, state.rank) },
      })),
      xName: translate('adapterSize.xAxis'),
      yName: translate('adapterSize.yAxis'),
      chosen: `R = ${formatPlain(state.rank, language)}`,
    }),
    result: translate('adapterSize.result', {
      model: name,
      rank: formatPlain(state.rank, language),
      adapter: shown(adapter),
      share: formatPercent(adapter / countParameters(architecture).total, language),
      lora: shown(lora),
      ratio: formatPlain(lora / adapter, language, 2),
    }),
    table: {
      head: ['R', ...keys.map((key) => translate(`adapterSize.line.${key}`))],
      rows: ranks.map((rank) => ({
        header: formatPlain(rank, language),
        cells: keys.map((key) => {
          const value = count(key, rank);
          return { name: `trainable-${key}`, value, text: shown(value) };
        }),
      })),
    },
  };
};

/** GPT-2 and OPT have no gate. */
function matricesOf(key: string, gated: boolean): readonly MatrixName[] {
  return (LORAS[key] ?? []).filter((matrix) => gated || matrix !== 'gate');
}
