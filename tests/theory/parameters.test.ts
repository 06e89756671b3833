import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MODELS } from '../../src/facts/models';
import { ATTENTION_MATRICES, MATRIX_NAMES, type MatrixName } from '../../src/theory/architecture';
import { countLora, countParameters, slideLora } from '../../src/theory/parameters';
import { architectureOf, HOSTILE } from './architectures';

const QV: readonly MatrixName[] = ['q', 'v'];
const KV: readonly MatrixName[] = ['k', 'v'];

/** Facts §2: model, total, LoRA r=8 on q,v, r=16 on q,k,v,o, r=16 on all linear layers. */
const DENSE: readonly (readonly [string, number, number, number, number])[] = [
  ['llama-7b', 6_738_415_616, 4_194_304, 16_777_216, 39_976_960],
  ['llama-13b', 13_015_864_320, 6_553_600, 26_214_400, 62_586_880],
  ['llama-33b', 32_528_943_616, 12_779_520, 51_118_080, 121_896_960],
  ['llama-65b', 65_285_660_672, 20_971_520, 83_886_080, 199_884_800],
  ['llama-2-7b', 6_738_415_616, 4_194_304, 16_777_216, 39_976_960],
  ['llama-2-13b', 13_015_864_320, 6_553_600, 26_214_400, 62_586_880],
  ['llama-2-70b', 68_976_648_192, 16_384_000, 65_536_000, 207_093_760],
  ['llama-3-8b', 8_030_261_248, 3_407_872, 13_631_488, 41_943_040],
  ['llama-3.1-8b', 8_030_261_248, 3_407_872, 13_631_488, 41_943_040],
  ['llama-3.1-70b', 70_553_706_496, 16_384_000, 65_536_000, 207_093_760],
  ['llama-3.2-1b', 1_235_814_400, 851_968, 3_407_872, 11_272_192],
  ['llama-3.2-3b', 3_212_749_824, 2_293_760, 9_175_040, 24_313_856],
  ['qwen2.5-0.5b', 494_032_768, 540_672, 2_162_688, 8_798_208],
  ['qwen2.5-1.5b', 1_543_714_304, 1_089_536, 4_358_144, 18_464_768],
  ['qwen2.5-7b', 7_615_616_512, 2_523_136, 10_092_544, 40_370_176],
  // Not among the facts' rows: LitGPT's sizes; by hand from them.
  ['qwen2.5-14b', 14_770_033_664, 6_291_456, 25_165_824, 68_812_800],
  ['qwen2.5-32b', 32_763_876_352, 8_388_608, 33_554_432, 134_217_728],
  ['qwen2.5-72b', 72_706_203_648, 16_384_000, 65_536_000, 210_534_400],
  ['qwen3-0.6b', 596_049_920, 1_146_880, 4_587_520, 10_092_544],
  ['qwen3-1.7b', 1_720_574_976, 1_605_632, 6_422_528, 17_432_576],
  ['qwen3-4b', 4_022_468_096, 2_949_120, 11_796_480, 33_030_144],
  ['qwen3-8b', 8_190_735_360, 3_833_856, 15_335_424, 43_646_976],
  ['qwen3-32b', 32_762_123_264, 9_961_472, 39_845_888, 134_217_728],
  ['mistral-7b', 7_241_732_096, 3_407_872, 13_631_488, 41_943_040],
  ['gemma-2-9b', 9_241_705_984, 4_472_832, 17_891_328, 54_018_048],
  ['gemma-3-1b', 999_885_952, 745_472, 2_981_888, 13_045_760],
];

/** Facts §2: GPT-2's totals. */
const GPT2: readonly (readonly [string, number])[] = [
  ['gpt2', 124_439_808],
  ['gpt2-medium', 354_823_168],
  ['gpt2-large', 774_030_080],
  ['gpt2-xl', 1_557_611_200],
];

/** Facts §3.1 and §3.2: totals of models that PEFT's printouts are of, "all" less "trainable". */
const PRINTED: readonly (readonly [string, number])[] = [
  ['opt-350m', 332_769_280 - 1_572_864],
  ['opt-6.7b', 6_666_862_592 - 8_388_608],
  ['bloom-560m', 559_222_784 - 8_192],
];

