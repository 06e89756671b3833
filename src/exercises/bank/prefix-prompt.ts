import { modelById } from '../../facts/models';
import type { Architecture } from '../../theory/architecture';
import { keyValueCache } from '../../theory/keyValueCache';
import { countPrefix, countPrompt } from '../../theory/methods';
import { countLora } from '../../theory/parameters';
import { attentionWithPrefix, lastWithPrefix, type PrefixedHead } from '../../theory/prefixAttention';
import { prefixExample } from '../../theory/prefixExample';
import { exactCell } from '../cells';
import { code } from '../code/definition';
import { bytes, count, name, words } from '../given';
import { distinct } from '../mistakes';
import { numberIn, sampleReading } from '../reading';
import type { Cell, Exercises, Feedback, FigureReading, Given, Mistake, Shape } from '../types';

/** Models whose keys are as wide as the model, and models in which heads share them. */
const MULTI_HEAD = ['llama-7b', 'llama-13b', 'llama-33b', 'llama-65b'] as const;
const GROUPED = [
  'llama-3.1-8b',
  'llama-3.2-1b',
  'llama-3.2-3b',
  'llama-3.1-70b',
  'mistral-7b',
  'qwen2.5-7b',
] as const;

/** The same model if no head shared its keys. */
const withEveryHead = (architecture: Architecture): Architecture => ({
  ...architecture,
  numKeyValueHeads: architecture.numAttentionHeads,
});

interface ShapeQuestion {
  readonly what: Given;
  readonly key: Shape;
  readonly mistakes: readonly Mistake<Shape>[];
}

const SHAPES: readonly ShapeQuestion[] = [
  {
    what: words(
      'with a prefix: the scores of one head, before the softmax',
      '加前缀时，一个头在 softmax 之前的分数',
    ),
    key: ['t', 'k+t'],
    mistakes: [
      { key: ['k+t', 'k+t'], feedback: 'prefixAsks' },
      { key: ['t', 't'], feedback: 'prefixForgotten' },
    ],
  },
  {
    what: words(
      'with a prefix: the queries of a layer, all heads together',
      '加前缀时，一层的查询（所有的头合在一起）',
    ),
    key: ['t', 'H'],
    mistakes: [{ key: ['k+t', 'H'], feedback: 'prefixAsks' }],
  },
  {
    what: words(
      'with a prefix: the keys of a layer, all heads together, in a model whose heads share none',
      '加前缀时，一层的键（所有的头合在一起，各头不共用键值）',
    ),
    key: ['k+t', 'H'],
    mistakes: [
      { key: ['t', 'H'], feedback: 'prefixForgotten' },
      { key: ['t', 'k+t'], feedback: 'scoresMeant' },
    ],
  },
  {
    what: words('with a prefix: the output of a layer of attention', '加前缀时，注意力层的输出'),
    key: ['t', 'H'],
    mistakes: [
      { key: ['k+t', 'H'], feedback: 'prefixAsks' },
      { key: ['t', 'k+t'], feedback: 'scoresMeant' },
    ],
  },
  {
    what: words(
      'the trained keys of the prefix in one layer, in a model with grouped-query attention',
      '采用分组查询注意力的模型中，前缀在一层里训练的键',
    ),
    key: ['k', 'dkv'],
    mistakes: [
      { key: ['k', 'H'], feedback: 'headsNotShared' },
      { key: ['L', 'dkv'], feedback: 'slideLetter' },
      { key: ['L', 'H'], feedback: 'slideLetter' },
    ],
  },
  {
    what: words(
      'the trained values of the prefix in one layer, in a model whose heads share no keys',
      '各头不共用键值的模型中，前缀在一层里训练的值',
    ),
    key: ['k', 'H'],
    mistakes: [
      { key: ['L', 'H'], feedback: 'slideLetter' },
      { key: ['k+t', 'H'], feedback: 'tokensToo' },
    ],
  },
  {
    what: words('the trained table of prompt tuning', '提示微调所训练的表'),
    key: ['k', 'H'],
    mistakes: [
      { key: ['k+t', 'H'], feedback: 'tokensToo' },
      { key: ['L', 'H'], feedback: 'slideLetter' },
    ],
  },
  {
    what: words('with a prompt: what goes into the first layer', '加提示时，进入第一层的输入'),
    key: ['k+t', 'H'],
    mistakes: [{ key: ['t', 'H'], feedback: 'prefixForgotten' }],
  },
];

