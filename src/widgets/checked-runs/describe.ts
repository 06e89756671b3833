import { MEASUREMENT_SOURCES, MEASUREMENTS } from '../../facts/measurements';
import { REFERENCES } from '../../facts/references';
import type { MeasurementFact } from '../../facts/types';
import { shortCitation } from '../../i18n/citation';
import { formatBytes, formatNumber, formatPercent } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { ScatterPoint } from '../../scenes/scatterLayout';
import { type DetailedSetup, hits, predictionError, sourceErrors } from '../../theory/detailed';
import { IA3_TARGETS } from '../../theory/methods/ia3';
import { GB } from '../../theory/units';
import { initialState, linkForm, readState, writeState } from '../base/state';
import { fieldsOf } from '../shared/calculatorSetups';
import { CALCULATOR_MODELS, CALCULATOR_SCHEMA, type CalculatorState } from '../shared/calculatorState';
import { CHECKED_SOURCES } from './state';

/** One published run as the page's table shows it. */
export interface CheckedRow {
  readonly id: string;
  readonly source: string;
  readonly sourceName: string;
  readonly url: string;
  readonly run: string;
  readonly predicted: Cell;
  readonly measured: Cell;
  readonly error: Cell;
  readonly wide: boolean;
  readonly note: string;
  /** The calculator's query for this run, where its model is one of the calculator's. */
  readonly query: string | null;
}

/** A number with its words, or words alone (`value` null). */
export interface Cell {
  readonly text: string;
  readonly value: number | null;
}

export interface CheckedRuns {
  readonly rows: readonly CheckedRow[];
  readonly excluded: readonly {
    /** Empty where the row's model is none that the course can express. */
    readonly model: string;
    readonly sourceName: string;
    readonly url: string;
    readonly place: string;
    readonly why: string;
  }[];
  readonly points: readonly ScatterPoint[];
  readonly summary: readonly string[];
  /** What the measured rows do not cover, and which way 4-bit predictions err. */
  readonly limits: string;
}

/** The bar that the project set itself before looking: a median within this share, per source. */
export const BAND = 0.15;

export function describeCheckedRuns(language: Language, translate: Translate): CheckedRuns {
  const counting = MEASUREMENTS.filter((row) => row.counts);
  const unlisted = counting.find((row) => !(CHECKED_SOURCES as readonly string[]).includes(row.source));
  if (unlisted) throw new Error(`a source of checked runs is not listed: ${unlisted.source}`);
  // The same rows as the calculator predicts them until a code base is chosen.
  const asCalculator = counting.map((row) => ({
    ...row,
    setup: row.setup && { ...row.setup, implementation: 'transformers' as const },
  }));
  const plain = sourceErrors(asCalculator);
  const gpus = hits(counting, 'gpus');
  const fits = hits(counting, 'fits');
  return {
    rows: counting.map((row) => rowOf(row, language, translate)),
    excluded: MEASUREMENTS.filter((row) => !row.counts).map((row) => ({
      sourceName: nameOf(row.source, language),
      url: row.url,
      place: row.place,
      model: row.model?.name ?? '',
      why: row.rule[language],
    })),
    points: counting.flatMap((row) => {
      const prediction = predictionError(row);
      if (prediction?.kind !== 'bytes') return [];
      const label = `${nameOf(row.source, language)}, ${runOf(row, language, translate)}: ${formatBytes(prediction.predicted, 'GB', language)} / ${formatBytes(prediction.measured, 'GB', language)}`;
      return [
        { key: row.id, group: row.source, x: prediction.measured / GB, y: prediction.predicted / GB, label },
      ];
    }),
    summary: [
      ...sourceErrors(counting).map(({ source, role, median, largest, rows }) =>
        translate(role === 'fit' ? 'checkedRuns.summaryFit' : 'checkedRuns.summaryHeldOut', {
          source: nameOf(source, language),
          median: formatPercent(median, language),
          largest: formatPercent(largest, language),
          rows: formatNumber(rows, language),
          plain: formatPercent(plain.find((each) => each.source === source)?.median ?? Number.NaN, language),
        }),
      ),
      translate('checkedRuns.summaryGpus', { right: gpus.right, rows: gpus.rows }),
      translate('checkedRuns.summaryFits', { right: fits.right, rows: fits.rows }),
    ],
    limits: limitsOf(asCalculator, language, translate),
  };
}

