import { eckartYoungError, factorParameters, relativeError } from '../../theory/decomposition';
import { exampleTraining, type LoraStart } from '../../theory/loraExample';
import {
  descend,
  type LoraLayer,
  loraBackward,
  loraForward,
  type Matrix,
  merged,
  multiply,
  squaredError,
  transposed,
} from '../../theory/loraPass';
import type { Random } from '../../training/random';
import { exactCell } from '../cells';
import { code } from '../code/definition';
import { count, minus, name, share, signed, words } from '../given';
import { shapeOf } from '../letters';
import { distinct } from '../mistakes';
import { numberIn } from '../reading';
import type { Cell, Exercises, FigureReading, Given } from '../types';

/** (1, −2) */
const tuple = (numbers: readonly number[]): Given => name(`(${numbers.map(minus).join(', ')})`);

const STARTS: Readonly<Record<Exclude<LoraStart, 'midway'>, Given>> = {
  fresh: words('A random, B zero', 'A 随机，B 为零'),
  mirrored: words('A zero, B random', 'A 为零，B 随机'),
  scattered: words('A and B both random', 'A 和 B 都随机'),
  zero: words('A and B both zero', 'A 和 B 都为零'),
};

const isZero = (matrix: Matrix): boolean => matrix.flat().every((each) => each === 0);
const zeros = (rows: number, columns: number): Matrix =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));

/** Whether a factor is zero in the first step and in the second. */
function history([first, second]: readonly [boolean, boolean], steps: number): Given {
  if (steps === 1)
    return first
      ? words('zero in this step', '在这一步为零')
      : words('not zero in this step', '在这一步不为零');
  if (first !== second) {
    return first
      ? words('zero in the first step and no longer in the second', '第一步时为零，第二步时已不为零')
      : words('not zero in the first step, but in the second', '第一步时不为零，第二步时为零');
  }
  return first
    ? words('zero in both steps', '两步中都为零')
    : words('not zero in either step', '两步中都不为零');
}

/** Sizes that tell m, n, R and T apart, so that the shape of a product can be read off in letters. */
const SIZES = { m: 5, n: 7, R: 2, T: 3 } as const;

const SMALL_STEP = 0.01;

/** A layer of two inputs, two outputs and rank 1 at one token, in small whole numbers. */
function drawLayer(random: Random) {
  const row = (): readonly number[] =>
    random.pick([
      [1, 2],
      [2, -1],
      [-1, 1],
      [1, -2],
      [2, 1],
    ]);
  const layer: LoraLayer = {
    frozen: random.pick([
      [
        [1, 0],
        [2, -1],
      ],
      [
        [2, 1],
        [0, -1],
      ],
      [
        [-1, 1],
        [1, 2],
      ],
    ]),
    down: transposed([row()]),
    up: transposed([row()]),
    scale: random.pick([2, 3]),
  };
  const input = [row()];
  const forward = loraForward(layer, input);
  const gradient = row();
  const target = [(forward.output[0] ?? []).map((value, at) => value - (gradient[at] ?? 0))];
  const backward = loraBackward(layer, input, forward, target);
  const loss = squaredError(forward.output, target);
  const next = squaredError(loraForward(descend(layer, backward, SMALL_STEP), input).output, target);
  return { layer, input, forward, target, backward, loss, next };
}

/** One in which nothing that is asked is zero, and after whose step the loss is lower. */
function drawStep(random: Random): ReturnType<typeof drawLayer> {
  for (;;) {
    const drawn = drawLayer(random);
    const { forward, backward, loss, next } = drawn;
    const asked = [forward.reduced, forward.output, backward.reduced].flat(2);
    if (next < loss && asked.every((each) => each !== 0)) return drawn;
  }
}

