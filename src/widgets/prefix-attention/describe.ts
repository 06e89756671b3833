import { formatNumber } from '../../i18n/format';
import { prefixExample } from '../../theory/prefixExample';
import { choice, integer, type Schema } from '../base/state';
import type { DescribeSketch } from '../shared/sketchFigure';
import { drawAttention } from './layout';

export const ROWS = ['1', '2', '3', '4', '5', '6'] as const;
/** What the prefix's keys are multiplied by. */
export const STRENGTHS = ['0', '0.5', '1', '2', '4'] as const;

export interface PrefixAttentionState {
  /** k, the number of prefix columns. */
  readonly length: number;
  readonly strength: (typeof STRENGTHS)[number];
  /** The token whose row is worked out. */
  readonly row: (typeof ROWS)[number];
}

export const PREFIX_ATTENTION_SCHEMA = {
  length: integer(2, [0, 1, 2, 3, 4]),
  strength: choice('1', STRENGTHS),
  row: choice('6', ROWS),
} satisfies Schema<PrefixAttentionState>;

/** Attention of a short sentence with k trained columns before it, and one row of it as a mixture. */
export const describePrefixAttention: DescribeSketch<PrefixAttentionState> = (
  state,
  { language, translate },
) => {
  const rows = prefixExample(state.length, Number(state.strength));
  const tokens = translate('prefixAttention.tokens').split(' ');
  const prefix = Array.from({ length: state.length }, (_, j) => `p${'₁₂₃₄'[j] ?? ''}`);
  const number = (x: number, digits = 2): string => formatNumber(x, language, digits).replace('-', '−');
  const pair = (row: readonly number[]): string => `(${row.map((x) => number(x)).join(', ')})`;
  const index = Number(state.row) - 1;
  const chosen = rows[index];
  if (!chosen) throw new Error(`no row ${state.row}`);
  const token = tokens[index] ?? '';
  return {
    draw: drawAttention({
      columns: [...prefix, ...tokens],
      prefix: state.length,
      rows: rows.map(({ weights, share }, i) => ({ name: tokens[i] ?? '', weights, share: number(share) })),
      chosen: index,
      without: chosen.without,
      labels: {
        without: translate('prefixAttention.without', { token }),
        with: translate('prefixAttention.with', { token }),
      },
      format: number,
    }),
    result: translate(state.length === 0 ? 'prefixAttention.none' : 'prefixAttention.result', {
      token,
      share: number(chosen.share),
      rest: number(1 - chosen.share),
      toPrefix: pair(chosen.toPrefix),
      toTokens: pair(chosen.toTokens),
      output: pair(chosen.output),
    }),
    table: {
      head: [
        translate('prefixAttention.token'),
        ...prefix,
        ...tokens,
        'λ',
        translate('prefixAttention.output', { part: 1 }),
        translate('prefixAttention.output', { part: 2 }),
      ],
      rows: rows.map(({ weights, share, output }, i) => ({
        header: tokens[i] ?? '',
        cells: [
          ...weights.map((value, j) =>
            j > state.length + i ? null : { name: 'weight', value, text: number(value, 3) },
          ),
          { name: 'share', value: share, text: number(share, 3) },
          ...output.map((value) => ({ name: 'output', value, text: number(value, 3) })),
        ],
      })),
    },
  };
};
