import { MEASUREMENT_SOURCES, MEASUREMENTS } from '../../facts/measurements';
import { REFERENCES } from '../../facts/references';
import type { MeasurementFact } from '../../facts/types';
import { shortCitation } from '../../i18n/citation';
import { formatBytes, formatNumber, formatPercent } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { ScatterPoint } from '../../scenes/scatterLayout';
import { type DetailedSetup, hits, predictionError, sourceErrors } from '../../theory/detailed';
import { GB } from '../../theory/units';
import { CHECKED_SOURCES } from './state';

/** One published run as the page's table shows it. */
export interface CheckedRow {
  readonly id: string;
  readonly source: string;
  readonly sourceName: string;
  readonly url: string;
  readonly run: string;
  readonly predicted: string;
  readonly measured: string;
  readonly error: string;
  readonly wide: boolean;
  readonly note: string;
}

export interface CheckedRuns {
  readonly rows: readonly CheckedRow[];
  readonly excluded: readonly {
    readonly id: string;
    readonly sourceName: string;
    readonly url: string;
    readonly place: string;
    readonly why: string;
  }[];
  readonly points: readonly ScatterPoint[];
  readonly summary: readonly string[];
}

/** The bar that the project set itself before looking: a median within this share, per source. */
export const BAND = 0.15;

export function describeCheckedRuns(language: Language, translate: Translate): CheckedRuns {
  const counting = MEASUREMENTS.filter((row) => row.counts);
  const unlisted = counting.find((row) => !(CHECKED_SOURCES as readonly string[]).includes(row.source));
  if (unlisted) throw new Error(`a source of checked runs is not listed: ${unlisted.source}`);
  const gpus = hits(counting, 'gpus');
  const fits = hits(counting, 'fits');
  return {
    rows: counting.map((row) => rowOf(row, language, translate)),
    excluded: MEASUREMENTS.filter((row) => !row.counts).map((row) => ({
      id: row.id,
      sourceName: nameOf(row.source, language),
      url: row.url,
      place: row.place,
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
        }),
      ),
      translate('checkedRuns.summaryGpus', { right: gpus.right, rows: gpus.rows }),
      translate('checkedRuns.summaryFits', { right: fits.right, rows: fits.rows }),
    ],
  };
}

export function nameOf(source: string, language: Language): string {
  const reference = REFERENCES.find(({ id }) => id === source);
  if (reference) return shortCitation(reference, language);
  return MEASUREMENT_SOURCES.find(({ id }) => id === source)?.title ?? source;
}

function rowOf(row: MeasurementFact, language: Language, translate: Translate): CheckedRow {
  const prediction = predictionError(row);
  if (!prediction) throw new Error(`a row that counts has no set-up: ${row.id}`);
  const bytes = (value: number): string => formatBytes(value, 'GB', language);
  const shared = {
    id: row.id,
    source: row.source,
    sourceName: nameOf(row.source, language),
    url: row.url,
    run: runOf(row, language, translate),
    predicted: bytes(prediction.predicted),
    note: row.note[language],
  };
  if (prediction.kind === 'bytes') {
    const sign = prediction.relativeError < 0 ? '−' : '+';
    return {
      ...shared,
      measured: bytes(prediction.measured),
      error: sign + formatPercent(Math.abs(prediction.relativeError), language),
      wide: Math.abs(prediction.relativeError) > BAND,
    };
  }
  const measured =
    prediction.kind === 'gpus'
      ? translate('figure.cards', { count: prediction.gpus })
      : translate(prediction.fits ? 'checkedRuns.ran' : 'checkedRuns.outOfMemory', {
          memory: bytes(prediction.memory),
        });
  return {
    ...shared,
    predicted:
      prediction.kind === 'gpus' && prediction.predictedGpus !== null
        ? translate('figure.cards', { count: prediction.predictedGpus })
        : shared.predicted,
    measured,
    error: translate(prediction.right ? 'checkedRuns.right' : 'checkedRuns.wrong'),
    wide: !prediction.right,
  };
}

/** A run in one line: model, method, precision, tokens, recomputation. */
function runOf({ model, setup }: MeasurementFact, language: Language, translate: Translate): string {
  if (!model || !setup) return '';
  const tokens = `${formatNumber(setup.batch, language)} × ${formatNumber(setup.sequence, language)}`;
  const parts = [model.name, methodOf(setup, translate), setup.precision, tokens];
  if (setup.recompute !== 'none') parts.push(translate(`checkedRuns.recompute.${setup.recompute}`));
  if (setup.gpus > 1) parts.push(translate('figure.cards', { count: setup.gpus }));
  return parts.join(' · ');
}

function methodOf(setup: DetailedSetup, translate: Translate): string {
  const name = translate(`method.${setup.method}`);
  if (setup.method === 'lora' || setup.method === 'qlora' || setup.method === 'dora')
    return `${name} r=${setup.rank} ${setup.targets.join(',')}`;
  if (setup.method === 'prefix' || setup.method === 'prompt') return `${name} ${setup.tokens}`;
  return name;
}
