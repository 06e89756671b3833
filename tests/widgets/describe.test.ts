import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gpuById } from '../../src/facts/gpus';
import { LANGUAGES } from '../../src/i18n/languages';
import { messagesOf } from '../../src/i18n/messages';
import { translator } from '../../src/i18n/translate';
import { LARGEST_RUN } from '../../src/theory/detailed';
import { SHARED_MESSAGES } from '../../src/widgets/base/sharedMessages';
import { initialState, readState, writeState } from '../../src/widgets/base/state';
import { answersOf } from '../../src/widgets/memory-calculator/answers';
import { describeCalculator } from '../../src/widgets/memory-calculator/describe';
import { describeMethodMemory, METHOD_MEMORY_SCHEMA } from '../../src/widgets/method-memory/describe';
import { describeRecomputation, RECOMPUTATION_SCHEMA } from '../../src/widgets/recomputation/describe';
import { CALCULATOR_SCHEMA, type CalculatorState } from '../../src/widgets/shared/calculatorState';
import { describeZeroStages, ZERO_STAGES_SCHEMA } from '../../src/widgets/zero-stages/describe';

/** As in the browser: with the messages that the page carries for this widget and no others. */
const around = (language: (typeof LANGUAGES)[number], section: string) => ({
  language,
  translate: translator(language, messagesOf(language, [...SHARED_MESSAGES, section])),
});
const at = (query: string) => readState(CALCULATOR_SCHEMA, query).state;
const towers = (query: string) => readState(METHOD_MEMORY_SCHEMA, query).state;
const english = around('en', 'calculator');

describe.each(LANGUAGES)('in %s', (language) => {
  it.each(['full', 'lora', 'qlora'])(
    'the calculator has words for %s that fits and that does not',
    (method) => {
      for (const gpu of ['t4-16g', 'mi300x-192g']) {
        for (const gpus of ['1', '8']) {
          const state = at(`method=${method}&gpu=${gpu}&gpus=${gpus}&model=llama-13b&sequence=32768&batch=4`);
          const { verdict, advice } = describeCalculator(state, around(language, 'calculator'));
          expect(verdict).toContain('LLaMA 13B');
          expect(verdict).toContain(gpuById(gpu).name);
          expect(advice.length).toBeGreaterThan(5);
        }
      }
    },
  );

  it('every other figure describes its first state', () => {
    const figures = [
      describeMethodMemory(initialState(METHOD_MEMORY_SCHEMA), around(language, 'methodMemory')),
      describeZeroStages(initialState(ZERO_STAGES_SCHEMA), around(language, 'zeroStages')),
      describeRecomputation(initialState(RECOMPUTATION_SCHEMA), around(language, 'recomputation')),
    ];
    for (const { result, rows, head, bars } of figures) {
      expect(result).toMatch(/LLaMA 7B/);
      expect(rows.length).toBe(bars.bars.length);
      for (const row of rows) expect(row.cells.length).toBe(head.length - 1);
    }
  });

  it('the bars of methods say which fit: none, some, all', () => {
    const words = around(language, 'methodMemory');
    const results = [
      describeMethodMemory(towers('model=llama-65b&gpus=1&gpu=t4-16g'), words).result,
      describeMethodMemory(towers('model=llama-7b&gpus=1&gpu=rtx-3090-24g'), words).result,
      describeMethodMemory(towers('model=llama-7b&gpus=2&gpu=a800-80g'), words).result,
    ];
    expect(new Set(results).size).toBe(3);
    expect(results[1]).toMatch(/LoRA.*QLoRA/);
  });
});

