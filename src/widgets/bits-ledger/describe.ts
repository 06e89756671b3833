import { modelById } from '../../facts/models';
import { formatBytes, formatPlain } from '../../i18n/format';
import { BYTES_PER_WEIGHT_4BIT } from '../../theory/memory';
import { countParameters } from '../../theory/parameters';
import { type BlockSizes, bitsLedger, quantizedModelBytes } from '../../theory/quantization/bits';
import { GB } from '../../theory/units';
import type { Describe, Quantity } from '../base/barsFigure';
import { choice, integer, type Schema } from '../base/state';
import { SIZES, type Size } from '../shared/textbookModels';

export interface BitsLedgerState {
  readonly model: Size;
  readonly block: number;
  readonly constants: number;
}

export const BITS_LEDGER_SCHEMA = {
  model: choice<Size>('llama-7b', SIZES),
  block: integer(64, [16, 32, 64, 128, 256, 512, 1024, 2048, 4096]),
  constants: integer(256, [16, 32, 64, 128, 256, 512, 1024]),
} satisfies Schema<BitsLedgerState>;

/** What each entry of the ledger is drawn with; sums have no swatch. */
export const LEDGER_ENTRIES = [
  { name: 'codes', ink: 'frozen' },
  { name: 'first', ink: 'constants' },
  { name: 'second', ink: 'constants' },
  { name: 'bits', ink: null },
  { name: 'quantized', ink: null },
  { name: 'rest', ink: 'sixteen' },
  { name: 'total', ink: null },
] as const;

/** Bits a weight, entry by entry, with and without double quantization, and the model's weights that come of it. */
export const describeBitsLedger: Describe<BitsLedgerState> = (state, { language, translate }) => {
  const { architecture, name } = modelById(state.model);
  const blocks: BlockSizes = { block: state.block, constantBlock: state.constants };
  const columns = [false, true].map((double) => ({
    double,
    bits: bitsLedger(blocks, double),
    memory: quantizedModelBytes(architecture, blocks, double),
  }));
  const bytes = (value: number): string => formatBytes(value, 'GB', language, 2);
  const bits = (value: number): string => formatPlain(value, language, value < 0.01 ? 5 : 3);
  const slide = BYTES_PER_WEIGHT_4BIT * countParameters(architecture).total;
  const { block, constantBlock } = blocks;

  const cellOf = (entry: (typeof LEDGER_ENTRIES)[number]['name'], column: (typeof columns)[number]) => {
    const { double, bits: each, memory } = column;
    const shown = (value: number, text: string): Quantity => ({ name: `ledger-${entry}`, value, text });
    switch (entry) {
      case 'codes':
        return shown(each.codes, bits(each.codes));
      case 'first':
        return shown(each.first, `${double ? 8 : 32}/${block} = ${bits(each.first)}`);
      case 'second':
        return shown(each.second, double ? `32/(${block}·${constantBlock}) = ${bits(each.second)}` : bits(0));
      case 'bits':
        return shown(each.total, bits(each.total));
      default:
        return shown(memory[entry], bytes(memory[entry]));
    }
  };
  const [single, double] = columns;
  return {
    bars: {
      bars: [
        {
          key: 'slide',
          label: `${translate('bitsLedger.bars.slide')} · ${bytes(slide)}`,
          parts: [
            { term: 'ledger-codes', ink: 'frozen', value: slide },
            { term: 'ledger-first', ink: 'constants', value: 0 },
            { term: 'ledger-second', ink: 'constants', value: 0 },
            { term: 'ledger-rest', ink: 'sixteen', value: 0 },
          ],
        },
        ...columns.map(({ double: twice, memory }) => ({
          key: twice ? 'double' : 'single',
          label: `${translate(`bitsLedger.bars.${twice ? 'double' : 'single'}`)} · ${bytes(memory.total)}`,
          parts: [
            { term: 'ledger-codes', ink: 'frozen', value: memory.codes },
            { term: 'ledger-first', ink: 'constants', value: memory.first },
            { term: 'ledger-second', ink: 'constants', value: memory.second },
            { term: 'ledger-rest', ink: 'sixteen', value: memory.rest },
          ],
        })),
      ],
      capacity: null,
      unit: { size: GB, label: 'GB' },
    },
    result: translate('bitsLedger.result', {
      model: name,
      block: state.block,
      single: bits(single?.bits.total ?? 0),
      double: bits(double?.bits.total ?? 0),
      saved: bytes((single?.memory.total ?? 0) - (double?.memory.total ?? 0)),
      total: bytes(double?.memory.total ?? 0),
      slide: bytes(slide),
    }),
    head: ['entry', 'single', 'double'].map((column) => translate(`bitsLedger.head.${column}`)),
    rows: LEDGER_ENTRIES.map(({ name: entry }) => ({
      header: translate(`bitsLedger.entries.${entry}`),
      cells: columns.map((column) => cellOf(entry, column)),
    })),
  };
};
