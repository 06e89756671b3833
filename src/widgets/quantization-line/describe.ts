import { formatNumber, formatPlain } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { LineBlock } from '../../scenes/quantizationLineLayout';
import {
  FOUR_BIT_LEVELS,
  fourBitErrorBound,
  quantizeFourBit,
  rootMeanSquare,
} from '../../theory/quantization/fourBit';
import type { Quantity } from '../base/barsFigure';
import { type QuantizationLineState, WEIGHT_NAMES } from './state';

export interface QuantizationLineDescription {
  readonly blocks: readonly LineBlock[];
  readonly result: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly header: string; readonly cells: readonly Quantity[] }[];
}

/** A weight beyond the line's ends. */
const isOutlier = (value: number): boolean => Math.abs(value) > 1;

/** What each weight becomes in its block, as drawing, sentence and table. */
export function describeQuantizationLine(
  state: QuantizationLineState,
  { language, translate }: { language: Language; translate: Translate },
): QuantizationLineDescription {
  const { format } = state;
  const size = Number(state.block);
  const levels = FOUR_BIT_LEVELS[format];
  const weights = quantizeFourBit(
    WEIGHT_NAMES.map((name) => state[name]),
    format,
    size,
  );
  const plain = (value: number): string => formatPlain(value, language, 3).replace('-', '−');
  const fixed = (value: number): string => formatNumber(value, language, 2).replace('-', '−');

  const blocks = Array.from({ length: WEIGHT_NAMES.length / size }, (_, index): LineBlock => {
    const own = weights.slice(index * size, (index + 1) * size);
    const constant = own[0]?.constant ?? 0;
    return {
      label: translate('quantizationLine.block', {
        number: index + 1,
        constant: plain(constant),
        bound: plain(fourBitErrorBound(format, constant)),
      }),
      levels: levels.map((level) => level * constant),
      weights: own.map(({ value, stored }, at) => ({
        name: WEIGHT_NAMES[index * size + at] ?? '',
        value,
        stored,
        text: `${fixed(value)} → ${fixed(stored)}`,
      })),
    };
  });

  const root = (which: typeof weights): string =>
    formatNumber(rootMeanSquare(which.map(({ error }) => error)), language, 3);
  const outliers = weights.filter(({ value }) => isOutlier(value));
  const spoilt = new Set(outliers.map(({ block }) => block));
  const others = weights.filter(({ value }) => !isOutlier(value));
  const beside = others.filter(({ block }) => spoilt.has(block));
  const apart = others.filter(({ block }) => !spoilt.has(block));
  const worst = weights.reduce((most, each) => (Math.abs(each.error) > Math.abs(most.error) ? each : most));
  const sentences = [
    translate('quantizationLine.result', {
      format: translate(`quantizationLine.formats.${format}`),
      block: size,
      root: root(weights),
      largest: formatNumber(Math.abs(worst.error), language, 3),
      weight: WEIGHT_NAMES[weights.indexOf(worst)] ?? '',
    }),
  ];
  if (beside.length > 0 && apart.length > 0) {
    sentences.push(translate('quantizationLine.outlier', { beside: root(beside), apart: root(apart) }));
  } else if (beside.length > 0) {
    sentences.push(translate('quantizationLine.outlierAll', { beside: root(beside) }));
  }
  sentences.push(
    translate('quantizationLine.cost', {
      bits: plain(4 + 32 / size),
      constant: plain(32 / size),
    }),
  );

  return {
    blocks,
    result: sentences.join(language === 'en' ? ' ' : ''),
    head: ['weight', 'value', 'inBlock', 'constant', 'share', 'level', 'stored', 'error'].map((name) =>
      translate(`quantizationLine.head.${name}`),
    ),
    rows: weights.map(({ value, block, constant, level, stored, error }, at) => {
      const share = constant === 0 ? 0 : value / constant;
      const cell = (name: string, number: number): Quantity => ({
        name,
        value: number,
        text: plain(number),
      });
      return {
        header: WEIGHT_NAMES[at] ?? '',
        cells: [
          cell('value', value),
          cell('block', block + 1),
          cell('constant', constant),
          cell('share', share),
          cell('level', levels[level] ?? 0),
          cell('stored', stored),
          cell('error', error),
        ],
      };
    }),
  };
}