describe('the calculator', () => {
  it('draws bars that add up to the total that it states', () => {
    for (const query of ['', 'method=lora', 'method=qlora&gpus=4&batch=8&sequence=512&unit=GiB']) {
      const { bars, terms } = describeCalculator(at(query), english);
      const sum = bars.bars[0]?.parts.reduce((total, part) => total + part.value, 0) ?? 0;
      expect(sum).toBeCloseTo(terms.total, -2);
    }
  });

  it('names weights with the frozen and the trained part together', () => {
    const { quantities } = describeCalculator(at('method=lora'), english);
    const value = (name: string) => quantities.get(name)?.value;
    expect(value('weights')).toBe(2 * 6_738_415_616 + 2 * 16_777_216);
    expect(value('trainable')).toBe(16_777_216);
    expect(value('parameters')).toBe(6_738_415_616);
  });

  it('counts a total equal to the memory as fitting, and one byte more as not', () => {
    const { cards, terms } = describeCalculator(at('method=lora'), english);
    for (const { gpu, fits } of cards) expect(fits).toBe(terms.total <= gpu.memory);
    expect(cards.some(({ fits }) => fits) && cards.some(({ fits }) => !fits)).toBe(true);
  });

  it('shows one unit at a time', () => {
    expect(describeCalculator(at('unit=GiB'), english).verdict).not.toMatch(/\dGB|\d GB/);
    expect(describeCalculator(at(''), english).verdict).not.toMatch(/GiB/);
  });
});

describe('the calculator at the edge of what its controls and links allow', () => {
  const edges = [
    '',
    'batch=512&sequence=131072',
    'gpus=1024',
    'batch=512&sequence=131072&attention=eager&recompute=none',
  ];
  const methods = ['full', 'lora', 'qlora', 'prefix', 'adapter'];

  it.each(['llama-65b', 'qwen2.5-72b', 'mixtral-8x7b'])('describes and answers for %s', (model) => {
    for (const edge of edges) {
      for (const method of methods) {
        for (const view of ['slide', 'detailed']) {
          const state = at(`view=${view}&model=${model}&method=${method}&${edge}`);
          expect(describeCalculator(state, english).verdict).not.toBe('');
          const { changes } = answersOf(state, english);
          for (const { patch } of changes) {
            const query = writeState<CalculatorState>(CALCULATOR_SCHEMA, { ...state, ...patch }).toString();
            expect(readState<CalculatorState>(CALCULATOR_SCHEMA, query).problems).toEqual({});
          }
        }
      }
    }
  });

  it('takes any model that a link can bring, or refuses it', () => {
    const size = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 999_999_999 }));
    const custom = fc
      .tuple(
        fc.array(size, { minLength: 12, maxLength: 12 }),
        fc.array(fc.constantFrom('0', '1'), { minLength: 12, maxLength: 12 }),
      )
      .map(([sizes, flags]) => `${sizes.join('.')}.${flags.join('')}`);
    fc.assert(
      fc.property(custom, fc.constantFrom(...edges), (text, edge) => {
        const state = at(`view=detailed&method=lora&model=custom&custom=${text}&${edge}`);
        const { terms, verdict } = describeCalculator(state, english);
        expect(Number.isFinite(terms.total)).toBe(true);
        expect(verdict).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses a model of few parameters whose attention alone is beyond counting', () => {
    const manyHeads = '3152614.8.6.6.89.1.1.1.1.4.4.94.010000000000';
    const { problems, state } = readState<CalculatorState>(
      CALCULATOR_SCHEMA,
      `model=custom&custom=${manyHeads}`,
    );
    expect(problems.custom?.kind).toBe('choice');
    expect(describeCalculator(state, english).verdict).not.toBe('');
  });

  it('knows no larger run than models are held against', () => {
    for (const name of ['batch', 'sequence'] as const) {
      const most = LARGEST_RUN[name];
      expect(at(`${name}=${most}`)[name]).toBe(most);
      const { problems } = readState<CalculatorState>(CALCULATOR_SCHEMA, `${name}=${most + 1}`);
      expect(problems[name]).toMatchObject({ kind: 'range', max: most });
    }
  });

  it('drops a kept set-up that has a problem, and says so', () => {
    const read = readState<CalculatorState>(CALCULATOR_SCHEMA, 'beside=v%3D2%26batch%3D4');
    expect(read.state.beside).toBe('');
    expect(read.problems.beside?.kind).toBe('choice');
  });
});
