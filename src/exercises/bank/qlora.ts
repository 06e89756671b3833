import { gpuById } from '../../facts/gpus';
import { modelById } from '../../facts/models';
import { ATTENTION_MATRICES, MATRIX_NAMES } from '../../theory/architecture';
import { gpuHours } from '../../theory/cost';
import { storedNumbers } from '../../theory/detailed/quantization';
import { fits } from '../../theory/fit';
import { OTHER_BYTES, slideMemory } from '../../theory/memory';
import { countLora, countParameters } from '../../theory/parameters';
import { bitsLedger, QLORA_BLOCKS, quantizedModelBytes } from '../../theory/quantization/bits';
import {
  FOUR_BIT_FORMATS,
  type FourBitFormat,
  fourBitErrorBound,
  quantizeFourBit,
  rootMeanSquare,
} from '../../theory/quantization/fourBit';
import { code } from '../code/definition';
import { bytes, compact, count, name, signed, words } from '../given';
import { distinct } from '../mistakes';
import { combinations, leastFirst } from '../pools';
import { numberIn, sampleReading } from '../reading';
import { setupOf } from '../setup';
import type { Cell, Exercises, Feedback, FigureReading, Given } from '../types';

const hundredths = (value: number): number => Math.round(100 * value) / 100;

/** The weights with which the figure `quantization-line` opens; the fourth is the outlier to be. */
const LINE = [0.56, -0.35, 0.18, -0.88, 0.31, -0.1, 0.46, -0.23];
const OUTLIER = 3;

const FORMAT_NAMES: Readonly<Record<FourBitFormat, string>> = { int4: 'int4', fp4: 'FP4', nf4: 'NF4' };

/** The figure's fields with this outlier. */
function lineFields(format: FourBitFormat, block: number, outlier: number): FigureReading['fields'] {
  return {
    format,
    block: String(block),
    ...Object.fromEntries(
      LINE.map((weight, at) => [`w${at + 1}`, String(at === OUTLIER ? outlier : weight)]),
    ),
  };
}

/** Root mean square error of the eight weights of such fields. */
function lineError(fields: FigureReading['fields']): number {
  const weights = LINE.map((_, at) => Number(fields[`w${at + 1}`]));
  const stored = quantizeFourBit(weights, fields['format'] as FourBitFormat, Number(fields['block']));
  return rootMeanSquare(stored.map(({ error }) => error));
}

/** For an outlier of this size, the least error of any format, by block. */
const leastError = (size: number, block: number): number =>
  Math.min(...FOUR_BIT_FORMATS.map((format) => lineError(lineFields(format, block, -size))));

/** Goals of the figure: a bound that blocks of `block` can just reach, and blocks twice as large cannot. */
function lineGoals(size: number): readonly { block: number; bound: number }[] {
  return [2, 4, 8].flatMap((block) => {
    const [least, beyond] = [
      leastError(size, block),
      block === 8 ? 1.6 * leastError(size, block) : leastError(size, 2 * block),
    ];
    return Array.from({ length: 60 }, (_, index) => (index + 1) * 0.005)
      .filter((bound) => bound > 1.02 * least && bound < 0.98 * beyond)
      .map((bound) => ({ block, bound: Math.round(1000 * bound) / 1000 }));
  });
}

/** How a model's matrices may be stored: block sizes that lessons and libraries use. */
interface Storage {
  readonly block: number;
  readonly double: boolean;
}
const bitsOf = ({ block, double }: Storage): number => bitsLedger({ ...QLORA_BLOCKS, block }, double).total;
const constantsOf = (double: boolean): Given =>
  double ? words('double quantization', '双重量化') : words('32-bit constants', '常数为 32 位');

const STORAGES: readonly Storage[] = [16, 32, 64, 128, 256].flatMap((block) =>
  [false, true].map((double) => ({ block, double })),
);

