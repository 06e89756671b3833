import { modelById } from '../../facts/models';
import { publishedById } from '../../facts/published';
import type { MatrixName } from '../../theory/architecture';
import { bottleneck, type Nonlinearity, startDistance } from '../../theory/bottleneck';
import { multiply } from '../../theory/loraPass';
import { countAdapter } from '../../theory/methods';
import { countLora } from '../../theory/parameters';
import { tooCloseToCall } from '../../theory/proportion';
import { cell } from '../cells';
import { code } from '../code/definition';
import { count, name, share, signed, words } from '../given';
import { shapeOf } from '../letters';
import { distinct } from '../mistakes';
import { numberIn } from '../reading';
import type { Cell, Exercises, FigureReading, Given, Measure } from '../types';

/** A cell whose mistakes are named by their feedback. */
const named = (
  measure: Measure,
  key: number,
  mistakes: Readonly<Record<string, number>>,
  tolerance?: number,
): Cell =>
  cell(
    measure,
    key,
    Object.entries(mistakes).map(([feedback, each]) => ({ key: each, feedback })),
    tolerance,
  );

/** Models with as many heads for keys and values as for queries: all four matrices of attention are H × H. */
const SQUARE = ['llama-7b', 'llama-13b', 'llama-33b', 'llama-65b'] as const;

/** Sizes that tell H, R and T apart, so that a shape can be read off in letters. */
const SIZES = { H: 5, R: 2, T: 3 } as const;
const filled = (rows: number, columns: number, value = 1): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => value));

/** The example on which starts are tried: H = 3, R = 2, entries of no particular size. */
const INPUT = [0.7, -0.4, 0.5];
const DOWN = [
  [0.3, -0.6],
  [0.5, 0.2],
  [-0.4, 0.8],
];
const UP = [
  [0.6, -0.3, 0.4],
  [-0.2, 0.7, 0.5],
];

/** Whether any number of W^d or of W^u has a slope, as central differences of the output tell. */
function slopes(down: number[][], up: number[][], sigma: Nonlinearity): { wd: boolean; wu: boolean } {
  const step = 1e-4;
  const hasSlope = (matrix: number[][]): boolean =>
    matrix.some((row) =>
      row.some((value, at) => {
        const outputAt = (shift: number) => {
          row[at] = value + shift;
          const { output } = bottleneck(INPUT, down, up, sigma);
          row[at] = value;
          return output;
        };
        const [ahead, behind] = [outputAt(step), outputAt(-step)];
        return ahead.some((each, i) => Math.abs(each - (behind[i] ?? 0)) > 1e-6 * step);
      }),
    );
  return { wd: hasSlope(down), wu: hasSlope(up) };
}

const STARTS = [
  { wd: true, wu: false, words: words('Wᵈ random, Wᵘ = 0', 'Wᵈ 随机，Wᵘ = 0') },
  { wd: false, wu: true, words: words('Wᵈ = 0, Wᵘ random', 'Wᵈ = 0，Wᵘ 随机') },
  { wd: true, wu: true, words: words('both random', '两者都随机') },
  { wd: false, wu: false, words: words('both zero', '两者都为零') },
] as const;

