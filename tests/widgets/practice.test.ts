import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { messagesOf } from '../../src/i18n/messages';
import { translator } from '../../src/i18n/translate';
import { SHARED_MESSAGES } from '../../src/widgets/base/sharedMessages';
import { initialState, readState } from '../../src/widgets/base/state';
import { describeGpuHours, GPU_HOURS_SCHEMA } from '../../src/widgets/gpu-hours/describe';
import { cardsToShow, describeHowManyCards } from '../../src/widgets/how-many-cards/describe';
import { HOW_MANY_CARDS_SCHEMA } from '../../src/widgets/how-many-cards/state';
import { compareTable } from '../../src/widgets/how-many-cards/tableRows';
import { SIZES } from '../../src/widgets/shared/textbookModels';

/** As in the browser: with the messages that the page carries for this widget and no others. */
const around = (language: (typeof LANGUAGES)[number], section: string) => ({
  language,
  translate: translator(language, messagesOf(language, [...SHARED_MESSAGES, section])),
});
const hours = (query: string) => readState(GPU_HOURS_SCHEMA, query);
const cards = (query: string) => readState(HOW_MANY_CARDS_SCHEMA, query).state;

describe.each(LANGUAGES)('card-hours in %s', (language) => {
  const words = around(language, 'gpuHours');

  it('has words for every size, at no waiting and at much', () => {
    const results = ['', 'waiting=10', 'waiting=20', 'waiting=1000', ...SIZES.map((size) => `size=${size}`)]
      .map((query) => describeGpuHours(hours(query).state, words))
      .map(({ result, rows, head }) => {
        expect(rows).toHaveLength(8);
        for (const row of rows) expect(row.cells.length).toBe(head.length - 1);
        return result;
      });
    expect(new Set(results).size).toBe(results.length);
  });

  it('multiplies by the reader’s price', () => {
    const at = (price: string) =>
      describeGpuHours(hours(`price=${price}`).state, words).rows[6]?.cells.at(-1);
    expect(at('2')?.value).toBeCloseTo(358.4, 8);
    expect(at('0.5')?.value).toBeCloseTo(89.6, 8);
  });
});

describe('an amount of money', () => {
  it.each([
    ['2', 2],
    ['1.85', 1.85],
    ['.5', 0.5],
    [' 1,200 ', 1200],
  ])('“%s” is read', (text, value) => {
    expect(GPU_HOURS_SCHEMA.price.parse(text)).toEqual({ value });
  });

  it.each([
    ['', 'number'],
    ['two', 'number'],
    ['-1', 'number'],
    ['1e3', 'number'],
    ['1,85', 'number'],
    ['0', 'range'],
    ['99999', 'range'],
  ])('“%s” is refused', (text, kind) => {
    expect(GPU_HOURS_SCHEMA.price.parse(text)).toMatchObject({ problem: { kind } });
  });

  it('is kept by a link', () => {
    expect(hours('v=1&price=1.85&waiting=12').state).toEqual({ size: 'all', price: 1.85, waiting: 12 });
  });
});

describe.each(LANGUAGES)('how many cards, in %s', (language) => {
  const words = around(language, 'howManyCards');

  it('agrees with all eight rows on the slides’ card, and with fewer on another', () => {
    const table = compareTable(initialState(HOW_MANY_CARDS_SCHEMA), words);
    expect(table.rows.filter((row) => row.same)).toHaveLength(8);
    expect(table.rows.filter((row) => row.chosen).map((row) => row.key)).toEqual(['full-llama-13b']);
    const smaller = compareTable(cards('gpu=rtx-3090-24g'), words);
    expect(smaller.rows.filter((row) => row.same).length).toBeLessThan(8);
    expect(smaller.summary).not.toBe(table.summary);
  });

  it('has words for one card, several, and none', () => {
    const queries = ['method=lora', '', 'method=lora&model=llama-65b&zero=2', 'gpu=t4-16g&batch=256'];
    const results = queries.map((query) => describeHowManyCards(cards(query), words).result);
    expect(new Set(results).size).toBe(results.length);
    for (const query of queries) {
      const { bars, rows, head } = describeHowManyCards(cards(query), words);
      expect(bars.bars).toHaveLength(4);
      expect(rows).toHaveLength(4);
      for (const row of rows) expect(row.cells.length).toBe(head.length - 1);
    }
  });

  it('says when a number between two powers of two would do', () => {
    expect(describeHowManyCards(cards(''), words).result).toContain('3');
    expect(describeHowManyCards(cards('model=llama-7b'), words).result).not.toContain(' 3 ');
  });
});

it('shows the number of cards that fits among those around it', () => {
  expect(cardsToShow(1)).toEqual([1, 2, 4, 8]);
  expect(cardsToShow(2)).toEqual([1, 2, 4, 8]);
  expect(cardsToShow(16)).toEqual([4, 8, 16, 32]);
  expect(cardsToShow(null)).toEqual([1, 4, 32, 1024]);
});