/** Four ways to store, of which neither the blocks nor double quantization alone tell the order. */
const FOURS: readonly (readonly Storage[])[] = combinations(STORAGES, 4).filter((four) => {
  const bits = four.map(bitsOf).sort((a, b) => a - b);
  const apart = bits.every((each, at) => at === 0 || each - (bits[at - 1] ?? 0) > 0.05);
  const [right, ...tempting] = [byBits, byBlock, byKind].map((order) => order(four).join());
  return apart && tempting.every((order) => order !== right);
});

/** Indices of the cheapest first; then as they are ordered by who looks at the blocks, or at the constants, alone. */
function byBits(four: readonly Storage[]): readonly number[] {
  return leastFirst(four, bitsOf);
}
function byBlock(four: readonly Storage[]): readonly number[] {
  return leastFirst(four, ({ block, double }) => -block - (double ? 0.5 : 0));
}
function byKind(four: readonly Storage[]): readonly number[] {
  return leastFirst(four, ({ block, double }) => (double ? -1e6 : 0) - block);
}

/** QLoRA runs on one card, with the largest rank that fits; clear ones, at which rounding decides nothing. */
const RANK_RUNS = (['llama-13b', 'llama-33b', 'llama-65b'] as const).flatMap((model) =>
  (['rtx-4080-16g', 'rtx-3090-24g', 'rtx-5090-32g', 'rtx-a6000-48g'] as const).flatMap((gpu) =>
    [ATTENTION_MATRICES, MATRIX_NAMES].flatMap((targets) =>
      [16, 6].flatMap((each) => {
        const { architecture } = modelById(model);
        const { activations, logits } = slideMemory(setupOf(model, { method: 'qlora', sequence: 512 }));
        const weights = quantizedModelBytes(architecture, QLORA_BLOCKS, true).total;
        const rest = activations + logits + OTHER_BYTES;
        const { memory } = gpuById(gpu);
        const perRank = countLora(architecture, 1, targets);
        const free = memory - weights - rest;
        if (free <= 0) return [];
        const exact = Math.log2(free / (each * perRank));
        const isClear = exact % 1 > 0.12 && exact % 1 < 0.88 && exact >= 2 && exact < 9;
        return isClear ? [{ model, gpu, targets, each, weights, rest, memory, perRank, free }] : [];
      }),
    ),
  ),
);
const powerBelow = (value: number): number => 2 ** Math.floor(Math.log2(value));

/** The tasks of the figure `lab-run`, by the names that it shows. */
const TASKS = [
  { task: 'questions', called: words('Questions about a story', '故事问答') },
  { task: 'rewriting', called: words('Rewriting as a note', '改写成简讯') },
  { task: 'arithmetic', called: words('Sums', '加法') },
] as const;

/** Bytes that QLoRA held as a share of LoRA's, after a run on this task; null before. */
function shareHeld(reading: FigureReading, task: string): number | null {
  const { preset, task: trained } = reading.fields;
  const [lora, qlora] = [numberIn(reading, 'memory', 'lora'), numberIn(reading, 'memory', 'qlora')];
  const isOver = reading.condition === 'done' && preset === 'qlora' && trained === task;
  return isOver && lora && qlora ? qlora / lora : null;
}

