import { gpuById } from '../../facts/gpus';
import { modelById } from '../../facts/models';
import { formatBytes, formatPercent } from '../../i18n/format';
import { countParameters } from '../../theory/parameters';
import { GB } from '../../theory/units';
import { shardedStates, ZERO_STAGES } from '../../theory/zero';
import type { Describe } from '../base/barsFigure';
import { choice, integer, type Schema } from '../base/state';
import { SIZES, type Size } from '../shared/textbookModels';

export interface ZeroStagesState {
  readonly model: Size;
  readonly gpus: number;
}

export const ZERO_STAGES_SCHEMA = {
  model: choice<Size>('llama-7b', SIZES),
  gpus: integer(2, [1, 2, 4, 8, 16, 32, 64]),
} satisfies Schema<ZeroStagesState>;

const CARD = 'a800-80g';

/** The 16 bytes a parameter, by what each ZeRO stage leaves on one card. */
export const describeZeroStages: Describe<ZeroStagesState> = (state, { language, translate }) => {
  const { architecture, name } = modelById(state.model);
  const card = gpuById(CARD);
  const { total: parameters } = countParameters(architecture);
  const bytes = (value: number): string => formatBytes(value, 'GB', language);
  const stages = ZERO_STAGES.map((stage) => ({
    stage,
    states: shardedStates(parameters, stage, state.gpus),
  }));
  const last = shardedStates(parameters, 3, state.gpus).total;
  const whole = shardedStates(parameters, 0, state.gpus).total;
  return {
    bars: {
      bars: stages.map(({ stage, states }) => ({
        key: String(stage),
        label: `${translate(`zeroStages.stage${stage}`)} · ${bytes(states.total)}`,
        parts: [
          { term: 'trained', value: states.weights },
          { term: 'gradients', value: states.gradients },
          { term: 'optimizer', value: states.optimizer },
        ],
      })),
      capacity: { value: card.memory, label: `${card.name} · ${bytes(card.memory)}` },
      unit: { size: GB, label: 'GB' },
    },
    result: translate('zeroStages.result', {
      model: name,
      cards: translate('figure.cards', { count: state.gpus }),
      last: bytes(last),
      whole: bytes(whole),
      share: formatPercent(last / whole, language),
    }),
    head: [
      translate('zeroStages.stage'),
      ...['weights', 'gradients', 'optimizer', 'total'].map((term) => translate(`term.${term}`)),
    ],
    rows: stages.map(({ stage, states }) => ({
      header: translate(`zeroStages.stage${stage}`),
      cells: (['weights', 'gradients', 'optimizer', 'total'] as const).map((term) => ({
        name: term,
        value: states[term],
        text: bytes(states[term]),
      })),
    })),
  };
};