export const exercises: Exercises = {
  count: {
    kind: 'table',
    variant(random) {
      const width = random.pick([1024, 2048, 4096, 5120, 8192]);
      const rank = random.pick([2, 4, 8, 16, 32, 64]);
      const all = width * width;
      const trained = factorParameters(width, width, rank);
      const equal = all / factorParameters(width, width, 1);
      return {
        given: {
          width: count(width),
          rank: count(rank),
          trained: count(trained),
          share: share(trained / all),
          all: count(all),
          equal: count(equal),
        },
        key: {
          trained: {
            measure: 'number',
            key: trained,
            mistakes: distinct(trained, [
              { key: trained / 2, feedback: 'oneFactor' },
              { key: rank * rank, feedback: 'rankSquared' },
            ]),
          },
          share: {
            measure: 'share',
            key: trained / all,
            mistakes: [{ key: trained / 2 / all, feedback: 'oneFactor' }],
          },
          equal: exactCell(equal, [{ key: width, feedback: 'fullRank' }]),
        },
      };
    },
  },

  'find-the-factors': {
    kind: 'table',
    variant(random) {
      const small = [1, -1, 2, -2, 3, -3, 4];
      const a = random.shuffle([random.pick([2, -2, 3]), random.pick([-1, 1]), random.pick([4, -3, 5])]);
      const [b1, b2, b3] = [random.pick([2, -2, 3]), random.pick(small), random.pick(small)];
      const product = multiply(
        a.map((each) => [each]),
        [[b1, b2, b3]],
      );
      const entry = (row: number, column: number): number => product[row]?.[column] ?? Number.NaN;
      const factor = (row: number): Cell =>
        exactCell(a[row] ?? Number.NaN, [{ key: entry(row, 0), feedback: 'notDivided' }]);
      const question = (column: number, key: number): Cell =>
        exactCell(key, [{ key: entry(0, column), feedback: 'rowCopied' }]);
      return {
        given: {
          b1: signed(b1),
          a: tuple(a),
          b: tuple([b1, b2, b3]),
          ...Object.fromEntries(
            product.flatMap((row, at) =>
              row.map((value, column) => [`m${at + 1}${column + 1}`, signed(value)] as const),
            ),
          ),
        },
        key: { a1: factor(0), a2: factor(1), a3: factor(2), b2: question(1, b2), b3: question(2, b3) },
      };
    },
  },

  'eckart-young': {
    kind: 'number',
    measure: 'number',
    variant(random) {
      const rank = random.pick([1, 2]);
      const fourth = random.pick([1, 2]);
      const third = fourth + random.pick([1, 2]);
      const second = third + random.pick([1, 2]);
      const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
      const keptOf = (values: readonly number[]): number =>
        Math.sqrt(sum(values.slice(0, rank).map((each) => each ** 2)));
      const spectra = [1, 2, 4, 6].map((more) => [second + more, second, third, fourth, 0]);
      // What is kept must not be as long as what is missed.
      const values = random.pick(
        spectra.filter((each) => Math.abs(keptOf(each) / eckartYoungError(each, rank) - 1) > 0.03),
      );
      const key = eckartYoungError(values, rank);
      const dropped = values.slice(rank);
      return {
        given: {
          values: words(`${values.slice(0, -1).join(', ')} and ${values.at(-1)}`, values.join('、')),
          rank: count(rank),
          squares: name(dropped.map((each) => `${each}²`).join(' + ')),
          sum: count(sum(dropped.map((each) => each ** 2))),
          error: count(key, 2),
          share: share(1 - relativeError(values, rank) ** 2),
        },
        key,
        mistakes: distinct(key, [
          { key: sum(dropped), feedback: 'valuesAdded' },
          { key: sum(dropped.map((each) => each ** 2)), feedback: 'rootForgotten' },
          { key: values[rank] ?? 0, feedback: 'nextOnly' },
          { key: keptOf(values), feedback: 'keptInstead' },
          { key: eckartYoungError(values, rank - 1), feedback: 'oneTermLess' },
        ]),
      };
    },
  },

  shapes: {
    kind: 'shape',
    symbols: [{ name: 'm' }, { name: 'n' }, { name: 'R' }, { name: 'T' }],
    variant(random) {
      const [inputs, outputs] = random.pick([['m', 'n'] as const, ['n', 'm'] as const]);
      const layer: LoraLayer = {
        frozen: zeros(SIZES[inputs], SIZES[outputs]),
        down: zeros(SIZES[inputs], SIZES.R),
        up: zeros(SIZES[outputs], SIZES.R),
        scale: 1,
      };
      const input = zeros(SIZES.T, SIZES[inputs]);
      const forward = loraForward(layer, input);
      const backward = loraBackward(layer, input, forward, zeros(SIZES.T, SIZES[outputs]));
      const { what, matrix, mistakes } = random.pick([
        {
          what: words('the factor A', '低秩矩阵 A'),
          matrix: layer.down,
          mistakes: [{ key: [outputs, 'R'], feedback: 'otherSide' }],
        },
        {
          what: words('the factor B', '低秩矩阵 B'),
          matrix: layer.up,
          mistakes: [{ key: [inputs, 'R'], feedback: 'otherSide' }],
        },
        {
          what: words('PEFT’s tensor lora_A.weight', 'PEFT 中的张量 lora_A.weight'),
          matrix: transposed(layer.down),
          mistakes: [{ key: [inputs, 'R'], feedback: 'libraryTransposes' }],
        },
        {
          what: words('PEFT’s tensor lora_B.weight', 'PEFT 中的张量 lora_B.weight'),
          matrix: layer.up,
          mistakes: [{ key: ['R', outputs], feedback: 'libraryKeeps' }],
        },
        {
          what: words('the paper’s update BA', '论文写法的增量 BA'),
          matrix: transposed(merged(layer)),
          mistakes: [{ key: [inputs, outputs], feedback: 'paperTransposes' }],
        },
        {
          what: words('the product XA, for the T rows of the input X at once', '乘积 XA（输入 X 有 T 行）'),
          matrix: forward.reduced,
          mistakes: [{ key: [inputs, 'R'], feedback: 'productForFactor' }],
        },
        {
          what: words('the gradient of A, for a batch of T rows', 'A 的梯度（一批输入有 T 行）'),
          matrix: backward.down,
          mistakes: [{ key: ['T', 'R'], feedback: 'gradientShape' }],
        },
        {
          what: words('the gradient of B, for a batch of T rows', 'B 的梯度（一批输入有 T 行）'),
          matrix: backward.up,
          mistakes: [{ key: ['T', 'R'], feedback: 'gradientShape' }],
        },
      ] satisfies { what: Given; matrix: Matrix; mistakes: { key: string[]; feedback: string }[] }[]);
      const key = shapeOf(SIZES, matrix);
      return {
        given: { inputs: name(inputs), outputs: name(outputs), what, key: name(key.join(' × ')) },
        key,
        mistakes: mistakes.map(({ key: [rows = '', columns = ''], feedback }) => ({
          key: [rows, columns] as const,
          feedback,
        })),
        right: [[`2*${key[0]}/2`, key[1]]],
        wrong: [
          { answer: [key[0], 'm*n'], feedback: 'columnsWrong' },
          { answer: ['m*n', key[1]], feedback: 'rowsWrong' },
          { answer: ['m+n', 'm*n'], feedback: 'shapeWrong' },
        ],
      };
    },
  },

  scale: {
    kind: 'number',
    measure: 'number',
    tolerance: 0,
    variant(random) {
      const rank = random.pick([4, 8, 16]);
      const alpha = random.pick([8, 16, 32].filter((each) => each !== rank));
      const other = random.pick([2, 32, 64, 128]);
      const key = (alpha * other) / rank;
      return {
        given: {
          rank: count(rank),
          alpha: count(alpha),
          other: count(other),
          before: count(alpha / rank),
          after: count(alpha / other),
          key: count(key),
        },
        key,
        mistakes: distinct(
          key,
          [
            { key: alpha, feedback: 'alphaKept' },
            { key: other, feedback: 'slideAlpha' },
            { key: (alpha * rank) / other, feedback: 'wrongWay' },
            { key: alpha * Math.sqrt(other / rank), feedback: 'rootOfRank' },
          ],
          0,
        ),
      };
    },
  },

  'first-step': {
    kind: 'choice',
    several: true,
    variant(random) {
      const start = random.pick(['fresh', 'mirrored', 'scattered', 'zero'] as const);
      const steps = random.pick([1, 2]);
      const taken = exampleTraining(start, steps);
      const [first, second] = exampleTraining(start, 1);
      const [before, after] = [taken[0], taken[steps]];
      if (!first || !second || !before || !after) throw new RangeError('a training without steps');
      const changed = (['down', 'up'] as const).filter(
        (factor) => String(before.layer[factor]) !== String(after.layer[factor]),
      );
      const key = changed.map((factor) => (factor === 'down' ? 'a' : 'b'));
      const zeroIn = (factor: 'down' | 'up') =>
        history([isZero(first.layer[factor]), isZero(second.layer[factor])], steps);
      return {
        given: {
          start: STARTS[start],
          steps: steps === 1 ? words('one step', '一步') : words('two steps', '两步'),
          a: zeroIn('down'),
          b: zeroIn('up'),
          changed:
            key.length === 2
              ? words('A and B', 'A 和 B')
              : key.length === 0
                ? words('nothing', '没有任何矩阵')
                : name(key.join().toUpperCase()),
          before: count(before.loss, 3),
          after: count(after.loss, 3),
        },
        key: key.length === 0 ? ['none'] : key,
        wrong: [
          { answer: ['w'], feedback: 'option:w' },
          { answer: [...key, 'w'], feedback: 'option:w' },
          key.length === 0
            ? { answer: ['a', 'b'], feedback: 'option:b' }
            : { answer: ['none'], feedback: 'option:none' },
          ...(key.length === 2 ? [{ answer: ['b'], feedback: 'moreOptions' }] : []),
        ],
      };
    },
  },

  'one-step': {
    kind: 'table',
    variant(random) {
      const { layer, input, forward, target, backward, loss, next } = drawStep(random);
      const { scale } = layer;
      const [reduced = 0] = forward.reduced.flat();
      const [output, base, update] = [forward.output.flat(), forward.base.flat(), forward.update.flat()];
      const y = (at: number): Cell =>
        exactCell(output[at] ?? Number.NaN, [
          { key: base[at] ?? 0, feedback: 'detourForgotten' },
          { key: (base[at] ?? 0) + (update[at] ?? 0) / scale, feedback: 'scaleForgotten' },
          { key: update[at] ?? 0, feedback: 'frozenForgotten' },
        ]);
      const gradientOf = (value: number | undefined): Cell =>
        exactCell(value ?? Number.NaN, [{ key: (value ?? 0) / scale, feedback: 'scaleForgotten' }]);
      const [up, down] = [backward.up.flat(), backward.down.flat()];
      return {
        given: {
          x: tuple(input.flat()),
          w1: tuple([...(layer.frozen[0] ?? [])]),
          w2: tuple([...(layer.frozen[1] ?? [])]),
          a: tuple(layer.down.flat()),
          b: tuple(layer.up.flat()),
          s: count(scale),
          t: tuple(target.flat()),
          reduced: signed(reduced),
          base: tuple(base),
          update: tuple(update),
          y: tuple(output),
          g: tuple(backward.output.flat()),
          gb: signed(backward.reduced.flat()[0] ?? Number.NaN),
          up: tuple(up),
          down: tuple(down),
          loss: count(loss),
          next: count(next, 3),
          learningRate: count(SMALL_STEP),
        },
        key: {
          reduced: exactCell(reduced),
          y1: y(0),
          y2: y(1),
          loss: exactCell(loss, [{ key: 2 * loss, feedback: 'halfForgotten' }]),
          up1: gradientOf(up[0]),
          up2: gradientOf(up[1]),
          down1: gradientOf(down[0]),
          down2: gradientOf(down[1]),
        },
      };
    },
  },

  'two-adapters': {
    kind: 'formula',
    // The ranks are small beside the sides, as the text says: min(kR, m, n) is right as well.
    symbols: [
      { name: 'R', range: [2, 6] },
      { name: 'Q', range: [2, 6] },
      { name: 'k', range: [2, 5] },
      { name: 'm', range: [60, 90] },
      { name: 'n', range: [60, 90] },
    ],
    variant(random) {
      const several = random.pick([true, false]);
      const rank = several ? 'k*R' : '(R+Q)';
      const updates = several
        ? words('k LoRA updates, each of rank R,', 'k 个秩为 R 的 LoRA 增量')
        : words('two LoRA updates, one of rank R and one of rank Q,', '两个 LoRA 增量，秩分别为 R 和 Q');
      const ofRank = {
        ask: words(
          'What is the highest rank that the sum of the updates can have?',
          '增量之和的秩最高是多少？',
        ),
        key: rank,
        mistakes: several
          ? { largestOnly: 'R', sidesForRank: 'min(m,n)', numbersForRank: 'k*R*(m+n)' }
          : { largestOnly: 'max(R,Q)', sidesForRank: 'min(m,n)', numbersForRank: '(R+Q)*(m+n)' },
      };
      const ofNumbers = {
        ask: words(
          'One pair A, B is to hold the sum. How many numbers does the pair have?',
          '用一对 A、B 来写出这个和，这一对一共有多少个数？',
        ),
        key: `${rank}*(m+n)`,
        mistakes: { oneFactor: `${rank}*m`, wholeMatrix: 'm*n', rankOnly: rank },
      };
      const { ask, key, mistakes } = random.pick([ofRank, ofNumbers]);
      const plain = (formula: string): Given => name(formula.replaceAll('*', '').replace('+', ' + '));
      return {
        given: {
          updates,
          ask,
          terms: name(several ? 'kR' : 'R + Q'),
          key: plain(key.replace(/^\((R\+Q)\)$/, '$1').replace('(m+n)', '(m + n)')),
        },
        key,
        mistakes: Object.entries(mistakes).map(([feedback, formula]) => ({ key: formula, feedback })),
      };
    },
  },

  'memory-of-a-rank': {
    kind: 'predict',
    figure: 'lab-run',
    prediction: { ask: 'choice' },
    variant(random) {
      const [low, high] = random.pick([
        [1, 16],
        [1, 8],
        [2, 16],
        [1, 4],
        [2, 8],
        [4, 16],
      ] as const);
      const times = high / low;
      /** The figure after its five runs, if rank `high` holds `ratio` times as much. */
      const after = (ratio: number): FigureReading => ({
        fields: { preset: 'ranks' },
        numbers: [1, 2, 4, 8, 16].map((rank) => ({
          quantity: 'memory',
          row: `rank-${rank}`,
          value: rank >= high ? 1e7 * ratio : 1e7,
        })),
        condition: 'done',
      });
      return {
        given: { low: count(low), high: count(high), times: count(times) },
        measured(reading) {
          if (reading.condition !== 'done' || reading.fields['preset'] !== 'ranks') return null;
          const held = (rank: number) => numberIn(reading, 'memory', `rank-${rank}`);
          const [more, less] = [held(high), held(low)];
          if (!more || !less) return null;
          const ratio = more / less;
          if (ratio < 1.25) return ['same'];
          return [ratio < 0.75 * times ? 'more' : 'proportional'];
        },
        sample: after(1.1),
        right: [
          { prediction: ['more'], reading: after(2) },
          { prediction: ['proportional'], reading: after(times) },
        ],
        wrong: [
          { answer: { prediction: ['proportional'], reading: after(1.1) }, feedback: 'option:proportional' },
          { answer: { prediction: ['more'], reading: after(1.1) }, feedback: 'option:more' },
          { answer: { prediction: ['same'], reading: after(times) }, feedback: 'option:same' },
        ],
      };
    },
  },
  'write-forward': code('loraForward'),
  'write-merge': code('mergeLora'),
};
