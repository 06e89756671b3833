import { COSTS, type CostRow, costRow } from '../../facts/costs';
import { modelById } from '../../facts/models';
import { formatNumber } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import { formatList } from '../../i18n/list';
import type { Translate } from '../../i18n/translate';
import type { CardHours } from '../../scenes/cardHoursLayout';
import { breakEvenWaiting, gpuHours, runCost } from '../../theory/cost';
import type { Quantity } from '../base/barsFigure';
import { choice, type Schema } from '../base/state';
import { SIZES, type Size } from '../shared/textbookModels';
import { amountField } from './amount';

export interface GpuHoursState {
  readonly size: 'all' | Size;
  /** Of one card for one hour, in the reader's currency. */
  readonly price: number;
  /** What an hour of waiting is worth, in the same currency. */
  readonly waiting: number;
}

export const GPU_HOURS_SCHEMA = {
  size: choice<GpuHoursState['size']>('all', ['all', ...SIZES]),
  price: amountField(2, 0.01, 10_000),
  waiting: amountField(0, 0, 1_000_000),
} satisfies Schema<GpuHoursState>;

export interface GpuHoursDescription {
  readonly chart: CardHours;
  readonly result: string;
  readonly head: readonly string[];
  readonly rows: readonly {
    readonly key: string;
    readonly header: string;
    readonly cells: readonly Quantity[];
  }[];
}

interface Around {
  readonly language: Language;
  readonly translate: Translate;
}

/** Both tables of the slides as areas, with what they cost at the reader's price. */
export function describeGpuHours(state: GpuHoursState, around: Around): GpuHoursDescription {
  const { language, translate } = around;
  const shown = state.size === 'all' ? SIZES : [state.size];
  const nameOf = (size: Size): string => modelById(size).name;
  const cost = (row: CostRow): number => runCost(row, state.price, state.waiting);
  const money = (value: number): string => formatMoney(value, language);
  return {
    chart: {
      groups: shown.map((size) => {
        const [full, lora] = pairOf(size);
        return {
          key: size,
          label: translate('gpuHours.group', {
            model: nameOf(size),
            ratio: formatNumber(gpuHours(full) / gpuHours(lora), language, 1),
          }),
          runs: [full, lora].map((row) => ({
            key: `${row.method}-${size}`,
            kind: row.method,
            cards: row.gpus,
            hours: row.hours,
            label: translate('gpuHours.run', {
              method: methodName(row, translate),
              cards: row.gpus,
              hours: formatNumber(row.hours, language, 1),
              product: formatNumber(gpuHours(row), language, 1),
              cost: money(cost(row)),
            }),
          })),
        };
      }),
      unit: translate('gpuHours.hourUnit'),
    },
    result: state.size === 'all' ? resultOfAll(state, around) : resultOfOne(state.size, state, around),
    head: ['run', 'gpus', 'batch', 'hours', 'gpuHours', 'cost'].map((name) =>
      translate(`gpuHours.head.${name}`),
    ),
    rows: COSTS.map((row) => ({
      key: `${row.method}-${row.model}`,
      header: `${nameOf(row.model)} · ${methodName(row, translate)}`,
      cells: [
        { name: 'gpus', value: row.gpus, text: formatNumber(row.gpus, language) },
        { name: 'batch', value: row.batch, text: formatNumber(row.batch, language) },
        { name: 'hours', value: row.hours, text: formatNumber(row.hours, language, 1) },
        { name: 'gpu-hours', value: gpuHours(row), text: formatNumber(gpuHours(row), language, 1) },
        { name: 'cost', value: cost(row), text: money(cost(row)) },
      ],
    })),
  };
}

function resultOfAll(state: GpuHoursState, { language, translate }: Around): string {
  const cheaper = SIZES.filter((size) => {
    const [full, lora] = pairOf(size);
    return runCost(lora, state.price, state.waiting) <= runCost(full, state.price, state.waiting);
  });
  const [full, lora] = pairOf('llama-65b');
  const values = {
    price: formatMoney(state.price, language),
    waiting: formatMoney(state.waiting, language),
    lora: formatMoney(runCost(lora, state.price, state.waiting), language),
    full: formatMoney(runCost(full, state.price, state.waiting), language),
    slower: namesOf(
      SIZES.filter((size) => costRow(size, 'lora').hours > costRow(size, 'full').hours),
      language,
    ),
  };
  if (cheaper.length === SIZES.length)
    return translate(state.waiting === 0 ? 'gpuHours.result.all' : 'gpuHours.result.allWaiting', values);
  return translate('gpuHours.result.some', {
    ...values,
    cheaper: namesOf(cheaper, language),
    dearer: namesOf(
      SIZES.filter((size) => !cheaper.includes(size)),
      language,
    ),
  });
}

function resultOfOne(size: Size, state: GpuHoursState, { language, translate }: Around): string {
  const [full, lora] = pairOf(size);
  const breakEven = breakEvenWaiting(lora, full);
  const values = {
    model: modelById(size).name,
    lora: formatMoney(runCost(lora, state.price, state.waiting), language),
    full: formatMoney(runCost(full, state.price, state.waiting), language),
    longer: formatNumber(Math.abs(lora.hours - full.hours), language, 1),
  };
  if (breakEven === null) return translate('gpuHours.result.faster', values);
  return translate('gpuHours.result.slower', {
    ...values,
    limit: formatMoney(breakEven * state.price, language),
    times: formatNumber(breakEven, language, 1),
  });
}

/** Full fine-tuning and LoRA of one size. */
function pairOf(size: Size): readonly [CostRow, CostRow] {
  return [costRow(size, 'full'), costRow(size, 'lora')];
}

/** “13B, 33B, and 65B”. */
function namesOf(sizes: readonly Size[], language: Language): string {
  return formatList(
    sizes.map((size) => modelById(size).name.replace('LLaMA ', '')),
    language,
  );
}

/** A label on a phone has no room for “full fine-tuning”. */
const methodName = ({ method }: CostRow, translate: Translate): string =>
  translate(method === 'full' ? 'gpuHours.full' : 'method.lora');

/** Two places after the point, fewer where they no longer matter. */
function formatMoney(value: number, language: Language): string {
  return formatNumber(value, language, value < 1000 ? 2 : 0);
}