function limitsOf(counting: readonly MeasurementFact[], language: Language, translate: Translate): string {
  const measured = counting.filter((row) => row.outcome.kind === 'bytes');
  const longest = Math.max(...measured.map((row) => row.setup?.sequence ?? 0));
  const quantized = measured
    .filter((row) => row.setup?.precision === 'nf4')
    .map((row) => predictionError(row))
    .flatMap((prediction) => (prediction?.kind === 'bytes' ? [prediction.relativeError] : []));
  const lowest = Math.min(...quantized);
  return translate('checkedRuns.limits', {
    longest: formatNumber(longest, language),
    lowest: formatPercent(-lowest, language),
  });
}

export function nameOf(source: string, language: Language): string {
  const reference = REFERENCES.find(({ id }) => id === source);
  if (reference) return shortCitation(reference, language);
  return MEASUREMENT_SOURCES.find(({ id }) => id === source)?.title ?? source;
}

function rowOf(row: MeasurementFact, language: Language, translate: Translate): CheckedRow {
  const prediction = predictionError(row);
  if (!prediction || !row.setup) throw new Error(`a row that counts has no set-up: ${row.id}`);
  const words = (text: string): Cell => ({ text, value: null });
  const bytes = (value: number): Cell => ({ text: formatBytes(value, 'GB', language), value });
  const cards = (count: number): Cell => ({ text: translate('figure.cards', { count }), value: count });
  const shared = {
    id: row.id,
    source: row.source,
    sourceName: nameOf(row.source, language),
    url: row.url,
    run: runOf(row, language, translate),
    note: row.note[language],
    query: queryOf(row),
  };
  if (prediction.kind === 'bytes') {
    const { relativeError } = prediction;
    const sign = relativeError < 0 ? '−' : '+';
    return {
      ...shared,
      predicted: bytes(prediction.predicted),
      measured: bytes(prediction.measured),
      error: { text: sign + formatPercent(Math.abs(relativeError), language), value: relativeError },
      wide: Math.abs(relativeError) > BAND,
    };
  }
  const verdict = {
    error: words(translate(prediction.right ? 'checkedRuns.right' : 'checkedRuns.wrong')),
    wide: !prediction.right,
  };
  if (prediction.kind === 'gpus') {
    const predicted =
      prediction.predictedGpus === null ? bytes(prediction.predicted) : cards(prediction.predictedGpus);
    return { ...shared, ...verdict, predicted, measured: cards(prediction.gpus) };
  }
  const memory = formatBytes(prediction.memory, 'GB', language);
  const outcome = translate(prediction.fits ? 'checkedRuns.ran' : 'checkedRuns.outOfMemory', { memory });
  return { ...shared, ...verdict, predicted: bytes(prediction.predicted), measured: words(outcome) };
}

/** The calculator's state that makes the same prediction: its code base is part of it. */
function queryOf({ model, setup }: MeasurementFact): string | null {
  if (!model || !setup || !CALCULATOR_MODELS.some(({ id }) => id === model.id)) return null;
  // The calculator's (IA)³ is the paper's.
  if (setup.method === 'ia3' && setup.targets.join() !== IA3_TARGETS.join()) return null;
  const state = {
    ...initialState(CALCULATOR_SCHEMA),
    ...fieldsOf(setup),
    view: 'detailed' as const,
    model: model.id,
  };
  const query = linkForm(writeState<CalculatorState>(CALCULATOR_SCHEMA, state));
  const { problems } = readState<CalculatorState>(CALCULATOR_SCHEMA, query);
  return Object.keys(problems).length > 0 ? null : query;
}

/** A run in one line: model, method, precision, tokens, recomputation. */
function runOf({ model, setup }: MeasurementFact, language: Language, translate: Translate): string {
  if (!model || !setup) return '';
  const tokens = `${formatNumber(setup.batch, language)} × ${formatNumber(setup.sequence, language)}`;
  const precision =
    setup.precision === 'nf4' && setup.doubleQuantization
      ? translate('checkedRuns.doubled')
      : setup.precision;
  const parts = [model.name, methodOf(setup, translate), precision, tokens];
  if (setup.recompute !== 'none') parts.push(translate(`checkedRuns.recompute.${setup.recompute}`));
  if (setup.gpus > 1) parts.push(translate('figure.cards', { count: setup.gpus }));
  return parts.join(' · ');
}

function methodOf(setup: DetailedSetup, translate: Translate): string {
  const name = translate(`method.${setup.method}`);
  if (setup.method === 'lora' || setup.method === 'qlora' || setup.method === 'dora')
    return `${name} r=${setup.rank} ${setup.targets.join(',')}`;
  if (setup.method === 'ia3') return `${name} ${setup.targets.join(',')}`;
  if (setup.method === 'prefix' || setup.method === 'prompt') return `${name} ${setup.tokens}`;
  return name;
}
