import { formatNumber, formatPercent, formatPlain } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { CodeSharesModel } from '../../scenes/codeSharesLayout';
import {
  codeShares,
  entropy,
  FOUR_BIT_FORMATS,
  FOUR_BIT_LEVELS,
  type FourBitFormat,
  typicalConstant,
  typicalError,
} from '../../theory/quantization/fourBit';
import type { Quantity } from '../base/barsFigure';
import { choice, integer, type Schema } from '../base/state';

export interface CodeSharesState {
  readonly format: FourBitFormat;
  readonly block: number;
}

export const CODE_SHARES_SCHEMA = {
  format: choice<FourBitFormat>('nf4', FOUR_BIT_FORMATS),
  block: integer(64, [16, 32, 64, 128, 256, 512, 1024, 2048, 4096]),
} satisfies Schema<CodeSharesState>;

const CODES = 16;

export interface CodeSharesDescription {
  readonly model: CodeSharesModel;
  readonly result: string;
  readonly head: readonly string[];
  /** Sixteen, whatever the format: a code that it leaves unused has no level and no share. */
  readonly rows: readonly { readonly header: string; readonly cells: readonly Quantity[] }[];
}

/** How often each code of a format is used by weights that are normally distributed. */
export function describeCodeShares(
  { format, block }: CodeSharesState,
  { language, translate }: { language: Language; translate: Translate },
): CodeSharesDescription {
  const levels = FOUR_BIT_LEVELS[format];
  const shares = codeShares(format, block);
  const even = 1 / CODES;
  return {
    model: {
      constant: typicalConstant(block),
      levels,
      shares,
      even: { value: even, label: translate('codeShares.even') },
      labels: { curve: translate('codeShares.curve'), columns: translate('codeShares.columns') },
    },
    result: translate('codeShares.result', {
      format: format === 'int4' ? 'int4' : format.toUpperCase(),
      block: formatPlain(block, language),
      most: formatPercent(Math.max(...shares), language),
      least: formatPercent(Math.min(...shares), language),
      bits: formatNumber(entropy(shares), language, 2),
      error: formatPercent(typicalError(format, block), language),
    }),
    head: ['code', 'level', 'share'].map((name) => translate(`codeShares.head.${name}`)),
    rows: Array.from({ length: CODES }, (_, code) => {
      const level = levels[code];
      const share = shares[code] ?? 0;
      return {
        header: String(code),
        cells: [
          {
            name: 'level',
            value: level ?? 0,
            text: level === undefined ? '–' : formatNumber(level, language, 4).replace('-', '−'),
          },
          { name: 'share', value: share, text: level === undefined ? '–' : formatPercent(share, language) },
        ],
      };
    }),
  };
}
