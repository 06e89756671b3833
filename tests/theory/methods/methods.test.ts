import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MODELS } from '../../../src/facts/models';
import { ATTENTION_MATRICES, MATRIX_NAMES, type MatrixName } from '../../../src/theory/architecture';
import { countTrainable, METHODS, type Method, type MethodSetup } from '../../../src/theory/methods';
import { countParameters } from '../../../src/theory/parameters';
import { architectureOf, HOSTILE } from '../architectures';

/** Fields that a method does not look at may hold anything. */
const SETUP: MethodSetup = { method: 'full', rank: 1, targets: [], bottleneck: 1, tokens: 1 };
const UNREAD = { rank: Number.NaN, bottleneck: Number.NaN, tokens: Number.NaN };

const QV: readonly MatrixName[] = ['q', 'v'];

type Row = readonly [model: string, method: Method, setup: Partial<MethodSetup>, count: number, all: number];

/**
 * Facts §3.1 (the printouts reproduced exactly) and §3.2, trainable and all parameters as PEFT 0.21 prints them.
 * LoRA on models without joined matrices stands in parameters.test.ts.
 */
const PEFT: readonly Row[] = [
  ['llama-3.2-1b', 'lora', { rank: 8, targets: ['q'] }, 524_288, 1_236_338_688],
  ['opt-350m', 'lora', { rank: 16, targets: QV }, 1_572_864, 332_769_280],
  ['opt-6.7b', 'lora', { rank: 16, targets: QV }, 8_388_608, 6_666_862_592],
  ['gpt2', 'lora', { rank: 8, targets: ['q', 'k', 'v'] }, 294_912, 124_734_720],
  ['llama-7b', 'dora', { rank: 16, targets: ATTENTION_MATRICES }, 17_301_504, 6_755_717_120],
  ['llama-3.1-8b', 'dora', { rank: 8, targets: MATRIX_NAMES }, 22_347_776, 8_052_609_024],
  ['llama-7b', 'ia3', {}, 614_400, 6_739_030_016],
  ['llama-7b', 'prefix', { tokens: 30 }, 7_864_320, 6_746_279_936],
  ['llama-7b', 'prefix', { tokens: 100 }, 26_214_400, 6_764_630_016],
  ['llama-3.1-8b', 'prefix', { tokens: 30 }, 1_966_080, 8_032_227_328],
  ['gpt2', 'prefix', { tokens: 10 }, 184_320, 124_624_128],
  ['bloom-560m', 'prefix', { tokens: 20 }, 983_040, 560_197_632],
  ['bloom-560m', 'prefix', { tokens: 30 }, 1_474_560, 560_689_152],
  ['llama-7b', 'prompt', { tokens: 20 }, 81_920, 6_738_497_536],
  ['llama-7b', 'prompt', { tokens: 100 }, 409_600, 6_738_825_216],
  ['llama-3.1-8b', 'prompt', { tokens: 30 }, 122_880, 8_030_384_128],
  ['gpt2', 'prompt', { tokens: 10 }, 7_680, 124_447_488],
  ['bloom-560m', 'prompt', { tokens: 8 }, 8_192, 559_222_784],
];

/** Facts §4.2: PEFT's own benchmark on Llama 3.2 3B, trainable parameters as its result files give them. */
const BENCHMARK: readonly (readonly [Method, Partial<MethodSetup>, number])[] = [
  ['full', {}, 3_212_749_824],
  ['lora', { rank: 32, targets: QV }, 9_175_040],
  ['lora', { rank: 64, targets: QV }, 18_350_080],
  ['lora', { rank: 10, targets: ['gate', 'up', 'down'] }, 9_461_760],
  ['dora', { rank: 32, targets: QV }, 9_289_728],
  ['ia3', {}, 286_720],
  ['prefix', { tokens: 200 }, 11_468_800],
  ['prefix', { tokens: 50 }, 2_867_200],
  ['prompt', { tokens: 200 }, 614_400],
];

describe('countTrainable', () => {
  it.each(PEFT)('%s, %s %j: as PEFT counts', (id, method, setup, trainable, all) => {
    const architecture = architectureOf(id);
    const count = countTrainable(architecture, { ...SETUP, method, ...UNREAD, ...setup });
    expect(count).toBe(trainable);
    expect(countParameters(architecture).total + count).toBe(all);
  });

  it.each(BENCHMARK)("Llama 3.2 3B, %s %j: as PEFT's benchmark counts", (method, setup, trainable) => {
    const architecture = architectureOf('llama-3.2-3b');
    expect(countTrainable(architecture, { ...SETUP, method, ...UNREAD, ...setup })).toBe(trainable);
  });

  it('gives QLoRA the count of LoRA, and full fine-tuning all parameters', () => {
    for (const { architecture } of MODELS) {
      const setup = { ...SETUP, rank: 16, targets: QV };
      const lora = countTrainable(architecture, { ...setup, method: 'lora' });
      expect(countTrainable(architecture, { ...setup, method: 'qlora' })).toBe(lora);
      expect(countTrainable(architecture, { ...setup, method: 'full' })).toBe(
        countParameters(architecture).total,
      );
    }
  });

  it('is a whole number for every model and method', () => {
    const size = fc.integer({ min: 1, max: 4096 });
    fc.assert(
      fc.property(
        fc.constantFrom(...MODELS),
        fc.record({
          method: fc.constantFrom(...METHODS),
          rank: size,
          targets: fc.uniqueArray(fc.constantFrom(...MATRIX_NAMES)),
          bottleneck: size,
          tokens: size,
        }),
        ({ architecture }, setup) => {
          expect(countTrainable(architecture, setup)).toBeGreaterThanOrEqual(0);
          expect(Number.isSafeInteger(countTrainable(architecture, setup))).toBe(true);
        },
      ),
    );
  });

  it('refuses what a method reads, by name, and an unknown method', () => {
    const llama = architectureOf('llama-7b');
    const reads = [
      ['lora', 'rank'],
      ['qlora', 'rank'],
      ['dora', 'rank'],
      ['adapter', 'bottleneck'],
      ['prefix', 'tokens'],
      ['prompt', 'tokens'],
    ] as const;
    for (const [method, field] of reads) {
      for (const value of HOSTILE) {
        const setup = { ...SETUP, method, targets: QV, [field]: value };
        expect(() => countTrainable(llama, setup), `${method} ${value}`).toThrow(RangeError);
        expect(() => countTrainable(llama, setup), `${method} ${value}`).toThrow(field);
      }
    }
    expect(() => countTrainable(llama, { ...SETUP, method: 'vera' as Method })).toThrow('method');
    expect(() =>
      countTrainable(llama, { ...SETUP, method: 'dora', targets: ['lm_head' as MatrixName] }),
    ).toThrow('targets');
  });

  it('refuses a bad architecture and a count beyond exact numbers, for every method', () => {
    const llama = architectureOf('llama-7b');
    for (const method of METHODS) {
      const broken = { ...llama, hiddenSize: Number.NaN };
      expect(() => countTrainable(broken, { ...SETUP, method }), method).toThrow('hiddenSize');
    }
    const huge = { ...llama, numHiddenLayers: 2 ** 45 };
    for (const method of METHODS.filter((name) => name !== 'bitfit' && name !== 'prompt')) {
      const setup = { ...SETUP, method, targets: QV };
      expect(() => countTrainable(huge, setup), method).toThrow(RangeError);
    }
  });
});
