import { describe, expect, it } from 'vitest';
import { smallBytes } from '../../src/i18n/format';
import { LANGUAGES } from '../../src/i18n/languages';
import { messagesOf } from '../../src/i18n/messages';
import { translator } from '../../src/i18n/translate';
import { SHARED_MESSAGES } from '../../src/widgets/base/sharedMessages';
import { initialState, readState } from '../../src/widgets/base/state';
import {
  DRAWN_METHODS,
  DRAWN_MODELS,
  describeLayerMethods,
  LAYER_METHODS_SCHEMA,
} from '../../src/widgets/layer-methods/describe';
import {
  ADAPTERS_Y,
  ATTENTION,
  bottleneckAt,
  factorsOf,
  HEIGHT,
  INPUT,
  KEYS_AND_VALUES,
  LAYER,
  MATRICES,
  NAMES,
  NORMS,
  SCALES,
  WIDTH,
} from '../../src/widgets/layer-methods/layout';

const around = (language: (typeof LANGUAGES)[number]) => ({
  language,
  translate: translator(language, messagesOf(language, [...SHARED_MESSAGES, 'layerMethods'])),
});
const at = (query: string) => readState(LAYER_METHODS_SCHEMA, query).state;

describe.each(LANGUAGES)('the methods of a layer in %s', (language) => {
  it('are described for every model, with exact counts', () => {
    for (const { id } of DRAWN_MODELS) {
      const { facts, rows, head, result } = describeLayerMethods(at(`model=${id}`), around(language));
      expect(facts.map(({ method }) => method)).toEqual(DRAWN_METHODS);
      expect(rows).toHaveLength(DRAWN_METHODS.length);
      for (const row of rows) expect(row.cells).toHaveLength(head.length - 1);
      for (const text of [result, ...facts.map(({ use }) => use)])
        expect(text).not.toMatch(/\{|layerMethods/);
    }
  });

  it('speaks of one method alone, and compares several', () => {
    const one = describeLayerMethods(at('methods=ia3'), around(language)).result;
    expect(one).toContain('614,400');
    const several = describeLayerMethods(initialState(LAYER_METHODS_SCHEMA), around(language)).result;
    expect(several).toContain('81,920');
    expect(several).toContain('33,820,672');
  });
});

describe('the description', () => {
  it('follows rank, width and length', () => {
    const trained = (query: string) =>
      describeLayerMethods(at(query), around('en')).facts.map(({ trainable }) => trainable.value);
    expect(trained('')).toEqual([6_738_415_616, 16_777_216, 33_820_672, 5_242_880, 81_920, 614_400]);
    expect(trained('rank=32&bottleneck=32&tokens=10')[1]).toBe(33_554_432);
    expect(trained('rank=32&bottleneck=32&tokens=10')[3]).toBe(2_621_440);
  });

  it('writes small files in small units', () => {
    expect(smallBytes(163_840, 'en')).toBe('164\u202fkB');
    expect(smallBytes(1_228_800, 'en')).toBe('1.2\u202fMB');
    expect(smallBytes(33_554_432, 'en')).toBe('34\u202fMB');
    expect(smallBytes(13.5e9, 'en')).toBe('13.5\u202fGB');
  });
});

describe('the drawing', () => {
  const boxes = [
    LAYER,
    ATTENTION,
    ...NORMS,
    ...MATRICES,
    ...MATRICES.slice(0, 4).flatMap(factorsOf),
    ...[INPUT, ...KEYS_AND_VALUES].flatMap(({ added, own }) => [...added, ...own]),
  ];

  it('stays inside its frame', () => {
    for (const { x, y, width, height } of boxes) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(WIDTH);
      expect(y + height).toBeLessThanOrEqual(HEIGHT);
    }
  });

  it('lets no matrix overlap another', () => {
    for (const one of MATRICES) {
      for (const other of MATRICES) {
        if (one === other) continue;
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect(apart, `${one.name} ${other.name}`).toBe(true);
      }
    }
  });

  it('has a place and a name for every method that adds something', () => {
    expect(new Set(NAMES.map(({ method }) => method))).toEqual(
      new Set(DRAWN_METHODS.filter((method) => method !== 'full')),
    );
    expect(ADAPTERS_Y).toHaveLength(2);
    expect(SCALES).toHaveLength(3);
    expect(bottleneckAt(0).down.split(' ')).toHaveLength(4);
  });
});