/** Facts §2: totals and active parameters of mixtures of experts. */
const EXPERTS: readonly (readonly [string, number, number])[] = [
  ['mixtral-8x7b', 46_702_792_704, 12_879_925_248],
  ['qwen3-30b-a3b', 30_532_122_624, 3_353_032_704],
  ['qwen3-235b-a22b', 235_093_634_560, 22_190_763_520],
];

type LoraRow = readonly [
  model: string,
  rank: number,
  targets: readonly MatrixName[],
  trainable: number,
  all: number,
];

/** Facts §3.2: PEFT 0.21's printed counts. */
const PEFT: readonly LoraRow[] = [
  ['llama-7b', 8, QV, 4_194_304, 6_742_609_920],
  ['llama-7b', 16, KV, 8_388_608, 6_746_804_224],
  ['llama-7b', 16, ATTENTION_MATRICES, 16_777_216, 6_755_192_832],
  ['llama-7b', 16, MATRIX_NAMES, 39_976_960, 6_778_392_576],
  ['llama-7b', 64, MATRIX_NAMES, 159_907_840, 6_898_323_456],
  ['llama-13b', 8, QV, 6_553_600, 13_022_417_920],
  ['llama-13b', 16, KV, 13_107_200, 13_028_971_520],
  ['llama-13b', 16, ATTENTION_MATRICES, 26_214_400, 13_042_078_720],
  ['llama-13b', 16, MATRIX_NAMES, 62_586_880, 13_078_451_200],
  ['llama-13b', 64, MATRIX_NAMES, 250_347_520, 13_266_211_840],
  ['llama-65b', 8, QV, 20_971_520, 65_306_632_192],
  ['llama-65b', 16, KV, 41_943_040, 65_327_603_712],
  ['llama-65b', 16, ATTENTION_MATRICES, 83_886_080, 65_369_546_752],
  ['llama-65b', 16, MATRIX_NAMES, 199_884_800, 65_485_545_472],
  ['llama-65b', 64, MATRIX_NAMES, 799_539_200, 66_085_199_872],
  ['llama-2-70b', 8, QV, 16_384_000, 68_993_032_192],
  ['llama-2-70b', 16, KV, 23_592_960, 69_000_241_152],
  ['llama-2-70b', 16, ATTENTION_MATRICES, 65_536_000, 69_042_184_192],
  ['llama-2-70b', 16, MATRIX_NAMES, 207_093_760, 69_183_741_952],
  ['llama-2-70b', 64, MATRIX_NAMES, 828_375_040, 69_805_023_232],
  ['llama-3.1-8b', 8, QV, 3_407_872, 8_033_669_120],
  ['llama-3.1-8b', 16, KV, 5_242_880, 8_035_504_128],
  ['llama-3.1-8b', 16, ATTENTION_MATRICES, 13_631_488, 8_043_892_736],
  ['llama-3.1-8b', 16, MATRIX_NAMES, 41_943_040, 8_072_204_288],
  ['llama-3.1-8b', 64, MATRIX_NAMES, 167_772_160, 8_198_033_408],
  ['llama-3.2-1b', 8, ['q'], 524_288, 1_236_338_688],
  ['llama-3.2-1b', 8, QV, 851_968, 1_236_666_368],
  ['llama-3.2-1b', 16, KV, 1_310_720, 1_237_125_120],
  ['llama-3.2-1b', 16, ATTENTION_MATRICES, 3_407_872, 1_239_222_272],
  ['llama-3.2-1b', 16, MATRIX_NAMES, 11_272_192, 1_247_086_592],
  ['llama-3.2-1b', 64, MATRIX_NAMES, 45_088_768, 1_280_903_168],
  ['mistral-7b', 8, QV, 3_407_872, 7_245_139_968],
  ['mistral-7b', 16, KV, 5_242_880, 7_246_974_976],
  ['mistral-7b', 16, ATTENTION_MATRICES, 13_631_488, 7_255_363_584],
  ['mistral-7b', 16, MATRIX_NAMES, 41_943_040, 7_283_675_136],
  ['mistral-7b', 64, MATRIX_NAMES, 167_772_160, 7_409_504_256],
  ['qwen2.5-0.5b', 8, QV, 540_672, 494_573_440],
  ['qwen2.5-0.5b', 16, KV, 786_432, 494_819_200],
  ['qwen2.5-0.5b', 16, ATTENTION_MATRICES, 2_162_688, 496_195_456],
  ['qwen2.5-0.5b', 16, MATRIX_NAMES, 8_798_208, 502_830_976],
  ['qwen2.5-0.5b', 64, MATRIX_NAMES, 35_192_832, 529_225_600],
  ['qwen2.5-7b', 8, QV, 2_523_136, 7_618_139_648],
  ['qwen2.5-7b', 16, KV, 3_670_016, 7_619_286_528],
  ['qwen2.5-7b', 16, ATTENTION_MATRICES, 10_092_544, 7_625_709_056],
  ['qwen2.5-7b', 16, MATRIX_NAMES, 40_370_176, 7_655_986_688],
  ['qwen2.5-7b', 64, MATRIX_NAMES, 161_480_704, 7_777_097_216],
  ['qwen3-0.6b', 8, QV, 1_146_880, 597_196_800],
  ['qwen3-0.6b', 16, KV, 1_835_008, 597_884_928],
  ['qwen3-0.6b', 16, ATTENTION_MATRICES, 4_587_520, 600_637_440],
  ['qwen3-0.6b', 16, MATRIX_NAMES, 10_092_544, 606_142_464],
  ['qwen3-0.6b', 64, MATRIX_NAMES, 40_370_176, 636_420_096],
  ['qwen3-8b', 8, QV, 3_833_856, 8_194_569_216],
  ['qwen3-8b', 16, KV, 5_898_240, 8_196_633_600],
  ['qwen3-8b', 16, ATTENTION_MATRICES, 15_335_424, 8_206_070_784],
  ['qwen3-8b', 16, MATRIX_NAMES, 43_646_976, 8_234_382_336],
  ['qwen3-8b', 64, MATRIX_NAMES, 174_587_904, 8_365_323_264],
];

