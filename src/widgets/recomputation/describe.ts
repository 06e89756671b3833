import { modelById } from '../../facts/models';
import { formatBytes, formatNumber } from '../../i18n/format';
import { RECOMPUTATIONS, storedActivations } from '../../theory/activations';
import { GB } from '../../theory/units';
import type { Describe } from '../base/barsFigure';
import { choice, integer, type Schema } from '../base/state';
import { SIZES, type Size } from '../shared/textbookModels';

export interface RecomputationState {
  readonly model: Size;
  readonly batch: number;
  readonly sequence: number;
}

export const RECOMPUTATION_SCHEMA = {
  model: choice<Size>('llama-7b', SIZES),
  batch: integer(1, [1, 2, 4, 8, 16, 32]),
  sequence: integer(2048, [128, 256, 512, 1024, 2048, 4096, 8192]),
} satisfies Schema<RecomputationState>;

/** What a forward pass must keep for the backward pass, by what is recomputed. */
export const describeRecomputation: Describe<RecomputationState> = (state, { language, translate }) => {
  const { architecture, name } = modelById(state.model);
  const bytes = (value: number): string => formatBytes(value, 'GB', language);
  const policies = RECOMPUTATIONS.map((policy) => ({
    policy,
    stored: storedActivations(architecture, state.batch, state.sequence, policy),
  }));
  const least = policies.at(-1)?.stored ?? 0;
  const most = policies[0]?.stored ?? 0;
  return {
    bars: {
      bars: policies.map(({ policy, stored }) => ({
        key: policy,
        label: `${translate(`recomputation.${policy}`)} · ${bytes(stored)}`,
        parts: [{ term: 'activations', value: stored }],
      })),
      capacity: null,
      unit: { size: GB, label: 'GB' },
    },
    result: translate('recomputation.result', {
      model: name,
      batch: state.batch,
      sequence: formatNumber(state.sequence, language),
      most: bytes(most),
      least: bytes(least),
      ratio: formatNumber(most / least, language),
    }),
    head: [translate('recomputation.policy'), translate('term.activations')],
    rows: policies.map(({ policy, stored }) => ({
      header: translate(`recomputation.${policy}`),
      cells: [{ name: 'activations', value: stored, text: bytes(stored) }],
    })),
  };
};