export const exercises: Exercises = {
  'predict-rounding': {
    kind: 'predict',
    figure: 'lab-run',
    prediction: { ask: 'number', measure: 'share', tolerance: 0.1 },
    variant(random) {
      const { task, called } = random.pick(TASKS);
      const bits = bitsOf({ block: QLORA_BLOCKS.block, double: true });
      return {
        given: { task: called, bits: count(bits) },
        measured: (reading) => shareHeld(reading, task),
        sample: {
          fields: { preset: 'qlora', task, steps: '20', seed: '1', curve: 'accuracy' },
          numbers: [
            { quantity: 'memory', row: 'lora', value: 5.0e7 },
            { quantity: 'memory', row: 'qlora', value: 5.4e7 },
          ],
          condition: 'done',
        },
        mistakes: [
          { key: bits / 32, feedback: 'weightsAlone' },
          { key: bits / 16, feedback: 'fromSixteen' },
        ],
      };
    },
  },

  'by-hand': {
    kind: 'table',
    variant(random) {
      // One weight that is rounded to zero, one that is rounded up in size, one that is rounded down, and the largest.
      const step = random.pick([0.1, 0.2, 0.3, 0.4]);
      const off = () => random.pick([0.2, 0.3, 0.4]);
      const whole = () => 1 + random.integer(5);
      const sizes = [7, off(), whole() + off(), whole() - off()];
      const weights = random
        .shuffle(sizes)
        .map((size) => hundredths(size * step) * random.pick([1, -1]))
        .map((weight) => hundredths(weight));
      const stored = quantizeFourBit(weights, 'int4', weights.length);
      const constant = stored[0]?.constant ?? 0;
      const cells = stored.flatMap(({ value, level, stored: read }, at): [string, Cell][] => {
        const key = level - 7;
        const exact = value / step;
        const cutOff = Math.trunc(hundredths(exact));
        return [
          [
            `k${at + 1}`,
            {
              measure: 'number',
              key,
              tolerance: 0,
              mistakes: distinct(
                key,
                [
                  { key: cutOff, feedback: 'cutOff' },
                  { key: hundredths(exact), feedback: 'notWhole' },
                ],
                0,
              ),
            },
          ],
          [
            `r${at + 1}`,
            {
              measure: 'number',
              key: read,
              mistakes: distinct(read, [
                { key: value, feedback: 'notRounded' },
                { key: key / 7, feedback: 'constantForgotten' },
              ]),
            },
          ],
        ];
      });
      const errors = stored.map(({ error }) => Math.abs(error));
      return {
        given: {
          ...Object.fromEntries(weights.map((weight, at) => [`w${at + 1}`, signed(weight)])),
          ...Object.fromEntries(
            stored.flatMap(({ level, stored: read }, at) => [
              [`k${at + 1}`, signed(level - 7)],
              [`r${at + 1}`, signed(hundredths(read))],
              [`x${at + 1}`, signed(hundredths((weights[at] ?? 0) / step))],
            ]),
          ),
          constant: count(constant),
          step: count(step),
          largest: count(hundredths(Math.max(...errors))),
          bound: count(fourBitErrorBound('int4', constant)),
        },
        key: Object.fromEntries(cells),
      };
    },
  },

  'outlier-block': {
    kind: 'table',
    variant(random) {
      const format = random.pick(['int4', 'nf4'] as const);
      const ordinary = random.pick([0.05, 0.1, 0.2]);
      const outlier = random.pick([2, 3, 5]);
      const block = random.pick([32, 64, 128]);
      const outliers = random.pick([2, 3, 5, 10]);
      const [whole, clean] = [fourBitErrorBound(format, outlier), fourBitErrorBound(format, ordinary)];
      const affected = outliers * (block - 1);
      return {
        given: {
          format: name(FORMAT_NAMES[format]),
          share: count(fourBitErrorBound(format, 1)),
          ordinary: count(ordinary),
          outlier: count(outlier),
          block: count(block),
          outliers: count(outliers),
          whole: count(whole),
          clean: count(clean, 4),
          times: count(outlier / ordinary),
          neighbours: count(block - 1),
          affected: count(affected),
        },
        key: {
          whole: {
            measure: 'number',
            key: whole,
            mistakes: distinct(whole, [
              { key: 2 * whole, feedback: 'wholeGap' },
              { key: clean, feedback: 'ordinaryConstant' },
            ]),
          },
          clean: {
            measure: 'number',
            key: clean,
            mistakes: distinct(clean, [
              { key: 2 * clean, feedback: 'wholeGap' },
              { key: whole, feedback: 'outlierElsewhere' },
            ]),
          },
          affected: {
            measure: 'number',
            key: affected,
            tolerance: 0,
            mistakes: [
              { key: outliers * block, feedback: 'outlierItself' },
              { key: block - 1, feedback: 'oneOutlier' },
            ],
          },
        },
      };
    },
  },

  'spare-the-others': {
    kind: 'configure',
    figure: 'quantization-line',
    variant(random) {
      const size = random.pick([2, 4, 8]);
      const goals = lineGoals(size);
      const block = random.pick([...new Set(goals.map((goal) => goal.block))]);
      const { bound } = random.pick(goals.filter((goal) => goal.block === block));
      const misses = ({ fields }: FigureReading): readonly Feedback[] => {
        const weight = (at: number) => Number(fields[`w${at + 1}`]);
        const missing: Feedback[] = [];
        if (!(Math.abs(weight(OUTLIER)) >= size)) missing.push({ message: 'noOutlier' });
        if (LINE.some((each, at) => at !== OUTLIER && weight(at) !== each))
          missing.push({ message: 'othersChanged' });
        if (missing.length === 0 && !(lineError(fields) <= bound)) missing.push({ message: 'errorTooLarge' });
        if (missing.length === 0 && Number(fields['block']) < block)
          missing.push({ message: 'smallerBlock' });
        return missing;
      };
      const states = FOUR_BIT_FORMATS.flatMap((format) =>
        [2, 4, 8].flatMap((each) =>
          [-size, size].map((outlier) => sampleReading(lineFields(format, each, outlier))),
        ),
      );
      const told = (state: FigureReading) => misses(state)[0]?.message;
      const right = states.filter((state) => told(state) === undefined);
      const solved = right[0] as FigureReading;
      const changed = (fields: FigureReading['fields']) => sampleReading({ ...solved.fields, ...fields });
      return {
        given: {
          size: count(size),
          bound: count(bound),
          block: count(block),
          format: name(FORMAT_NAMES[solved.fields['format'] as FourBitFormat]),
          error: count(lineError(solved.fields)),
        },
        misses,
        right,
        wrong: [
          { answer: changed({ w4: '-0.88' }), feedback: 'noOutlier' },
          { answer: changed({ w1: '0' }), feedback: 'othersChanged' },
          ...['errorTooLarge', 'smallerBlock'].flatMap((feedback) =>
            states
              .filter((state) => told(state) === feedback)
              .slice(0, 2)
              .map((answer) => ({ answer, feedback })),
          ),
        ],
      };
    },
  },

  'why-seven': {
    kind: 'number',
    measure: 'number',
    tolerance: 0,
    variant(random) {
      const bits = random.pick([3, 5, 6, 7]);
      const codes = 2 ** bits;
      const above = codes / 2;
      const key = codes - above - 1;
      return {
        given: { bits: count(bits), codes: count(codes), above: count(above), below: count(key) },
        key,
        mistakes: [
          { key: above, feedback: 'zeroForgotten' },
          { key: codes - 1, feedback: 'bothSides' },
          { key: codes, feedback: 'allCodes' },
        ],
      };
    },
  },

  'quantile-step': {
    kind: 'formula',
    symbols: [
      { name: 'delta', shown: 'δ', range: [0.9, 0.99] },
      { name: 'i', range: [0.5, 7] },
    ],
    variant(random) {
      const bits = random.pick([3, 5, 6, 7]);
      const isAbove = random.pick([true, false]);
      const [above, below] = [2 ** (bits - 1), 2 ** (bits - 1) - 1];
      const [steps, others] = isAbove ? [above, below] : [below, above];
      return {
        given: {
          bits: count(bits),
          side: isAbove ? words('above zero', '零以上') : words('below zero', '零以下'),
          steps: count(steps),
          above: count(above),
          below: count(below),
          key: name(`δ + (1/2 − δ) · i/${steps}`),
        },
        key: `delta + (1/2 - delta)*i/${steps}`,
        mistakes: [
          { key: `delta + (1/2 - delta)*i/${others}`, feedback: 'otherSide' },
          { key: `delta + (1/2 - delta)*i/${2 ** bits}`, feedback: 'allCodes' },
          { key: `1/2 + (delta - 1/2)*i/${steps}`, feedback: 'fromTheMiddle' },
          { key: `delta - delta*i/${steps}`, feedback: 'downToZero' },
        ],
      };
    },
  },

  'bits-of-32': {
    kind: 'order',
    variant(random) {
      const four = random.shuffle(random.pick(FOURS));
      const named = (order: readonly number[]) => order.map((at) => 'abcd'.charAt(at));
      return {
        given: Object.fromEntries(
          four.flatMap((each, at) => {
            const letter = 'abcd'.charAt(at);
            return [
              [`block-${letter}`, count(each.block)],
              [`kind-${letter}`, constantsOf(each.double)],
              [`bits-${letter}`, count(bitsOf(each))],
            ];
          }),
        ),
        key: named(byBits(four)),
        mistakes: [
          { key: named(byBlock(four)), feedback: 'blockAlone' },
          { key: named(byKind(four)), feedback: 'doubleAlone' },
        ].filter(({ key }, at, all) => all.findIndex((other) => other.key.join() === key.join()) === at),
      };
    },
  },

  shortcut: {
    kind: 'number',
    measure: 'bytes',
    // What stays in 16 bits is little in some models.
    tolerance: 0.01,
    variant(random) {
      const model = random.pick([
        ...(['llama-7b', 'llama-13b', 'llama-33b', 'llama-65b', 'llama-3-8b', 'mistral-7b'] as const),
      ]);
      const block = random.pick([32, 64]);
      const double = random.pick([true, true, false]);
      const { architecture, name: called } = modelById(model);
      const blocks = { ...QLORA_BLOCKS, block };
      const { quantized, rest, total } = quantizedModelBytes(architecture, blocks, double);
      const numbers = storedNumbers(architecture, false);
      const { total: parameters } = countParameters(architecture);
      const { total: bits } = bitsLedger(blocks, double);
      return {
        given: {
          model: name(called),
          parameters: compact(parameters),
          quantizedCount: compact(numbers.quantized),
          restCount: compact(numbers.rest),
          block: count(block),
          kind: constantsOf(double),
          bits: count(bits),
          each: count(bits / 8, 4),
          quantized: bytes(quantized, 'GB', 2),
          rest: bytes(rest, 'GB', 2),
          total: bytes(total, 'GB', 2),
          slide: bytes(0.5 * parameters, 'GB', 2),
        },
        key: total,
        mistakes: distinct(
          total,
          [
            { key: 0.5 * parameters, feedback: 'halfByte' },
            { key: (bits / 8) * parameters, feedback: 'allQuantized' },
            {
              key: quantizedModelBytes(architecture, blocks, !double).total,
              feedback: double ? 'constantsIn32' : 'constantsIn8',
            },
            { key: quantized, feedback: 'restLeftOut' },
            { key: 2 * parameters, feedback: 'sixteenBits' },
          ],
          0.01,
        ),
      };
    },
  },

  'which-precision': {
    kind: 'match',
    variant(random) {
      const double = random.pick([true, false]);
      const eightBitAdam = random.pick([true, false]);
      const compute = random.pick(['bf16', 'fp16']);
      return {
        given: {
          kind: double
            ? words('with double quantization', '用双重量化')
            : words('without double quantization', '不用双重量化'),
          adam: eightBitAdam
            ? words('Adam’s states are kept in 8 bits', 'Adam 的状态用 8 位保存')
            : words(
                'Adam is the usual one, its states as in the memory formula',
                'Adam 照常使用，状态与显存公式中的一样',
              ),
          compute: name(compute),
          constants: count(double ? 8 : 32),
          moments: count(eightBitAdam ? 8 : 32),
        },
        key: {
          codes: 'four',
          constants: double ? 'eight' : 'thirtyTwo',
          factors: 'sixteen',
          moments: eightBitAdam ? 'eight' : 'thirtyTwo',
          embedding: 'sixteen',
          product: 'sixteen',
        },
        mistakes: [
          { key: ['product', 'four'], feedback: 'computesInFour' },
          { key: ['embedding', 'four'], feedback: 'embeddingLeftAlone' },
          { key: ['factors', 'four'], feedback: 'factorsTrained' },
          { key: ['constants', 'four'], feedback: 'constantsNotFour' },
          { key: ['constants', double ? 'thirtyTwo' : 'eight'], feedback: 'doubleOrNot' },
          { key: ['moments', 'sixteen'], feedback: 'momentsNot16' },
        ],
      };
    },
  },

  'smaller-adapters': {
    kind: 'number',
    measure: 'number',
    tolerance: 0,
    variant(random) {
      const { model, gpu, targets, each, weights, rest, memory, perRank, free } = random.pick(RANK_RUNS);
      const rankOf = (room: number, bytesEach = each) => powerBelow(room / (bytesEach * perRank));
      const key = rankOf(free);
      const total = (rank: number) => weights + rest + each * perRank * rank;
      if (!fits(total(key), memory) || fits(total(2 * key), memory))
        throw new Error(`rank ${key} is not the largest for ${model}`);
      return {
        given: {
          model: name(modelById(model).name),
          card: name(gpuById(gpu).name),
          memory: bytes(memory, 'GB', 2),
          targets:
            targets === MATRIX_NAMES
              ? words('all seven matrices of each layer', '每层全部七个矩阵')
              : words('the four attention matrices of each layer', '每层的四个注意力矩阵'),
          perRank: compact(perRank),
          each: count(each),
          why:
            each === 16
              ? words('as the formula counts them', '与公式一致')
              : words('without an fp32 copy, and with an 8-bit Adam', '不留 fp32 副本，并用 8 位的 Adam'),
          weights: bytes(weights, 'GB', 2),
          rest: bytes(rest, 'GB', 2),
          free: bytes(free, 'GB', 2),
          rank: count(key),
          next: count(2 * key),
          perRankBytes: bytes(each * perRank, 'GB', 3),
          at: bytes(total(key)),
          atNext: bytes(total(2 * key)),
        },
        key,
        mistakes: distinct(
          key,
          [
            { key: rankOf(free, 2), feedback: 'statesForgotten' },
            { key: rankOf(memory - weights), feedback: 'restForgotten' },
            { key: 2 * key, feedback: 'doesNotFit' },
          ],
          0,
        ),
      };
    },
  },

  'slower-or-not': {
    kind: 'number',
    measure: 'share',
    variant(random) {
      const cards = random.pick([2, 4]);
      const batch = random.pick([2, 4, 8].filter((each) => each !== cards));
      const longer = random.pick([1.4, 1.8, 2.2, 2.6, 3, 3.4]);
      // Hours for one sequence, with a step of LoRA as the unit: its cards work on one sequence each.
      const lora = { gpus: cards, hours: 1 / cards };
      const qlora = { gpus: 1, hours: longer / batch };
      const key = gpuHours(qlora) / gpuHours(lora);
      const clock = qlora.hours / lora.hours;
      return {
        given: {
          cards: count(cards),
          batch: count(batch),
          longer: count(longer),
          share: name(`${Math.round(1000 * key) / 10}%`),
          clock: count(clock, 2),
        },
        key,
        mistakes: distinct(key, [
          { key: longer, feedback: 'stepsCompared' },
          { key: clock, feedback: 'clockCompared' },
          { key: longer / cards, feedback: 'batchForgotten' },
        ]),
      };
    },
  },
  'write-nf4': code('quantizeBlock'),
};