describe('countParameters', () => {
  it.each(DENSE)('%s has %i parameters', (id, total) => {
    const count = countParameters(architectureOf(id));
    expect(count.total).toBe(total);
    expect(count.active).toBe(total);
  });

  it.each([...GPT2, ...PRINTED])('%s has %i parameters', (id, total) => {
    expect(countParameters(architectureOf(id)).total).toBe(total);
  });

  it.each(EXPERTS)('%s has %i parameters, %i of them active', (id, total, active) => {
    const count = countParameters(architectureOf(id));
    expect(count.total).toBe(total);
    expect(count.active).toBe(active);
  });

  it('has a row in these tables for every model', () => {
    const tested = [...DENSE, ...GPT2, ...PRINTED, ...EXPERTS].map(([id]) => id);
    expect(tested.toSorted()).toEqual(MODELS.map(({ id }) => id).toSorted());
  });

  it("is the deck's 2VH + H + L(4H² + 3HH' + 2H) for LLaMA, part by part", () => {
    expect(countParameters(architectureOf('llama-7b'))).toEqual({
      embedding: 131_072_000,
      positions: 0,
      attention: 2_147_483_648,
      feedForward: 4_328_521_728,
      norms: 266_240,
      head: 131_072_000,
      total: 6_738_415_616,
      active: 6_738_415_616,
    });
  });

  it('sums its parts to the total', () => {
    for (const { architecture } of MODELS) {
      const { embedding, positions, attention, feedForward, norms, head, total } =
        countParameters(architecture);
      expect(embedding + positions + attention + feedForward + norms + head).toBe(total);
    }
  });

  it('leaves out what an architecture says it lacks, and adds what it says it has', () => {
    const gpt2 = architectureOf('gpt2');
    const { total } = countParameters(gpt2);
    expect(total - countParameters({ ...gpt2, finalNorm: false }).total).toBe(2 * 768);
    expect(countParameters({ ...gpt2, embeddingNorm: true }).total - total).toBe(2 * 768);
    expect(countParameters({ ...gpt2, embeddingSize: 768 }).total).toBe(total);
    expect(countParameters({ ...gpt2, fusedQkv: false }).total).toBe(total);
    const narrow = countParameters({ ...gpt2, embeddingSize: 256 });
    expect(narrow.embedding).toBe(50_257 * 256 + 2 * 256 * 768);
  });

  it('refuses a total that floating point cannot hold exactly', () => {
    const huge = { ...architectureOf('llama-7b'), numHiddenLayers: 2 ** 40 };
    expect(() => countParameters(huge)).toThrow(RangeError);
  });
});

