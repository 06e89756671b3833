import { describe, expect, it } from 'vitest';
import { COSTS, COSTS_CARD, COSTS_SEQUENCE } from '../../src/facts/costs';
import { gpuById } from '../../src/facts/gpus';
import { modelById } from '../../src/facts/models';
import { ATTENTION_MATRICES } from '../../src/theory/architecture';
import { countCards, fewestShardedGpus, MOST_CARDS, shardedMemory } from '../../src/theory/cards';
import { fewestPowerOfTwoGpus } from '../../src/theory/fit';
import { slideMemory } from '../../src/theory/memory';
import { shardedStates, ZERO_STAGES } from '../../src/theory/zero';

const CARD = gpuById(COSTS_CARD).memory;
const setup = (model: string, method: 'full' | 'lora' | 'qlora', batch = 1) => ({
  architecture: modelById(model).architecture,
  method,
  rank: 16,
  targets: ATTENTION_MATRICES,
  batch,
  sequence: COSTS_SEQUENCE,
});

describe('the formula under ZeRO’s stages', () => {
  it('is the slides’ own at stage 3, and at every stage on one card', () => {
    const seven = setup('llama-7b', 'lora', 4);
    expect(shardedMemory({ ...seven, gpus: 8 }, 3)).toEqual(slideMemory({ ...seven, gpus: 8 }));
    for (const stage of ZERO_STAGES)
      expect(shardedMemory({ ...seven, gpus: 1 }, stage).total).toBeCloseTo(
        slideMemory({ ...seven, gpus: 1 }).total,
        0,
      );
  });

  it('divides a fully trained model’s states as ZeRO does', () => {
    for (const stage of ZERO_STAGES) {
      const memory = shardedMemory({ ...setup('llama-13b', 'full'), gpus: 8 }, stage);
      const states = shardedStates(memory.parameters, stage, 8);
      expect(memory.weights).toBe(states.weights);
      expect(memory.gradients).toBe(states.gradients);
      expect(memory.optimizer).toBe(states.optimizer);
      const { weights, gradients, optimizer, activations, logits, other, total } = memory;
      expect(weights + gradients + optimizer + activations + logits + other).toBeCloseTo(total, 0);
    }
  });
});

describe('the number of cards', () => {
  it.each(COSTS.map((row) => [row.method, row.model, row] as const))(
    'is the slides’ for %s of %s',
    (_method, _model, row) => {
      const run = setup(row.model, row.method, row.batch);
      expect(fewestShardedGpus(run, 3, CARD)).toBe(row.gpus);
      expect(fewestPowerOfTwoGpus(run, CARD)).toBe(row.gpus);
    },
  );

  it('does not exist where the frozen weights are not divided', () => {
    for (const stage of [0, 1, 2] as const) {
      const count = countCards(setup('llama-65b', 'lora'), stage, CARD);
      expect(count.gpus).toBeNull();
      expect(count.tried).toBe(MOST_CARDS);
      expect(count.term).toBe('weights');
    }
  });

  it('comes with the term that decides', () => {
    const full = countCards(setup('llama-13b', 'full', 8), 3, CARD);
    expect([full.gpus, full.tried, full.term]).toEqual([4, 2, 'optimizer']);
    expect(full.memory.total).toBeLessThanOrEqual(CARD);
    expect(full.triedMemory.total).toBeGreaterThan(CARD);
    const one = countCards(setup('llama-7b', 'lora', 16), 3, CARD);
    expect([one.gpus, one.tried, one.term]).toEqual([1, 1, 'weights']);
    const wide = countCards(setup('llama-7b', 'lora', 512), 3, CARD);
    expect(wide.gpus).toBeNull();
    expect(wide.term).toBe('logits');
  });

  it('refuses a stage that does not exist', () => {
    expect(() => shardedMemory({ ...setup('llama-7b', 'full'), gpus: 2 }, 4 as never)).toThrow('stage');
  });
});