/** Proofs that an adapter is no matrix, line by line. */
const PROOFS = {
  ReLU: {
    put: words('Put in −h: −h + σ(−h·Wᵈ)·Wᵘ = −h·M.', '代入 −h：−h + σ(−h·Wᵈ)·Wᵘ = −h·M。'),
    combine: words(
      'Add the two equations: (σ(z) + σ(−z))·Wᵘ = 0 with z = h·Wᵈ.',
      '两式相加：(σ(z) + σ(−z))·Wᵘ = 0，其中 z = h·Wᵈ。',
    ),
    identity: words(
      'What stands in the parentheses is |z|, so |z|·Wᵘ = 0.',
      '括号里就是 |z|，所以 |z|·Wᵘ = 0。',
    ),
    contradiction: words(
      'This would hold for every h: a contradiction, unless Wᵘ sends every |z| to zero.',
      '上式须对每个 h 成立：矛盾，除非 Wᵘ 把每个 |z| 都变成零。',
    ),
  },
  GELU: {
    put: words('Put in −h: −h + σ(−h·Wᵈ)·Wᵘ = −h·M.', '代入 −h：−h + σ(−h·Wᵈ)·Wᵘ = −h·M。'),
    combine: words(
      'Add the two equations: (σ(z) + σ(−z))·Wᵘ = 0 with z = h·Wᵈ.',
      '两式相加：(σ(z) + σ(−z))·Wᵘ = 0，其中 z = h·Wᵈ。',
    ),
    identity: words(
      'What stands in the parentheses is z·(2Φ(z) − 1), above zero for every z ≠ 0, as σ(z) = z·Φ(z).',
      '因为 σ(z) = z·Φ(z)，括号里就是 z·(2Φ(z) − 1)，只要 z ≠ 0 就大于零。',
    ),
    contradiction: words(
      'So numbers above zero, times Wᵘ, would be zero for every h: with one inner number that means Wᵘ = 0.',
      '于是一行正数乘以 Wᵘ，对每个 h 都得零：瓶颈中只有一个数时，这就意味着 Wᵘ = 0。',
    ),
  },
  tanh: {
    put: words('Put in 2h: 2h + σ(2h·Wᵈ)·Wᵘ = 2h·M.', '代入 2h：2h + σ(2h·Wᵈ)·Wᵘ = 2h·M。'),
    combine: words(
      'Take away twice the first equation: (σ(2z) − 2σ(z))·Wᵘ = 0 with z = h·Wᵈ.',
      '减去第一式的两倍：(σ(2z) − 2σ(z))·Wᵘ = 0，其中 z = h·Wᵈ。',
    ),
    identity: words(
      'Let h grow: what stands in the parentheses tends to −s, where s is the row of signs of z.',
      '让 h 不断增大：括号里趋于 −s，其中 s 是 z 各数的符号组成的行。',
    ),
    contradiction: words(
      'So s·Wᵘ = 0: with one inner number that means Wᵘ = 0.',
      '所以 s·Wᵘ = 0：瓶颈中只有一个数时，这就意味着 Wᵘ = 0。',
    ),
  },
} as const;

/** One number through an adapter of H = R = 1: settings in which nothing is zero. */
const ONES = [1, 2, 3]
  .flatMap((h) =>
    [-3, -2, -1, 1, 2, 3].flatMap((down) =>
      [-3, -2, 2, 3].flatMap((up) =>
        [-3, -2, 2, 3].map((output) => {
          const through = (x: number, sigma: Nonlinearity = 'relu') =>
            bottleneck([x], [[down]], [[up]], sigma).output[0] ?? Number.NaN;
          return {
            ...{ h, down, up, output },
            plus: through(h),
            minus: through(-h),
            linear: through(1, 'none'),
            bent: { plus: through(h, 'none'), minus: through(-h, 'none') },
          };
        }),
      ),
    ),
  )
  .filter(({ plus, minus, linear }) => plus !== 0 && minus !== 0 && linear !== 0);

/** What is predicted of the two methods of the laboratory's short run, and when they count as alike. */
const ASKED = [
  {
    quantity: 'accuracy',
    what: words('answers more held-out items right', '在留出的题目上答对得更多'),
    within: words('too close for 512 questions to tell them apart', '512 道题分不出高下'),
    alike: (a: number, b: number) => tooCloseToCall(a, b, 512),
  },
  {
    quantity: 'forgetting',
    what: words('forgets more', '忘得更多'),
    within: words('less than 0.05 apart', '相差不到 0.05'),
    alike: (a: number, b: number) => Math.abs(a - b) < 0.05,
  },
  {
    quantity: 'steps-per-second',
    what: words('makes more steps in a second', '每秒走的步数更多'),
    within: words('less than a tenth apart', '相差不到十分之一'),
    alike: (a: number, b: number) => Math.abs(a - b) < 0.1 * Math.max(a, b),
  },
] as const;

const TASKS = {
  questions: words('“Questions about a story”', '“故事问答”'),
  rewriting: words('“Rewriting as a note”', '“改写成简讯”'),
} as const;