describe('countLora', () => {
  it.each(DENSE)('%s: facts §2', (id, _total, attentionQv, attention, allLinear) => {
    const architecture = architectureOf(id);
    expect(countLora(architecture, 8, QV)).toBe(attentionQv);
    expect(countLora(architecture, 16, ATTENTION_MATRICES)).toBe(attention);
    expect(countLora(architecture, 16, MATRIX_NAMES)).toBe(allLinear);
  });

  it.each(PEFT)('%s, rank %i on %j: as PEFT counts', (id, rank, targets, trainable, all) => {
    const architecture = architectureOf(id);
    const count = countLora(architecture, rank, targets);
    expect(count).toBe(trainable);
    expect(countParameters(architecture).total + count).toBe(all);
  });

  it('E1: K and V alone are 4LHR, four matrices 8LHR, and so are K and V at R = 32', () => {
    const llama = architectureOf('llama-7b');
    const lhr = 32 * 4096 * 16;
    expect(countLora(llama, 16, KV)).toBe(4 * lhr);
    expect(countLora(llama, 16, QV)).toBe(4 * lhr);
    expect(countLora(llama, 16, ATTENTION_MATRICES)).toBe(8 * lhr);
    expect(countLora(llama, 32, KV)).toBe(8 * lhr);
    expect(8 * lhr).toBe(16_777_216);
  });

  it('E2: with grouped-query attention 8LHR is too much', () => {
    expect(countLora(architectureOf('llama-3.1-8b'), 16, ATTENTION_MATRICES)).toBe(13_631_488);
  });

  it('treats targets as a set', () => {
    const llama = architectureOf('llama-7b');
    expect(countLora(llama, 16, ['v', 'k', 'v'])).toBe(8_388_608);
    expect(countLora(llama, 16, [])).toBe(0);
    expect(countLora(architectureOf('gpt2'), 16, ['gate'])).toBe(0);
  });

  it('adapts every expert', () => {
    expect(countLora(architectureOf('mixtral-8x7b'), 1, ['up'])).toBe(32 * 8 * (4096 + 14_336));
  });

  it("adapts GPT-2's joined q, k and v once: r(H + 3H) for any of them", () => {
    const gpt2 = architectureOf('gpt2');
    for (const targets of [['q'], ['v'], QV, ['q', 'k', 'v']] as const) {
      expect(countLora(gpt2, 8, targets)).toBe(294_912);
    }
    expect(countParameters(gpt2).total + 294_912).toBe(124_734_720);
  });

  it('is linear in the rank and, where no matrices are stored as one, additive in the targets', () => {
    const targets = fc.uniqueArray(fc.constantFrom(...MATRIX_NAMES));
    const separate = MODELS.filter(({ architecture }) => !architecture.fusedQkv);
    fc.assert(
      fc.property(
        fc.constantFrom(...separate),
        fc.integer({ min: 1, max: 4096 }),
        targets,
        ({ architecture }, rank, names) => {
          const count = countLora(architecture, rank, names);
          expect(count).toBe(rank * countLora(architecture, 1, names));
          expect(count).toBe(names.reduce((sum, name) => sum + countLora(architecture, rank, [name]), 0));
        },
      ),
    );
  });

  it('refuses hostile ranks and unknown targets by name', () => {
    const llama = architectureOf('llama-7b');
    for (const rank of HOSTILE) {
      expect(() => countLora(llama, rank, QV), String(rank)).toThrow(RangeError);
      expect(() => countLora(llama, rank, QV), String(rank)).toThrow('rank');
    }
    expect(() => countLora(llama, Number.MAX_SAFE_INTEGER, QV)).toThrow('rank');
    expect(() => countLora(llama, 16, ['q', 'lm_head' as MatrixName])).toThrow('targets');
  });
});

describe('slideLora', () => {
  it('is right for four square matrices, and for nothing else', () => {
    const square = architectureOf('llama-7b');
    expect(slideLora(square, 16)).toBe(16_777_216);
    expect(slideLora(square, 16)).toBe(countLora(square, 16, ATTENTION_MATRICES));
    // Two matrices at twice the rank, as E1 has it.
    expect(slideLora(square, 16)).toBe(countLora(square, 32, KV));
    const grouped = architectureOf('llama-3.1-8b');
    expect(slideLora(grouped, 16)).toBeGreaterThan(countLora(grouped, 16, ATTENTION_MATRICES));
    expect(() => slideLora(square, 0)).toThrow(/rank/);
  });
});