const SHAPE_NAMES: Readonly<Record<string, string>> = { 'k+t': '(k + t)', dkv: 'd_kv' };

/** All scores zero: a head with `tokens` tokens behind a prefix of `length`, with values of one number. */
function evenHead(tokens: number, length: number, value = 1): PrefixedHead {
  const rows = (size: number, each: number) => Array.from({ length: size }, () => [each]);
  return {
    queries: rows(tokens, 1),
    keys: rows(tokens, 0),
    values: rows(tokens, value),
    prefixKeys: rows(length, 0),
    prefixValues: rows(length, 0),
  };
}

/** What the last of some tokens gives each of them, if it gave them `without` before a prefix took `share`. */
function scaledDown(without: readonly number[], share: number): readonly number[] {
  const scores = without.map((weight) => [Math.log(weight)]);
  const { weights } = lastWithPrefix({
    queries: scores.map(() => [1]),
    keys: scores,
    values: scores,
    prefixKeys: [[Math.log(share / (1 - share))]],
    prefixValues: [[0]],
  });
  return weights.slice(1);
}

const STRENGTHS = [0, 0.5, 1, 2, 4];
/** λ of a token (1 to 6) in the figure `prefix-attention`. */
const shareInFigure = (row: number, length: number, strength: number): number =>
  prefixExample(length, strength)[row - 1]?.share ?? Number.NaN;

/** The figure's states, with λ of each token. */
const STATES = [1, 2, 3, 4].flatMap((length) =>
  STRENGTHS.map((strength) => ({
    length,
    strength,
    shares: prefixExample(length, strength).map(({ share }) => share),
  })),
);
type FigureState = (typeof STATES)[number];

interface ShareGoal {
  readonly row: number;
  readonly bound: 'least' | 'most';
  readonly share: number;
  /** The longest prefix that is allowed for `least`, the shortest for `most`. */
  readonly length: number;
}

const solves = (
  { row, bound, share: wanted, length: limit }: ShareGoal,
  { length, shares }: FigureState,
): boolean => {
  const given = shares[row - 1] ?? Number.NaN;
  return bound === 'least' ? given >= wanted && length <= limit : given <= wanted && length >= limit;
};

/** Goals that two to five states of the figure reach, none of them with the factor that it opens with, and none by a hair. */
const SHARE_GOALS: readonly ShareGoal[] = [1, 2, 3, 4, 5, 6].flatMap((row) =>
  (['least', 'most'] as const).flatMap((bound) =>
    [1, 2, 3, 4].flatMap((length) =>
      [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9]
        .map((each): ShareGoal => ({ row, bound, share: each, length }))
        .filter((goal) => {
          const reached = STATES.filter((state) => solves(goal, state)).length;
          const isClear = STATES.every(
            ({ shares }) => Math.abs((shares[row - 1] ?? Number.NaN) - goal.share) > 0.008,
          );
          // The length has to be a bound, and no length alone may do.
          const isBound = bound === 'least' ? length < 4 : length > 1;
          const needsFactor = STATES.every((state) => state.strength !== 1 || !solves(goal, state));
          return reached >= 2 && reached <= 5 && isClear && isBound && needsFactor;
        }),
    ),
  ),
);

/** Statements on soft and hard prompts, by the names of their options. */
const TRUE_OF_PROMPTS = ['hard-typed', 'no-worse', 'gradient', 'near-any-text'] as const;
const FALSE_OF_PROMPTS = ['same-shapes', 'nearest-words', 'new-data', 'replaced'] as const;

/** The tasks of the figure `lab-run`, by the names that it shows. */
const TASKS = [
  { task: 'questions', called: words('Questions about a story', '故事问答') },
  { task: 'rewriting', called: words('Rewriting as a note', '改写成简讯') },
  { task: 'arithmetic', called: words('Sums', '加法') },
] as const;
const LAB_METHODS = ['lora', 'prefix', 'prompt'] as const;
/** With fewer steps nobody has learned much. */
const LEAST_STEPS = 50;

/** What the methods are compared in, and the lead from which one is called the first. */
const COMPARED = [
  {
    quantity: 'accuracy',
    asked: words(
      'has the highest accuracy, ahead of both others by five points or more',
      '准确率最高，而且比另外两种都高出五个百分点以上',
    ),
    first: 1,
    isAhead: (best: number, next: number) => best - next >= 0.05,
  },
  {
    quantity: 'forgetting',
    asked: words(
      'has forgotten the most, more than both others by a fifth or more',
      '忘得最多，而且比另外两种都多出五分之一以上',
    ),
    first: 1,
    isAhead: (best: number, next: number) => best > 0 && best >= 1.2 * next,
  },
  {
    quantity: 'memory',
    asked: words(
      'has held the fewest bytes, at least 5% fewer than both others',
      '占用的字节最少，而且比另外两种都少 5% 以上',
    ),
    first: -1,
    isAhead: (best: number, next: number) => best <= 0.95 * next,
  },
] as const;