export const exercises: Exercises = {
  shapes: {
    kind: 'shape',
    symbols: [{ name: 'H' }, { name: 'R' }, { name: 'T' }],
    variant(random) {
      const { H, R, T } = SIZES;
      const [down, up] = [filled(H, R), filled(R, H)];
      const signals = filled(T, H).map((h) => bottleneck(h, down, up, 'relu'));
      const { what, matrix, mistakes } = random.pick([
        {
          what: words('the matrix Wᵈ', '矩阵 Wᵈ'),
          matrix: down,
          mistakes: [{ key: ['T', 'R'], feedback: 'factorForProduct' }],
        },
        {
          what: words('the matrix Wᵘ', '矩阵 Wᵘ'),
          matrix: up,
          mistakes: [{ key: ['T', 'H'], feedback: 'factorForProduct' }],
        },
        {
          what: words('σ(h·Wᵈ), for T tokens', 'σ(h·Wᵈ)（T 个词元）'),
          matrix: signals.map(({ bent }) => bent),
          mistakes: [{ key: ['H', 'R'], feedback: 'productForFactor' }],
        },
        {
          what: words('what the adapter adds, for T tokens', '适配器加上的量（T 个词元）'),
          matrix: signals.map(({ change }) => change),
          mistakes: [{ key: ['T', 'R'], feedback: 'stillNarrow' }],
        },
        {
          what: words('the adapter’s output, for T tokens', '适配器的输出（T 个词元）'),
          matrix: signals.map(({ output }) => output),
          mistakes: [{ key: ['T', 'R'], feedback: 'stillNarrow' }],
        },
        {
          what: words('the product Wᵈ·Wᵘ', '乘积 Wᵈ·Wᵘ'),
          matrix: multiply(down, up),
          mistakes: [{ key: ['R', 'R'], feedback: 'innerSide' }],
        },
      ] satisfies {
        what: Given;
        matrix: readonly (readonly number[])[];
        mistakes: { key: string[]; feedback: string }[];
      }[]);
      const key = shapeOf(SIZES, matrix);
      return {
        given: { what, key: name(key.join(' × ')) },
        key,
        mistakes: mistakes.map(({ key: [rows = '', columns = ''], feedback }) => ({
          key: [rows, columns] as const,
          feedback,
        })),
      };
    },
  },

  'two-paths': {
    kind: 'match',
    variant(random) {
      const sublayer = random.pick([
        words('attention', '注意力'),
        words('the feed-forward network', '前馈网络'),
      ]);
      const changes = {
        same: words('Wᵘ = 0, and both residual paths are in place.', 'Wᵘ = 0，两处残差连接都在。'),
        lost: words(
          'Wᵘ = 0, and the adapter’s own residual path is left out.',
          'Wᵘ = 0，去掉适配器自己的残差连接。',
        ),
        alone: words('Wᵘ = 0, and the layer’s residual path is left out.', 'Wᵘ = 0，去掉这一层的残差连接。'),
        linear: words('σ is left out, and both residual paths are in place.', '去掉 σ，两处残差连接都在。'),
      } as const;
      const order = random.shuffle(Object.keys(changes) as (keyof typeof changes)[]);
      const letters = ['a', 'b', 'c', 'd'];
      const letter = (change: keyof typeof changes) => letters[order.indexOf(change)] ?? '';
      return {
        given: {
          sublayer,
          ...Object.fromEntries(order.map((each, at) => [letters[at] ?? '', changes[each]])),
        },
        key: Object.fromEntries(order.map((each, at) => [letters[at] ?? '', each])),
        mistakes: [
          { key: [letter('lost'), 'same'], feedback: 'layerPathIsNoHelp' },
          { key: [letter('lost'), 'alone'], feedback: 'otherPath' },
          { key: [letter('alone'), 'lost'], feedback: 'otherPath' },
          { key: [letter('alone'), 'same'], feedback: 'xIsLost' },
          { key: [letter('same'), 'lost'], feedback: 'ownPathCarries' },
          { key: [letter('linear'), 'same'], feedback: 'stillAdds' },
        ],
      };
    },
  },

  'count-13b': {
    kind: 'table',
    variant(random) {
      const model = random.pick(SQUARE);
      const { architecture, name: called } = modelById(model);
      const { numHiddenLayers: layers, hiddenSize } = architecture;
      const width = random.pick([2, 4, 8]);
      const total = countAdapter(architecture, width);
      const one = total / (2 * layers);
      const biases = width + hiddenSize;
      return {
        given: {
          model: name(called),
          layers: count(layers),
          hiddenSize: count(hiddenSize),
          width: count(width),
          matrices: count(one - biases),
          biases: count(biases),
          one: count(one),
          adapters: count(2 * layers),
          total: count(total),
          biasShare: share(biases / one),
        },
        key: {
          one: named('number', one, {
            biasesForgotten: one - biases,
            oneMatrix: (one - biases) / 2 + biases,
            oneMatrixAlone: (one - biases) / 2,
          }),
          total: named('number', total, {
            oneAdapter: total / 2,
            layersForgotten: 2 * one,
            biasesForgotten: 2 * layers * (one - biases),
          }),
          share: named('share', biases / one, {
            ofMatrices: biases / (one - biases),
            narrowBiasAlone: width / one,
          }),
        },
      };
    },
  },

  'same-budget': {
    kind: 'number',
    measure: 'number',
    tolerance: 0,
    variant(random) {
      const { architecture, name: called } = modelById(random.pick(SQUARE));
      const { numHiddenLayers, hiddenSize } = architecture;
      const targets: readonly MatrixName[] = random.pick([
        ['q'],
        ['q', 'v'],
        ['q', 'k', 'v'],
        ['q', 'k', 'v', 'o'],
      ]);
      const askWidth = random.pick([true, false]);
      // Two thirds of a width must be whole.
      const size = random.pick(targets.length === 3 && !askWidth ? [12, 24, 48, 96] : [8, 16, 32, 64]);
      // Numbers for each rank, and for each unit of width, biases left out.
      const perRank = countLora(architecture, 1, targets);
      const perWidth = 4 * numHiddenLayers * hiddenSize;
      const ratio = askWidth ? perRank / perWidth : perWidth / perRank;
      const key = ratio * size;
      return {
        given: {
          model: name(called),
          targets: words(`on ${targets.join(', ')}`, targets.join('、')),
          matrices: count(targets.length),
          ask: askWidth
            ? words(
                `LoRA has rank ${size}. How wide must the adapters be, R = ?, to train as many numbers?`,
                `LoRA 的秩为 ${size}。适配器的宽度 R 取多少，训练的参数才一样多？`,
              )
            : words(
                `The adapters have width R = ${size}. At which rank does LoRA train as many numbers?`,
                `适配器的宽度为 R = ${size}。LoRA 的秩取多少，训练的参数才一样多？`,
              ),
          key: count(key),
          numbers: count((askWidth ? perRank : perWidth) * size),
        },
        key,
        mistakes: distinct(
          key,
          [
            { key: size, feedback: 'sameLetter' },
            { key: size / ratio, feedback: 'wrongWay' },
            { key: askWidth ? 2 * key : key / 2, feedback: 'oneAdapter' },
          ],
          0,
        ),
      };
    },
  },

  'how-close': {
    kind: 'number',
    measure: 'share',
    variant(random) {
      const { architecture, name: called } = modelById(random.pick(SQUARE));
      const { hiddenSize } = architecture;
      const width = random.pick([16, 32, 64, 128]);
      const deviation = random.pick([0.005, 0.015, 0.02, 0.03]);
      const key = startDistance(hiddenSize, width, deviation);
      return {
        given: {
          model: name(called),
          hiddenSize: count(hiddenSize),
          width: count(width),
          deviation: count(deviation),
          square: count(deviation ** 2, 6),
          root: count(key / deviation ** 2, 1),
          distance: share(key),
        },
        key,
        mistakes: distinct(key, [
          { key: Math.SQRT2 * key, feedback: 'reluForgotten' },
          { key: key / deviation, feedback: 'oneMatrixOnly' },
          { key: (key / deviation) ** 2, feedback: 'rootForgotten' },
          { key: key / Math.sqrt(hiddenSize), feedback: 'hiddenSizeForgotten' },
        ]),
      };
    },
  },

  start: {
    kind: 'number',
    measure: 'number',
    variant(random) {
      const [factor, deviation] = random.pick([
        [1 / 2, words('halve', '减半')],
        [2, words('double', '加倍')],
        [3, words('triple', '变为三倍')],
        [1 / 10, words('divide by ten', '变为十分之一')],
      ] as const);
      const widths = [
        [4, words('four times as wide', '加宽到四倍')],
        [9, words('nine times as wide', '加宽到九倍')],
        [16, words('sixteen times as wide', '加宽到十六倍')],
        [1 / 4, words('a quarter as wide', '收窄到四分之一')],
      ] as const;
      // Else s² ∙ √R and s ∙ R come to the same.
      const [times, width] = random.pick(widths.filter(([each]) => Math.sqrt(each) !== factor));
      const key = startDistance(4096, 64 * times, 0.01 * factor) / startDistance(4096, 64, 0.01);
      return {
        given: {
          deviation,
          width,
          square: count(factor ** 2),
          root: count(Math.sqrt(times)),
          key: count(key),
        },
        key,
        mistakes: distinct(key, [
          { key: factor * Math.sqrt(times), feedback: 'oneMatrixOnly' },
          { key: factor ** 2 * times, feedback: 'rootForgotten' },
          { key: factor * times, feedback: 'bothInProportion' },
          { key: 1 / key, feedback: 'wrongWay' },
        ]),
      };
    },
  },

  'both-zero': {
    kind: 'choice',
    several: true,
    variant(random) {
      const start = random.pick(STARTS);
      // ReLU has no slope at zero to speak of; the other two have one.
      const sigma = random.pick(['tanh', 'gelu'] as const);
      const [down, up] = [DOWN, UP].map((matrix, at) =>
        matrix.map((row) => row.map((value) => ((at === 0 ? start.wd : start.wu) ? value : 0))),
      ) as [number[][], number[][]];
      const { wd, wu } = slopes(down, up, sigma);
      const key = [...(wd ? ['wd'] : []), ...(wu ? ['wu'] : [])];
      return {
        given: {
          start: start.words,
          sigma: name(sigma === 'gelu' ? 'GELU' : sigma),
          bent: start.wd ? words('not zero', '不为零') : words('zero', '为零'),
          up: start.wu ? words('not zero', '不为零') : words('zero', '为零'),
          changed:
            key.length === 2
              ? words('both', '两者都变')
              : key.length === 0
                ? words('neither, in this step or in any other', '两者都不变，以后每一步也是如此')
                : wd
                  ? words('Wᵈ alone', '只有 Wᵈ')
                  : words('Wᵘ alone', '只有 Wᵘ'),
        },
        key: key.length === 0 ? ['none'] : key,
      };
    },
  },

  'one-number': {
    kind: 'table',
    variant(random) {
      const { h, down, up, output, plus, minus, linear, bent } = random.pick(ONES);
      const exact = (key: number, mistakes: Readonly<Record<string, number>>) =>
        named('number', key, mistakes, 0);
      const merged = output * linear;
      return {
        given: {
          h: count(h),
          negative: signed(-h),
          down: signed(down),
          up: signed(up),
          output: signed(output),
          inner: signed(h * down),
          innerNegative: signed(-h * down),
          plus: signed(plus),
          minus: signed(minus),
          opposite: signed(-plus),
          product: signed(down * up),
          merged: signed(merged),
        },
        key: {
          plus: exact(plus, { residualForgotten: plus - h, sigmaForgotten: bent.plus }),
          minus: exact(minus, {
            residualForgotten: minus + h,
            sigmaForgotten: bent.minus,
            signTurned: -plus,
          }),
          matrix: exact(-plus, { adapterAgain: minus, notTurned: plus }),
          merged: exact(merged, {
            identityForgotten: output * down * up,
            addedOnly: output + down * up,
            outputForgotten: linear,
          }),
        },
      };
    },
  },

  'no-matrix': {
    kind: 'order',
    variant(random) {
      const sigma = random.pick(['ReLU', 'GELU', 'tanh'] as const);
      return {
        given: {
          sigma: name(sigma),
          suppose: words(
            'Suppose h + σ(h·Wᵈ)·Wᵘ = h·M for every row h.',
            '假设对每个行向量 h 都有 h + σ(h·Wᵈ)·Wᵘ = h·M。',
          ),
          ...PROOFS[sigma],
          why:
            sigma === 'tanh'
              ? words(
                  'tanh is odd, so −h would show nothing; 2h does, since tanh(2z) is not 2·tanh(z).',
                  'tanh 是奇函数，代入 −h 什么也证明不了；代入 2h 就行，因为 tanh(2z) 不等于 2·tanh(z)。',
                )
              : words(
                  'A matrix turns −h into the negative of what it makes of h; this σ does not.',
                  '矩阵对 −h 给出的，恰是对 h 给出的相反数；而这个 σ 做不到。',
                ),
        },
        key: ['suppose', 'put', 'combine', 'identity', 'contradiction'],
        mistakes: [
          {
            key: ['suppose', 'put', 'identity', 'combine', 'contradiction'],
            feedback: 'nothingInParentheses',
          },
        ],
      };
    },
  },

  waiting: {
    kind: 'table',
    variant(random) {
      const two = random.pick([true, false]);
      const requests = random.pick([500, 1000, 2000, 5000]);
      const [merged, adapters] = [
        'adapters-latency-merged',
        two ? 'adapters-latency-houlsby' : 'adapters-latency-lin',
      ].map((id) => publishedById(id).value) as [number, number];
      const layers = modelById('gpt2-medium').architecture.numHiddenLayers;
      const number = (two ? 2 : 1) * layers;
      const extra = adapters - merged;
      return {
        given: {
          merged: count(merged, 1),
          adapters: count(adapters, 1),
          each: two ? words('two adapters', '两个适配器') : words('one adapter', '一个适配器'),
          layers: count(layers),
          number: count(number),
          requests: count(requests),
          extra: count(extra, 1),
          share: share(extra / merged),
          one: count(extra / number, 3),
          seconds: count((extra * requests) / 1000, 1),
        },
        key: {
          share: named('share', extra / merged, {
            ofTheSlower: extra / adapters,
            wholeRatio: adapters / merged,
          }),
          one: named('number', extra / number, {
            numberOfLayers: two ? extra / layers : extra / (2 * layers),
            wholePass: adapters / number,
            notDivided: extra,
          }),
          seconds: named('seconds', (extra * requests) / 1000, { wholeTime: (adapters * requests) / 1000 }),
        },
      };
    },
  },

  'before-you-train': {
    kind: 'predict',
    figure: 'lab-run',
    prediction: { ask: 'choice' },
    variant(random) {
      const { quantity, what, within, alike } = random.pick(ASKED);
      const task = random.pick(['questions', 'rewriting'] as const);
      const steps = random.pick([50, 100]);
      const fields = { preset: 'adapters', task, steps: String(steps) };
      const after = (lora: number, adapter: number): FigureReading => ({
        fields,
        numbers: [
          { quantity, row: 'lora', value: lora },
          { quantity, row: 'adapter', value: adapter },
        ],
        condition: 'done',
      });
      return {
        given: { what, within, task: TASKS[task], steps: count(steps) },
        measured(reading) {
          const isAsked = Object.entries(fields).every(([field, value]) => reading.fields[field] === value);
          if (!isAsked || reading.condition !== 'done') return null;
          const [lora, adapter] = [
            numberIn(reading, quantity, 'lora'),
            numberIn(reading, quantity, 'adapter'),
          ];
          if (lora === null || adapter === null) return null;
          if (alike(lora, adapter)) return ['alike'];
          return [lora > adapter ? 'lora' : 'adapter'];
        },
        sample: after(0.8, 0.3),
        right: [
          { prediction: ['adapter'], reading: after(0.3, 0.8) },
          { prediction: ['alike'], reading: after(0.4, 0.4) },
        ],
        wrong: [
          { answer: { prediction: ['lora'], reading: after(0.3, 0.8) }, feedback: 'option:lora' },
          { answer: { prediction: ['adapter'], reading: after(0.4, 0.4) }, feedback: 'option:adapter' },
          { answer: { prediction: ['alike'], reading: after(0.8, 0.3) }, feedback: 'option:alike' },
        ],
      };
    },
  },
  'write-adapter': code('adapter'),
};
