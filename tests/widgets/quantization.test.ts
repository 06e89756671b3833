import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { messagesOf } from '../../src/i18n/messages';
import { translator } from '../../src/i18n/translate';
import { SHARED_MESSAGES } from '../../src/widgets/base/sharedMessages';
import { initialState, readState, writeState } from '../../src/widgets/base/state';
import { BITS_LEDGER_SCHEMA, describeBitsLedger } from '../../src/widgets/bits-ledger/describe';
import { CODE_SHARES_SCHEMA, describeCodeShares } from '../../src/widgets/code-shares/describe';
import { describeQuantizationLine } from '../../src/widgets/quantization-line/describe';
import {
  QUANTIZATION_LINE_SCHEMA,
  type QuantizationLineState,
  WEIGHT_NAMES,
} from '../../src/widgets/quantization-line/state';

const around = (language: (typeof LANGUAGES)[number], section: string) => ({
  language,
  translate: translator(language, messagesOf(language, [...SHARED_MESSAGES, section])),
});
const line = (query: string) => readState<QuantizationLineState>(QUANTIZATION_LINE_SCHEMA, query).state;
const ledger = (query: string) => readState(BITS_LEDGER_SCHEMA, query).state;

describe.each(LANGUAGES)('in %s', (language) => {
  it('the number lines have a sentence and a row for every weight, in every format and block size', () => {
    for (const format of ['int4', 'fp4', 'nf4']) {
      for (const block of ['2', '4', '8']) {
        for (const w4 of ['-0.88', '-4']) {
          const { blocks, result, head, rows } = describeQuantizationLine(
            line(`format=${format}&block=${block}&w4=${w4}`),
            around(language, 'quantizationLine'),
          );
          expect(result).not.toMatch(/quantizationLine|\{|NaN/);
          expect(blocks).toHaveLength(8 / Number(block));
          expect(rows.map(({ header }) => header)).toEqual([...WEIGHT_NAMES]);
          for (const { cells } of rows) expect(cells).toHaveLength(head.length - 1);
        }
      }
    }
  });

  it('an outlier is told of where there is one, and apart from the blocks that it spares', () => {
    const say = (query: string) =>
      describeQuantizationLine(line(query), around(language, 'quantizationLine')).result;
    const results = [say(''), say('w4=-4'), say('w4=-4&block=8')];
    expect(new Set(results.map((text) => text.length)).size).toBe(3);
  });

  it('the shares of codes have a sentence and sixteen rows in every format', () => {
    for (const format of CODE_SHARES_SCHEMA.format.options) {
      for (const block of [16, 64, 4096]) {
        const { result, rows, model } = describeCodeShares({ format, block }, around(language, 'codeShares'));
        expect(result).not.toMatch(/codeShares|\{|NaN/);
        expect(rows).toHaveLength(16);
        const total = rows.reduce((sum, { cells }) => sum + (cells[1]?.value ?? 0), 0);
        expect(total).toBeCloseTo(1, 12);
        expect(model.levels).toHaveLength(model.shares.length);
      }
    }
  });

  it('the ledger has a row for every entry, and its sums are right', () => {
    const { rows, head, bars, result } = describeBitsLedger(
      initialState(BITS_LEDGER_SCHEMA),
      around(language, 'bitsLedger'),
    );
    expect(result).not.toMatch(/bitsLedger|\{/);
    const value = (row: number, column: number) => rows[row]?.cells[column]?.value ?? Number.NaN;
    for (const { cells } of rows) expect(cells).toHaveLength(head.length - 1);
    for (const column of [0, 1]) {
      expect(value(0, column) + value(1, column) + value(2, column)).toBeCloseTo(value(3, column), 12);
      expect(value(4, column) + value(5, column)).toBeCloseTo(value(6, column), 0);
      const parts = bars.bars[column + 1]?.parts.map((part) => part.value) ?? [];
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(value(6, column), 0);
    }
    expect(rows[3]?.cells.map(({ text }) => text)).toEqual(['4.5', '4.127']);
  });
});

describe('the ledger at its edges', () => {
  it('describes every block that can be typed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 4096 }),
        fc.integer({ min: 16, max: 1024 }),
        (block, constants) => {
          const { rows } = describeBitsLedger(
            ledger(`block=${block}&constants=${constants}&model=llama-65b`),
            around('en', 'bitsLedger'),
          );
          expect(rows[3]?.cells[0]?.value).toBeCloseTo(4 + 32 / block, 12);
          expect(rows[3]?.cells[1]?.value).toBeCloseTo(4 + 8 / block + 32 / (block * constants), 12);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a weight', () => {
  const { w1 } = QUANTIZATION_LINE_SCHEMA;

  it.each([
    ['0.35', 0.35],
    ['-.5', -0.5],
    ['−0.35', -0.35],
    ['+1', 1],
    [' 8 ', 8],
    ['-0', 0],
    ['2.', 2],
  ])('reads %s', (text, value) => {
    expect(w1.parse(text)).toEqual({ value });
  });

  it.each(['', 'a', '1e3', '0,5', '9', '-8.1', '0.123456', '--1', 'Infinity', '.'])(
    'refuses “%s”',
    (text) => {
      expect(w1.parse(text)).toHaveProperty('problem');
    },
  );

  it('comes back from a link as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: -800, max: 800 }), (hundredths) => {
        const state = {
          ...initialState<QuantizationLineState>(QUANTIZATION_LINE_SCHEMA),
          w3: hundredths / 100,
        };
        const query = writeState<QuantizationLineState>(QUANTIZATION_LINE_SCHEMA, state).toString();
        expect(line(query).w3).toBe(state.w3);
      }),
    );
  });

  it('can be reached by a slider to the hundredth, and a slider’s stops ascend', () => {
    expect([...w1.stops].sort((a, b) => a - b)).toEqual(w1.stops);
    for (const name of WEIGHT_NAMES) {
      const { initial, stops } = QUANTIZATION_LINE_SCHEMA[name];
      expect(stops).toContain(initial);
    }
  });
});
