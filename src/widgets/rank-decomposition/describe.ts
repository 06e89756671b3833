import { formatNumber, formatPercent, formatPlain } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { RankChartModel } from '../../scenes/rankDecomposition/chartLayout';
import type { SlabName } from '../../scenes/rankDecomposition/slabName';
import { eckartYoungError, factorParameters, rankForError } from '../../theory/decomposition';
import type { BarsDescription } from '../base/barsFigure';
import made from './learned-update.json';
import type { TakenApart } from './parts';
import { type RankDecompositionState, ranksUpTo, shownRank } from './state';

/** What is smaller is rounding. */
const NOTHING = 1e-9;
/** The error that the sentence asks a rank for. */
const ENOUGH = 0.1;

export interface RankDescription {
  readonly rank: number;
  readonly result: string;
  /** Where the matrix comes from. */
  readonly about: string;
  readonly chart: RankChartModel;
  /** Under the heat maps, by the same names. */
  readonly names: Readonly<Record<'target' | 'sum' | 'layer' | 'rest', string>>;
  /** At the slabs in space. */
  readonly slabs: Readonly<Record<'weight' | 'left' | 'right' | 'sum' | 'target', SlabName>>;
}

interface Around {
  readonly language: Language;
  readonly translate: Translate;
}

/** All that the figure says of a state, but its pictures and its table. */
export function describeRank(
  state: RankDecompositionState,
  { side, values, errors }: Pick<TakenApart, 'side' | 'values' | 'errors'>,
  { language, translate }: Around,
): RankDescription {
  const rank = shownRank(state);
  const count = (value: number): string => formatNumber(value, language);
  const percent = (share: number): string => percentOf(share, language);
  const whole = side * side;
  const parameters = factorParameters(side, side, rank);
  const error = errors[rank] ?? 0;
  const words = {
    ...{ rank, parameters: count(parameters), whole: count(whole), share: percent(parameters / whole) },
    ...{ error: percent(error), at: percent(ENOUGH) },
  };
  let result: string;
  if (values[0] === 0) result = translate('rankDecomposition.empty');
  else if (error < NOTHING) {
    const own = rankForError(values, NOTHING);
    result = translate('rankDecomposition.exact', { ...words, own });
  } else {
    const enough = rankForError(values, ENOUGH);
    result = translate('rankDecomposition.result', { ...words, enough });
  }
  const sides = (rows: number, columns: number): string => `${rows} × ${columns}`;
  return {
    rank,
    result,
    about: translate(`rankDecomposition.about.${state.matrix}`, {
      ...{ matrix: made.matrix, layer: made.layer, steps: made.steps },
    }),
    chart: {
      ...{ values, errors, rank, parameters, whole },
      texts: {
        values: translate('rankDecomposition.chart.values', { count: values.length }),
        errors: translate('rankDecomposition.chart.errors'),
        parameters: translate('rankDecomposition.chart.parameters', words),
        whole: translate('rankDecomposition.chart.whole', words),
        rank: `R = ${rank}`,
        error: words.error,
        percents: [0, 0.5, 1].map(percent),
      },
    },
    names: {
      target: `ΔW · ${sides(side, side)}`,
      sum: translate('rankDecomposition.names.sum', words),
      layer: translate('rankDecomposition.names.layer', words),
      rest: translate('rankDecomposition.names.rest', words),
    },
    slabs: {
      weight: { text: translate('rankDecomposition.slabs.weight') },
      left: { text: 'A', sizes: rowsBy(side, rank) },
      right: { text: 'Bᵀ', sizes: rowsBy(rank, side) },
      sum: { text: 'A·Bᵀ' },
      target: { text: 'ΔW' },
    },
  };
}

export type RankTable = Pick<BarsDescription, 'head' | 'rows'>;

/** What each rank that the slider stops at leaves: the same for every state of one matrix. */
export function tabulateRanks(
  { side, values, errors }: Pick<TakenApart, 'side' | 'values' | 'errors'>,
  { language, translate }: Around,
): RankTable {
  const whole = side * side;
  return {
    head: [
      'R',
      ...['value', 'error', 'relative', 'parameters', 'share'].map((name) =>
        translate(`rankDecomposition.head.${name}`),
      ),
    ],
    rows: ranksUpTo(side).map((each) => {
      const absolute = eckartYoungError(values, each);
      const numbers = factorParameters(side, side, each);
      const relative = errors[each] ?? 0;
      return {
        header: String(each),
        cells: [
          cell('singular-value', values[each - 1] ?? 0, significant(values[each - 1] ?? 0, language)),
          cell('error', absolute, significant(absolute, language)),
          cell('relative-error', relative, percentOf(relative, language)),
          cell('parameters', numbers, formatNumber(numbers, language)),
          cell('share', numbers / whole, percentOf(numbers / whole, language)),
        ],
      };
    }),
  };
}

const percentOf = (share: number, language: Language): string =>
  share < NOTHING ? '0%' : formatPercent(share, language);
const rowsBy = (rows: number, columns: number): string => `${rows}×${columns}`;
const cell = (name: string, value: number, text: string) => ({ name, value, text });

/** Three figures, and no more than six places. */
function significant(value: number, language: Language): string {
  if (value < 1e-6) return '0';
  return formatPlain(value, language, Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(value)))));
}