/** The method that is first in a quantity after a run on a task, `none` where no lead is large enough; null before. */
function firstIn(reading: FigureReading, task: string, compared: (typeof COMPARED)[number]) {
  const { preset, task: trained, steps } = reading.fields;
  const isOver = reading.condition === 'done' && preset === 'prefix' && trained === task;
  if (!isOver || Number(steps) < LEAST_STEPS) return null;
  const values = LAB_METHODS.map((method) => ({
    method,
    value: numberIn(reading, compared.quantity, method),
  }));
  const known = values.flatMap(({ method, value }) => (value === null ? [] : [{ method, value }]));
  const [best, next] = known.sort((a, b) => compared.first * (b.value - a.value));
  if (known.length < LAB_METHODS.length || !best || !next) return null;
  return compared.isAhead(best.value, next.value) ? best.method : 'none';
}

export const exercises: Exercises = {
  shapes: {
    kind: 'shape',
    symbols: [{ name: 't' }, { name: 'k' }, { name: 'H' }, { name: 'L' }, { name: 'dkv', shown: 'd_kv' }],
    variant(random) {
      const { what, key, mistakes } = random.pick(SHAPES);
      return {
        given: { what, key: name(key.map((each) => SHAPE_NAMES[each] ?? each).join(' × ')) },
        key,
        mistakes,
        right: key[0] === 'k+t' ? [['t + k', key[1]]] : [],
      };
    },
  },

  masked: {
    kind: 'table',
    variant(random) {
      const tokens = random.pick([10, 20, 40, 50, 60, 80]);
      const length = random.pick([5, 8, 15, 25, 30]);
      const rows = attentionWithPrefix(evenHead(tokens, length));
      const weights = rows.flatMap((row) => row.weights);
      const hidden = weights.filter((weight) => weight === 0).length;
      const sum = Math.round(weights.reduce((total, weight) => total + weight, 0));
      const all = length + tokens;
      return {
        given: {
          tokens: count(tokens),
          length: count(length),
          columns: count(all),
          before: count(tokens - 1),
          hidden: count(hidden),
          sum: count(sum),
        },
        key: {
          rows: exactCell(rows.length, [{ key: all, feedback: 'prefixAsks' }]),
          columns: exactCell(rows[0]?.weights.length ?? 0, [{ key: tokens, feedback: 'prefixForgotten' }]),
          hidden: exactCell(hidden, [
            { key: hidden + tokens, feedback: 'selfHidden' },
            { key: (all * (all - 1)) / 2, feedback: 'prefixHidden' },
          ]),
          sum: exactCell(sum, [
            { key: all, feedback: 'columnsSummed' },
            { key: 1, feedback: 'oneRow' },
          ]),
        },
      };
    },
  },

  'equal-scores': {
    kind: 'formula',
    symbols: [{ name: 'k' }, { name: 't' }],
    variant(random) {
      const weight = random.pick([1, 2, 3, 4, 5, 8]);
      const times = weight === 1 ? '' : `${weight}*`;
      const all = `(${times}k+t)`;
      const { asked, key, mistakes } = random.pick([
        {
          asked: words('λ, the share of all of the prefix', 'λ，即整个前缀所得的比例'),
          key: `${times}k/${all}`,
          mistakes: { ratioNotShare: `${times}k/t`, otherPart: `t/${all}`, oneColumn: `${weight}/${all}` },
        },
        {
          asked: words('the weight of one of the tokens', '其中一个词元所得的权重'),
          key: `1/${all}`,
          mistakes: { prefixForgotten: '1/t', allColumns: `t/${all}` },
        },
        {
          asked: words('the weight of one column of the prefix', '前缀的其中一列所得的权重'),
          key: `${weight}/${all}`,
          mistakes: { tokensForgotten: '1/k', allColumns: `${times}k/${all}` },
        },
      ]);
      const scoreIgnored = { [`${times}k/${all}`]: 'k/(k+t)', [`1/${all}`]: '1/(k+t)' }[key] ?? '1/(k+t)';
      return {
        given: {
          scores:
            weight === 1
              ? words(
                  'All of its scores are 0, with the prefix and with the tokens',
                  '它与前缀、与各词元的分数都是 0',
                )
              : words(
                  `Its scores with the tokens are all 0, and those with the prefix’s keys all ln ${weight}`,
                  `它与各词元的分数都是 0，与前缀各个键的分数都是 ln ${weight}`,
                ),
          asked,
          weight: count(weight),
          sum: name(`${weight === 1 ? '' : weight}k + t`),
          key: name(key.replaceAll('*', '').replace('+', ' + ').replace('/', ' / ')),
        },
        key,
        mistakes: [
          ...Object.entries(mistakes).map(([feedback, formula]) => ({ key: formula, feedback })),
          ...(weight === 1 ? [] : [{ key: scoreIgnored, feedback: 'scoreIgnored' }]),
        ],
      };
    },
  },

  ratios: {
    kind: 'table',
    variant(random) {
      const [first, second] = random.pick([
        [0.6, 0.2],
        [0.5, 0.2],
        [0.4, 0.1],
        [0.5, 0.25],
        [0.6, 0.15],
        [0.45, 0.3],
      ] as const);
      const lambda = random.pick([0.2, 0.3, 0.4, 0.6, 0.7, 0.8]);
      const [one = 0, two = 0] = scaledDown([first, second, 1 - first - second], lambda);
      const cell = (key: number, weight: number): Cell => ({
        measure: 'share',
        key,
        mistakes: distinct(key, [
          { key: weight, feedback: 'notScaled' },
          { key: lambda * weight, feedback: 'lambdaForRest' },
          ...(weight > lambda / 3 ? [{ key: weight - lambda / 3, feedback: 'takenEvenly' }] : []),
        ]),
      });
      const ratio = one / two;
      return {
        given: {
          first: count(first),
          second: count(second),
          lambda: count(lambda),
          rest: count(Math.round(100 * (1 - lambda)) / 100),
          one: count(Math.round(1e4 * one) / 1e4),
          two: count(Math.round(1e4 * two) / 1e4),
          ratio: count(Math.round(1e4 * ratio) / 1e4),
        },
        key: {
          one: cell(one, first),
          two: cell(two, second),
          ratio: {
            measure: 'number',
            key: ratio,
            mistakes: distinct(ratio, [
              { key: second / first, feedback: 'otherWayRound' },
              { key: ratio * (1 - lambda), feedback: 'ratioScaled' },
            ]),
          },
        },
      };
    },
  },

  'zero-start': {
    kind: 'number',
    measure: 'number',
    variant(random) {
      const token = random.pick([1, 2, 4, 5, 8, 10]);
      const length = random.pick([5, 10, 15, 20, 30]);
      const before = random.pick([0.6, 0.9, 1.2, 1.8, 2.4]);
      const row = lastWithPrefix(evenHead(token, length, before));
      const [key = Number.NaN] = row.output;
      const lambda = row.share;
      return {
        given: {
          token: count(token),
          length: count(length),
          all: count(length + token),
          before: count(before),
          after: count(key, 3),
          lambda: count(lambda, 3),
        },
        key,
        mistakes: distinct(key, [
          { key: before, feedback: 'nothingAtZero' },
          { key: 0, feedback: 'allVanishes' },
          { key: lambda * before, feedback: 'lambdaForRest' },
        ]),
      };
    },
  },

  letter: {
    kind: 'number',
    measure: 'number',
    variant(random) {
      const { architecture, name: model } = modelById(random.pick(MULTI_HEAD));
      const length = random.pick([10, 12, 16, 20, 25, 50, 64]);
      const { numHiddenLayers: layers, hiddenSize } = architecture;
      const key = countPrefix(architecture, length);
      return {
        given: {
          model: name(model),
          length: count(length),
          layers: count(layers),
          hiddenSize: count(hiddenSize),
          slide: count(layers * hiddenSize),
          total: count(key),
        },
        key,
        mistakes: distinct(key, [
          { key: layers * hiddenSize, feedback: 'slideLetter' },
          { key: key / 2, feedback: 'keysAlone' },
          { key: key / layers, feedback: 'layersForgotten' },
          { key: countPrompt(architecture, length), feedback: 'oneMatrix' },
        ]),
      };
    },
  },

  grouped: {
    kind: 'table',
    variant(random) {
      const { architecture, name: model } = modelById(random.pick(GROUPED));
      const length = random.pick([10, 20, 40, 50, 100, 200]);
      const {
        numHiddenLayers: layers,
        hiddenSize,
        numAttentionHeads,
        numKeyValueHeads,
        headDim,
      } = architecture;
      const prefix = countPrefix(architecture, length);
      const every = countPrefix(withEveryHead(architecture), length);
      const prompt = countPrompt(architecture, length);
      const shared = every / prefix;
      return {
        given: {
          model: name(model),
          length: count(length),
          layers: count(layers),
          hiddenSize: count(hiddenSize),
          heads: count(numAttentionHeads),
          keyHeads: count(numKeyValueHeads),
          headDim: count(headDim),
          width: count(numKeyValueHeads * headDim),
          prefix: count(prefix),
          every: count(every),
          prompt: count(prompt),
          shared: count(shared),
        },
        key: {
          prefix: {
            measure: 'number',
            key: prefix,
            mistakes: distinct(prefix, [
              { key: every, feedback: 'headsNotShared' },
              { key: prefix / 2, feedback: 'keysAlone' },
              { key: prefix / layers, feedback: 'layersForgotten' },
            ]),
          },
          every: {
            measure: 'number',
            key: every,
            mistakes: distinct(every, [
              { key: prefix, feedback: 'stillShared' },
              { key: every / 2, feedback: 'keysAlone' },
              { key: every / layers, feedback: 'layersForgotten' },
            ]),
          },
          prompt: {
            measure: 'number',
            key: prompt,
            mistakes: distinct(prompt, [
              { key: prompt * layers, feedback: 'promptEverywhere' },
              { key: prompt / shared, feedback: 'promptNarrowed' },
              { key: 2 * prompt, feedback: 'promptTwice' },
            ]),
          },
        },
      };
    },
  },

  room: {
    kind: 'table',
    variant(random) {
      const { architecture, name: model } = modelById(random.pick([...MULTI_HEAD, ...GROUPED]));
      const length = random.pick([20, 30, 50, 100, 200]);
      const context = random.pick([512, 1024, 2048]);
      const { numHiddenLayers: layers, numKeyValueHeads, headDim } = architecture;
      const cache = keyValueCache(architecture, length);
      const left = context - length;
      return {
        given: {
          model: name(model),
          length: count(length),
          context: count(context),
          layers: count(layers),
          keyHeads: count(numKeyValueHeads),
          headDim: count(headDim),
          width: count(numKeyValueHeads * headDim),
          numbers: count(countPrefix(architecture, length)),
          cache: bytes(cache, 'GB', 4),
          left: count(left),
        },
        key: {
          cache: {
            measure: 'bytes',
            key: cache,
            mistakes: distinct(cache, [
              { key: countPrefix(architecture, length), feedback: 'bytesForgotten' },
              { key: cache / layers, feedback: 'layersForgotten' },
              { key: keyValueCache(withEveryHead(architecture), length), feedback: 'headsNotShared' },
              { key: 2 * cache, feedback: 'fourBytes' },
            ]),
          },
          left: {
            measure: 'number',
            key: left,
            tolerance: 0,
            mistakes: [
              { key: context, feedback: 'nothingTaken' },
              { key: context + length, feedback: 'roomAdded' },
            ],
          },
        },
      };
    },
  },

  'same-as-lora': {
    kind: 'number',
    measure: 'number',
    tolerance: 0,
    variant(random) {
      const { architecture, name: model } = modelById(
        random.pick(['llama-7b', 'llama-13b', 'llama-3.1-8b', 'llama-3.1-70b', 'mistral-7b'] as const),
      );
      const rank = random.pick([2, 4, 8, 16, 32, 64]);
      const { hiddenSize, numKeyValueHeads, headDim } = architecture;
      const lora = countLora(architecture, rank, ['q', 'v']);
      const key = lora / countPrefix(architecture, 1);
      return {
        given: {
          model: name(model),
          rank: count(rank),
          hiddenSize: count(hiddenSize),
          width: count(numKeyValueHeads * headDim),
          lora: count(lora),
          each: count(countPrefix(architecture, 1)),
          length: count(key),
        },
        key,
        mistakes: distinct(key, [
          { key: 2 * key, feedback: 'keysAlone' },
          { key: lora / countPrompt(architecture, 1), feedback: 'promptMeant' },
          { key: lora / countPrefix(withEveryHead(architecture), 1), feedback: 'headsNotShared' },
          { key: key / 2, feedback: 'oneFactor' },
        ]),
      };
    },
  },

  'share-in-figure': {
    kind: 'configure',
    figure: 'prefix-attention',
    variant(random) {
      const bound = random.pick(['least', 'most'] as const);
      const goals = SHARE_GOALS.filter((goal) => goal.bound === bound);
      const row = random.pick([...new Set(goals.map((goal) => goal.row))]);
      const goal = random.pick(goals.filter((each) => each.row === row));
      const state = (length: number, strength: number, token = row): FigureReading =>
        sampleReading({ length: String(length), strength: String(strength), row: String(token) });
      const misses = ({ fields }: FigureReading): readonly Feedback[] => {
        const [length, strength] = [Number(fields['length']), Number(fields['strength'])];
        const missing: Feedback[] = [];
        if (fields['row'] !== String(row)) missing.push({ message: 'otherToken' });
        if (bound === 'least' && length > goal.length) missing.push({ message: 'tooLong' });
        if (bound === 'most' && length < goal.length) missing.push({ message: 'tooShort' });
        if (missing.length > 0) return missing;
        const lambda = shareInFigure(row, length, strength);
        const value = count(lambda, 2);
        if (bound === 'least' && !(lambda >= goal.share))
          return [{ message: 'shareTooSmall', values: { share: value } }];
        if (bound === 'most' && !(lambda <= goal.share))
          return [{ message: 'shareTooLarge', values: { share: value } }];
        return [];
      };
      const told = (reading: FigureReading) => misses(reading)[0]?.message;
      const solutions = STATES.filter((each) => solves(goal, each));
      const others = STATES.map((each) => state(each.length, each.strength)).flatMap((answer) => {
        const feedback = told(answer);
        return feedback === undefined ? [] : [{ answer, feedback }];
      });
      const [one] = solutions;
      if (!one) throw new RangeError('a goal that nothing reaches');
      const number = goal.share.toFixed(2);
      return {
        given: {
          row: count(row),
          share:
            bound === 'least'
              ? words(`at least ${number}`, `不低于 ${number}`)
              : words(`at most ${number}`, `不高于 ${number}`),
          length:
            bound === 'least'
              ? words(`at most ${goal.length}`, `不超过 ${goal.length}`)
              : words(`at least ${goal.length}`, `不小于 ${goal.length}`),
          strength: count(one.strength),
          taken: count(one.length),
          lambda: count(shareInFigure(row, one.length, one.strength), 2),
        },
        misses,
        right: solutions.map((each) => state(each.length, each.strength)),
        wrong: [
          { answer: state(one.length, one.strength, row === 1 ? 2 : 1), feedback: 'otherToken' },
          ...others,
        ],
      };
    },
  },

  'carry-over': {
    kind: 'choice',
    several: true,
    variant(random) {
      const right = 1 + random.integer(3);
      const key = random.shuffle(TRUE_OF_PROMPTS).slice(0, right);
      const options = random.shuffle([...key, ...random.shuffle(FALSE_OF_PROMPTS).slice(0, 5 - right)]);
      return {
        given: {
          length: count(random.pick([5, 10, 20, 50, 100])),
          model: name(modelById(random.pick([...MULTI_HEAD, ...GROUPED])).name),
        },
        key,
        options,
      };
    },
  },

  'who-leads': {
    kind: 'predict',
    figure: 'lab-run',
    prediction: { ask: 'choice' },
    variant(random) {
      const { task, called } = random.pick(TASKS);
      const compared = random.pick(COMPARED);
      /** The figure after a run in which the methods measured these values. */
      const after = (values: readonly number[], steps = 100): FigureReading => ({
        fields: { preset: 'prefix', task, steps: String(steps), seed: '1', curve: 'accuracy' },
        numbers: LAB_METHODS.map((method, at) => ({
          quantity: compared.quantity,
          row: method,
          value: values[at] ?? Number.NaN,
        })),
        condition: 'done',
      });
      const spread = compared.first > 0 ? [0.8, 0.5, 0.3] : [0.5, 0.8, 0.9];
      const [first = 0, ...others] = spread;
      return {
        given: { task: called, asked: compared.asked, steps: count(LEAST_STEPS) },
        measured: (reading) => {
          const method = firstIn(reading, task, compared);
          return method === null ? null : [method];
        },
        sample: after(spread),
        right: [
          { prediction: ['prefix'], reading: after([others[0] ?? 0, first, others[1] ?? 0]) },
          { prediction: ['prompt'], reading: after([...others, first]) },
          { prediction: ['none'], reading: after([0.51, 0.5, 0.505]) },
        ],
      };
    },
  },
  'write-attention': code('attend'),
};
