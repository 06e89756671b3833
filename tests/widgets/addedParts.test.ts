import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { messagesOf } from '../../src/i18n/messages';
import { translator } from '../../src/i18n/translate';
import type { Sketch } from '../../src/scenes/sketch';
import { prefixExample } from '../../src/theory/prefixExample';
import { ADAPTER_SIZE_SCHEMA, describeAdapterSize } from '../../src/widgets/adapter-size/describe';
import { SHARED_MESSAGES } from '../../src/widgets/base/sharedMessages';
import { initialState, readState } from '../../src/widgets/base/state';
import {
  BOTTLENECK_SCHEMA,
  describeBottleneck,
  exampleOf,
  STEPS,
} from '../../src/widgets/bottleneck/describe';
import { scaleOf } from '../../src/widgets/bottleneck/layout';
import {
  describePrefixAttention,
  PREFIX_ATTENTION_SCHEMA,
} from '../../src/widgets/prefix-attention/describe';
import { describePromptCounts, PROMPT_COUNTS_SCHEMA } from '../../src/widgets/prompt-counts/describe';
import { ATTENTION_MODELS } from '../../src/widgets/shared/attentionModels';

/** As in the browser: with the messages that the page carries for this widget and no others. */
const around = (language: (typeof LANGUAGES)[number], section: string) => ({
  language,
  translate: translator(language, messagesOf(language, [...SHARED_MESSAGES, section])),
});

/** Cells and bars keep inside the drawing, and no number is NaN. */
function expectInside({ width, height, shapes }: Sketch): void {
  for (const { tag, attributes } of shapes) {
    for (const value of Object.values(attributes))
      expect(String(value)).not.toMatch(/NaN|Infinity|undefined/);
    if (tag !== 'rect') continue;
    expect(Number(attributes['x'])).toBeGreaterThanOrEqual(0);
    expect(Number(attributes['x']) + Number(attributes['width'])).toBeLessThanOrEqual(width + 0.5);
    expect(Number(attributes['y']) + Number(attributes['height'])).toBeLessThanOrEqual(height);
  }
}

describe.each(LANGUAGES)('in %s', (language) => {
  it('the bottleneck has a picture, a sentence and a table at every step and setting', () => {
    const words = around(language, 'bottleneck');
    for (const step of STEPS) {
      for (const setting of [
        '',
        'sigma=none&start=1',
        'sigma=gelu&size=4&width=1',
        'start=zero&sigma=tanh',
      ]) {
        const { state, problems } = readState(BOTTLENECK_SCHEMA, `step=${step}&${setting}`);
        expect(problems).toEqual({});
        const { draw, result, table } = describeBottleneck(state, words);
        expect(result.length).toBeGreaterThan(10);
        expect(table.rows).toHaveLength(state.size);
        for (const { cells } of table.rows) expect(cells).toHaveLength(table.head.length - 1);
        for (const width of [250, 320, 640]) expectInside(draw(width));
        expect(draw(250).height).toBe(draw(640).height);
      }
    }
  });

  it('the sizes are drawn for every model', () => {
    for (const model of ATTENTION_MODELS) {
      const state = { ...initialState(ADAPTER_SIZE_SCHEMA), model, rank: 1000 };
      const { draw, result, table } = describeAdapterSize(state, around(language, 'adapterSize'));
      expect(result).toContain('1,000');
      expect(table.rows).toHaveLength(12);
      expectInside(draw(250));
      expectInside(draw(640));
    }
  });

  it('the attention is drawn with and without a prefix', () => {
    for (const query of ['', 'length=0', 'length=4&strength=4&row=1']) {
      const { state } = readState(PREFIX_ATTENTION_SCHEMA, query);
      const words = around(language, 'prefixAttention');
      const { draw, result, table } = describePrefixAttention(state, words);
      expect(result).not.toMatch(/\{|NaN/);
      expect(table.rows).toHaveLength(6);
      expect(table.head).toHaveLength(1 + state.length + 6 + 3);
      for (const width of [250, 320, 640]) expectInside(draw(width));
    }
  });

  it('the counts are told for every model', () => {
    for (const model of ATTENTION_MODELS) {
      const state = { ...initialState(PROMPT_COUNTS_SCHEMA), model };
      const { bars, rows, head, result } = describePromptCounts(state, around(language, 'promptCounts'));
      expect(result).toContain('2,018');
      expect(rows).toHaveLength(bars.bars.length);
      for (const row of rows) expect(row.cells).toHaveLength(head.length - 1);
    }
  });
});

describe('the figures agree with the theory', () => {
  it('the example is the identity when W^u is zero, and moves further from larger starts', () => {
    const state = initialState(BOTTLENECK_SCHEMA);
    const distances = (['zero', '0.01', '0.1', '0.3', '1'] as const).map(
      (start) => exampleOf({ ...state, start }).signal.distance,
    );
    expect(distances[0]).toBe(0);
    expect([...distances].sort((a, b) => a - b)).toEqual(distances);
    // Two matrices: ten times the numbers, a hundred times the distance.
    expect((distances[2] ?? 0) / (distances[1] ?? 1)).toBeCloseTo(100, 6);
  });

  it('the example has a number that ReLU cuts', () => {
    expect(exampleOf(initialState(BOTTLENECK_SCHEMA)).signal.bent).toContain(0);
  });

  it('small numbers are shown in a power of ten of their own', () => {
    expect(scaleOf([0.9, -0.5])).toEqual({ factor: 1, power: 0, digits: 1 });
    const small = scaleOf([0.00031, -0.0001]);
    expect(small.power).toBe(-4);
    expect(0.00031 * small.factor).toBeCloseTo(3.1, 10);
    expect(scaleOf([0, 0]).power).toBe(0);
  });

  it('keys of zero still take a share of every token, and strong keys take more of the first', () => {
    const shares = (strength: number) => prefixExample(2, strength).map(({ share }) => share);
    const equal = shares(0);
    expect(equal.every((share) => share > 0)).toBe(true);
    expect(shares(4)[0]).toBeGreaterThan(equal[0] ?? 1);
  });

  it('counts as PEFT does', () => {
    const trained = (query: string, row: number) => {
      const { state } = readState(PROMPT_COUNTS_SCHEMA, query);
      return describePromptCounts(state, around('en', 'promptCounts')).rows[row]?.cells[0]?.value;
    };
    expect(trained('', 0)).toBe(1_966_080);
    expect(trained('', 1)).toBe(7_864_320);
    expect(trained('', 2)).toBe(122_880);
    expect(trained('', 3)).toBe(3_407_872);
    expect(trained('model=llama-7b&tokens=100', 0)).toBe(26_214_400);
    expect(trained('model=llama-7b&tokens=100', 1)).toBe(26_214_400);
  });
});
