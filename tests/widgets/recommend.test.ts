import { describe, expect, it } from 'vitest';
import { GPUS, gpuById } from '../../src/facts/gpus';
import { modelById } from '../../src/facts/models';
import { LANGUAGES } from '../../src/i18n/languages';
import { messagesOf } from '../../src/i18n/messages';
import { translator } from '../../src/i18n/translate';
import { AMOUNTS, LATENCIES, recommend, TASKS } from '../../src/theory/recommend';
import { SHARED_MESSAGES } from '../../src/widgets/base/sharedMessages';
import { initialState, readState } from '../../src/widgets/base/state';
import { DECISION_GUIDE_SCHEMA, describeDecisionGuide } from '../../src/widgets/decision-guide/describe';
import { describeCalculator } from '../../src/widgets/memory-calculator/describe';
import {
  CALCULATOR_MODELS,
  CALCULATOR_SCHEMA,
  type CalculatorState,
} from '../../src/widgets/shared/calculatorState';

const around = (language: (typeof LANGUAGES)[number], section: string) => ({
  language,
  translate: translator(language, messagesOf(language, [...SHARED_MESSAGES, section])),
});
const ask = (query: string) => {
  const { gpu, model, ...rest } = readState(DECISION_GUIDE_SCHEMA, query).state;
  return recommend({ ...rest, architecture: modelById(model).architecture, memory: gpuById(gpu).memory });
};
const states = GPUS.flatMap(({ id: gpu }) =>
  CALCULATOR_MODELS.flatMap(({ id: model }) =>
    AMOUNTS.flatMap((data) =>
      TASKS.flatMap((tasks) => LATENCIES.map((latency) => ({ gpu, model, data, tasks, latency }))),
    ),
  ),
);

describe('the recommendation', () => {
  it('fits the card, or says that nothing does, whatever is asked', () => {
    for (const { gpu, model, ...rest } of states) {
      const { memory } = gpuById(gpu);
      const { architecture } = modelById(model);
      const { choice, options, reasons, cards } = recommend({ ...rest, architecture, memory });
      if (choice === null) {
        expect(options.filter((each) => each.fits && each.method !== 'full').length).toBeLessThan(2);
        expect(options.find(({ method }) => method === 'qlora')?.fits).toBe(false);
        expect(reasons.caution).toBe(cards === null ? 'never' : 'cards');
        if (cards !== null) expect(cards).toBeGreaterThan(1);
      } else {
        expect(choice.total).toBeLessThanOrEqual(memory);
        expect(choice.trainable).toBeGreaterThan(0);
        expect(options).toContain(choice);
        expect(cards).toBe(null);
      }
    }
  });

  it('is full fine-tuning where there is much to learn, one task, and room', () => {
    expect(ask('gpu=h200-141g&data=corpus').choice?.method).toBe('full');
    expect(ask('gpu=h200-141g&data=corpus&tasks=few').choice?.method).toBe('lora');
    expect(ask('gpu=h200-141g&data=thousands').choice?.method).toBe('lora');
  });

  it('is LoRA on a gaming card at 7 B, and QLoRA at 65 B on 48 GB', () => {
    expect(ask('').choice).toMatchObject({ method: 'lora', rank: 16 });
    expect(ask('gpu=rtx-a6000-48g&model=llama-65b').choice).toMatchObject({ method: 'qlora', rank: 16 });
    expect(ask('gpu=rtx-a6000-48g&model=llama-65b').reasons.memory).toBe('quantized');
  });

  it('lowers the rank where only that lets QLoRA fit: 65 B on 48 GB with rank 64 does not (E5)', () => {
    const { choice, reasons } = ask('gpu=rtx-a6000-48g&model=llama-65b&data=corpus');
    expect(choice).toMatchObject({ method: 'qlora', rank: 16 });
    expect(reasons.memory).toBe('lowered');
  });

  it('is (IA)³ for dozens of small tasks in a hurry, and quantized LoRA where that does not fit', () => {
    const query = 'data=hundreds&tasks=many&latency=strict';
    expect(ask(query).choice?.method).toBe('ia3');
    expect(ask(query).reasons.serving).toBe('scales');
    expect(ask(`${query}&model=llama-13b`).choice).toMatchObject({ method: 'qlora', rank: 8 });
  });

  it('counts the cards where one is not enough', () => {
    const { choice, cards } = ask('gpu=rtx-3060-12g&model=llama-33b');
    expect(choice).toBe(null);
    expect(cards).toBe(4);
  });
});

describe.each(LANGUAGES)('the guide in %s', (language) => {
  it('has words for every state, and opens the calculator with the same memory', () => {
    for (const state of states.filter((_, index) => index % 17 === 0)) {
      const { result, reasons, query, rows, head, bars } = describeDecisionGuide(
        state,
        around(language, 'decisionGuide'),
      );
      for (const text of [result, ...reasons]) expect(text).not.toMatch(/\{|decisionGuide/);
      expect(reasons).toHaveLength(4);
      for (const row of rows) expect(row.cells).toHaveLength(head.length - 1);
      const read = readState<CalculatorState>(CALCULATOR_SCHEMA, query);
      expect(read.problems).toEqual({});
      const { gpu, model, ...rest } = state;
      const { choice } = recommend({
        ...rest,
        architecture: modelById(model).architecture,
        memory: gpuById(gpu).memory,
      });
      if (choice) {
        expect(describeCalculator(read.state, around(language, 'calculator')).terms.total).toBe(choice.total);
        expect(bars.bars.find(({ key }) => key === choice.method)?.label).toMatch(/^★/);
      }
    }
  });

  it('names model and card', () => {
    const { result } = describeDecisionGuide(
      initialState(DECISION_GUIDE_SCHEMA),
      around(language, 'decisionGuide'),
    );
    expect(result).toContain('LLaMA 7B');
    expect(result).toContain('RTX 3090');
  });
});
