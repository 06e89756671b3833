import { COSTS, COSTS_CARD, COSTS_SEQUENCE } from '../../facts/costs';
import { gpuById } from '../../facts/gpus';
import { modelById } from '../../facts/models';
import { formatNumber } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import { countRun, countText, type Run, reasonOf } from './describe';
import type { HowManyCardsState } from './state';

/** One row of the slides' tables beside what the formula says of it. */
export interface ComparedRow {
  readonly key: string;
  readonly run: Run;
  readonly header: string;
  readonly batch: number;
  /** The slides' number of cards. */
  readonly stated: number;
  /** The formula's; 0 where no number is enough. */
  readonly counted: number;
  readonly countedText: string;
  readonly same: boolean;
  readonly verdict: string;
  readonly why: string;
  /** Whether the reader's own run is this one. */
  readonly chosen: boolean;
}

export interface ComparedTable {
  readonly rows: readonly ComparedRow[];
  readonly summary: string;
}

/** Every row of the tables, each at its own batch, on the reader's card, sequence length and ZeRO stage. */
export function compareTable(
  state: HowManyCardsState,
  around: { language: Language; translate: Translate },
): ComparedTable {
  const { language, translate } = around;
  const memory = gpuById(state.gpu).memory;
  const rows = COSTS.map((row): ComparedRow => {
    const count = countRun(row, state);
    const same = count.gpus === row.gpus;
    return {
      key: `${row.method}-${row.model}`,
      run: { model: row.model, method: row.method, batch: row.batch },
      header: `${modelById(row.model).name} · ${translate(row.method === 'full' ? 'howManyCards.full' : 'method.lora')}`,
      batch: row.batch,
      stated: row.gpus,
      counted: count.gpus ?? 0,
      countedText: countText(count, around),
      same,
      verdict: translate(same ? 'howManyCards.same' : 'howManyCards.differs'),
      why: reasonOf(count, memory, around),
      chosen: row.model === state.model && row.method === state.method && row.batch === state.batch,
    };
  });
  const asTheirs =
    state.gpu === COSTS_CARD && state.zero === '3' && state.sequence === COSTS_SEQUENCE
      ? 'asTheirs'
      : 'changed';
  return {
    rows,
    summary: translate(`howManyCards.summary.${asTheirs}`, {
      right: rows.filter((row) => row.same).length,
      rows: rows.length,
      card: gpuById(COSTS_CARD).name,
      sequence: formatNumber(COSTS_SEQUENCE, language),
    }),
  };
}
