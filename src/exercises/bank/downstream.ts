import {
  differs,
  parentOf,
  TREE_EDGES,
  TREE_NODES,
  type TreeNode,
  treeNodeById,
} from '../../facts/llamaTree';
import { COMPARISON, type MeasuredTraining, TRAININGS, trainingById } from '../../facts/metamathqa';
import { modelById } from '../../facts/models';
import { MATRIX_NAMES } from '../../theory/architecture';
import { maskedLoss } from '../../theory/maskedLoss';
import { BYTES_PER_WEIGHT_16BIT } from '../../theory/memory';
import { countLora } from '../../theory/parameters';
import { standardError, standardizedDifference, tooCloseToCall } from '../../theory/proportion';
import { bytes, compact, count, name, share, words } from '../given';
import { distinct } from '../mistakes';
import { sampleReading } from '../reading';
import type { Cell, Exercises, Feedback, FigureReading, Given } from '../types';

const N = COMPARISON.questions;

/** A run as the figure names it. */
const runName = ({ id }: MeasuredTraining): Given => name(id.replace('--', ' · ').replaceAll('_', ' '));
const difference = (a: MeasuredTraining, b: MeasuredTraining): number =>
  standardizedDifference(a.accuracy, b.accuracy, N);
const percent = (value: number): Given => name(`${(100 * value).toFixed(1)}%`);
const points = (value: number): Given => name((100 * value).toFixed(2));

/** Pairs of runs of different methods, neither of them a failure, that clearly are or are not told apart. */
const PAIRS = TRAININGS.flatMap((first) =>
  TRAININGS.filter(
    (second) =>
      first.method !== second.method &&
      Math.min(first.accuracy, second.accuracy) > 0.3 &&
      Math.abs(first.memory - second.memory) > 0.5e9,
  ).map((second) => ({ first, second })),
).filter(({ first, second }) => {
  const z = difference(first, second);
  return z > 0.4 && z < 7 && (z < 1.7 || z > 2.3);
});
const [OPEN, DECIDED] = [true, false].map((open) =>
  PAIRS.filter(({ first, second }) => tooCloseToCall(first.accuracy, second.accuracy, N) === open),
) as [typeof PAIRS, typeof PAIRS];

/** What a table of measured shares may ask for. */
const FORMULAS = [
  {
    ask: words(
      'the standard error of a share p of right answers among n questions',
      'n 道题中答对比例为 p 时，p 的标准误',
    ),
    key: 'sqrt(p*(1-p)/n)',
    shown: '√(p(1 − p)/n)',
    mistakes: {
      rootForgotten: 'p*(1-p)/n',
      nOutside: 'sqrt(p*(1-p))/n',
      wrongForgotten: 'sqrt(p/n)',
    },
  },
  {
    ask: words(
      'the standard error of the share p, when the test is made k times as long and has kn questions',
      '测试加长到 k 倍、共 kn 道题时，比例 p 的标准误',
    ),
    key: 'sqrt(p*(1-p)/(k*n))',
    shown: '√(p(1 − p)/(kn))',
    mistakes: { rootForgotten: 'p*(1-p)/(k*n)', inProportion: 'sqrt(p*(1-p)/n)/k' },
  },
  {
    ask: words(
      'how many questions a test must have for the share p to have the standard error s',
      '要使比例 p 的标准误为 s，测试需要多少道题',
    ),
    key: 'p*(1-p)/s^2',
    shown: 'p(1 − p)/s²',
    mistakes: { notSquared: 'p*(1-p)/s', rootOfQuestions: 'sqrt(p*(1-p))/s' },
  },
  {
    ask: words(
      'the standard error of the difference of two shares p and q, each of a test of n questions, treated as independent',
      '两个比例 p 和 q 之差的标准误（各来自 n 道题的测试，视为相互独立）',
    ),
    key: 'sqrt((p*(1-p)+q*(1-q))/n)',
    shown: '√((p(1 − p) + q(1 − q))/n)',
    mistakes: {
      rootForgotten: '(p*(1-p)+q*(1-q))/n',
      errorsAdded: 'sqrt(p*(1-p)/n)+sqrt(q*(1-q)/n)',
    },
  },
] as const;

/** A model's ancestors in weights, itself first, the root left out. */
function lineOf(id: string): readonly TreeNode[] {
  const parent = parentOf(id);
  return parent ? [treeNodeById(id), ...lineOf(parent.from)] : [];
}
const dataOf = (id: string): readonly string[] =>
  TREE_EDGES.filter(({ to, kind }) => to === id && kind === 'data').map(
    ({ from }) => treeNodeById(from).name,
  );
const listed = (names: readonly string[]): Given =>
  names.length === 0 ? words('none', '没有') : words(names.join(', '), names.join('、'));
const WALKS = TREE_NODES.filter(({ id }) => lineOf(id).length > 1 || dataOf(id).length > 1);

/** What a model of the tree may be asked to have. */
interface Condition {
  readonly words: Given;
  readonly feedback: string;
  readonly holds: (node: TreeNode) => boolean;
}
const inDomain = (domain: string, en: string, zh: string): Condition => ({
  words: words(en, zh),
  feedback: 'otherDomain',
  holds: (node) => node.domain === domain,
});
const lightByProject: Condition = {
  words: words('whose own pages call it lightweight', '按其项目自己的说法属于轻量化微调'),
  feedback: 'notLight',
  holds: ({ project }) => project === 'light',
};
const contradicted: Condition = {
  words: words('whose own pages contradict the slide’s colour', '其项目自己的说法与课件的颜色矛盾'),
  feedback: 'slideAgrees',
  holds: differs,
};
const pretrained: Condition = {
  words: words('that was pretrained further before anything else', '经过了继续预训练'),
  feedback: 'notPretrained',
  holds: ({ id }) => parentOf(id)?.kind === 'pretraining',
};
const withData: Condition = {
  words: words('that inherits data from another model of the tree', '用了图中另一个模型的数据'),
  feedback: 'noData',
  holds: ({ id }) => dataOf(id).length > 0,
};
const SEARCHES: readonly (readonly [Condition, Condition])[] = [
  [inDomain('medicine', 'a medical model', '医药领域的模型'), lightByProject],
  [inDomain('medicine', 'a medical model', '医药领域的模型'), contradicted],
  [inDomain('law', 'a law model', '法律领域的模型'), pretrained],
  [inDomain('multimodal', 'a multimodal model', '多模态的模型'), contradicted],
  [inDomain('multimodal', 'a multimodal model', '多模态的模型'), withData],
  [inDomain('language', 'a model for another language', '面向其他语言的模型'), pretrained],
  [inDomain('language', 'a model for another language', '面向其他语言的模型'), lightByProject],
];

interface Limits {
  readonly memory: number;
  readonly forgetting: number;
}
const bestWithin = ({ memory, forgetting }: Limits): MeasuredTraining | null =>
  TRAININGS.filter(
    (run) => run.memory <= memory && run.forgetting <= forgetting,
  ).reduce<MeasuredTraining | null>(
    (best, run) => (best && best.accuracy >= run.accuracy ? best : run),
    null,
  );

/** What speaks against a run under these limits; null where nothing does. */
function judge(run: MeasuredTraining, limits: Limits): string | null {
  if (run.memory > limits.memory) return 'tooMuchMemory';
  if (run.forgetting > limits.forgetting) return 'forgetsTooMuch';
  const best = bestWithin(limits);
  if (best && best.accuracy > run.accuracy && !tooCloseToCall(best.accuracy, run.accuracy, N))
    return 'lessAccurate';
  return null;
}

/** Limits on memory and forgetting within which two runs at least share the lead, and the figure's first run does not. */
const LIMITS = [19.5, 20, 20.5, 21, 21.5, 22, 22.5, 23, 24].flatMap((gigabytes) =>
  [0.04, 0.06, 0.08, 0.1, 0.15, 0.2].flatMap((forgetting) => {
    const limits = { memory: gigabytes * 1e9, forgetting };
    const isFirst = judge(trainingById('lora--rank32'), limits) === null;
    const leaders = TRAININGS.filter((run) => judge(run, limits) === null);
    // A run at a limit would be a matter of rounding.
    const isClear = TRAININGS.every(
      (run) =>
        Math.abs(run.memory - limits.memory) > 0.03e9 && Math.abs(run.forgetting - forgetting) > 0.0005,
    );
    return !isFirst && isClear && leaders.length > 1 && leaders.length < 12 ? [limits] : [];
  }),
);

export const exercises: Exercises = {
  'masked-terms': {
    kind: 'table',
    variant(random) {
      const batch = random.pick([2, 4, 8, 16]);
      const instruction = random.pick([120, 180, 220, 350, 420]);
      const answer = random.pick([40, 60, 80, 130]);
      const [tokens, answers] = [batch * (instruction + answer), batch * answer];
      const whole = (key: number, mistakes: Readonly<Record<string, number>>): Cell => ({
        measure: 'number',
        key,
        mistakes: distinct(
          key,
          Object.entries(mistakes).map(([feedback, each]) => ({ key: each, feedback })),
        ),
      });
      return {
        given: {
          batch: count(batch),
          instruction: count(instruction),
          answer: count(answer),
          length: count(instruction + answer),
          answers: count(answers),
          tokens: count(tokens),
        },
        key: {
          masked: whole(answers, {
            maskReversed: batch * instruction,
            oneSequence: answer,
            maskIgnored: tokens,
          }),
          plain: whole(tokens, { stillMasked: answers, oneSequence: instruction + answer }),
          kept: whole(tokens, { keptAnswersOnly: answers, oneSequence: instruction + answer }),
        },
      };
    },
  },

  'masked-loss': {
    kind: 'number',
    measure: 'number',
    variant(random) {
      const instruction = random.shuffle([0.02, 0.05, 0.1, 0.2]).slice(0, random.pick([2, 3]));
      const answer = random.shuffle([0.25, 0.4, 0.5, 0.8, 0.9]).slice(0, random.pick([2, 3]));
      const all = [...instruction, ...answer];
      const over = (counts: (at: number) => boolean) =>
        maskedLoss(
          all,
          all.map((_, at) => counts(at)),
        );
      const key = over((at) => at >= instruction.length);
      const sum = key * answer.length;
      return {
        given: {
          instruction: listed(instruction.map(String)),
          answer: listed(answer.map(String)),
          product: name(answer.join(' · ')),
          sum: count(sum, 3),
          terms: count(answer.length),
          all: count(all.length),
          loss: count(key, 3),
          unmasked: count(
            over(() => true),
            3,
          ),
        },
        key,
        mistakes: distinct(key, [
          { key: over(() => true), feedback: 'maskIgnored' },
          { key: sum / all.length, feedback: 'dividedByAll' },
          { key: sum, feedback: 'notDivided' },
          { key: over((at) => at < instruction.length), feedback: 'maskReversed' },
          { key: key / Math.LN2, feedback: 'otherLogarithm' },
          { key: key / Math.LN10, feedback: 'otherLogarithm' },
        ]),
      };
    },
  },

  'vocabulary-patch': {
    kind: 'number',
    measure: 'bytes',
    variant(random) {
      const model = random.pick(['llama-7b', 'llama-13b', 'llama-33b'] as const);
      const { architecture, name: called } = modelById(model);
      const { hiddenSize, vocabSize } = architecture;
      const vocabulary = random.pick([40_000, 45_000, 50_000, 56_000, 64_000]);
      const rank = random.pick([8, 16, 32, 64]);
      const factors = countLora(architecture, rank, MATRIX_NAMES);
      const rows = 2 * vocabulary * hiddenSize;
      const file = (numbers: number) => BYTES_PER_WEIGHT_16BIT * numbers;
      const key = file(factors + rows);
      return {
        given: {
          model: name(called),
          hiddenSize: count(hiddenSize),
          vocabSize: count(vocabSize),
          vocabulary: count(vocabulary),
          rank: count(rank),
          factors: compact(factors),
          factorBytes: bytes(file(factors)),
          rowNumbers: compact(rows),
          rowBytes: bytes(file(rows)),
          total: bytes(key),
        },
        key,
        mistakes: distinct(key, [
          { key: file(factors), feedback: 'factorsOnly' },
          { key: file(rows), feedback: 'factorsForgotten' },
          { key: file(factors + rows / 2), feedback: 'oneMatrix' },
          { key: file(factors + 2 * (vocabulary - vocabSize) * hiddenSize), feedback: 'newRowsOnly' },
          { key: 2 * key, feedback: 'fourBytes' },
        ]),
      };
    },
  },

  'walk-back': {
    kind: 'table',
    variant(random) {
      const node = random.pick(WALKS);
      const line = lineOf(node.id);
      const light = line.filter(({ project }) => project === 'light').length;
      const white = line.filter(({ slide }) => slide === 'light').length;
      const exact = (key: number, others: Readonly<Record<string, number>>): Cell => ({
        measure: 'number',
        key,
        tolerance: 0,
        mistakes: distinct(
          key,
          Object.entries(others).map(([feedback, each]) => ({ key: each, feedback })),
          0,
        ),
      });
      const data = dataOf(node.id);
      return {
        given: {
          model: name(node.name),
          line: name([...line.map((each) => each.name), 'LLaMA'].join(' ← ')),
          steps: count(line.length),
          light: count(light),
          lightNames: listed(line.filter(({ project }) => project === 'light').map((each) => each.name)),
          data: listed(data),
        },
        key: {
          steps: exact(line.length, { rootCounted: line.length + 1 }),
          light: exact(light, { slideColours: white }),
          data: exact(data.length, { weightsCounted: data.length + 1 }),
        },
      };
    },
  },

  'find-in-the-tree': {
    kind: 'configure',
    figure: 'llama-tree',
    variant(random) {
      const [domain, condition] = random.pick(SEARCHES);
      const misses = ({ fields }: FigureReading): readonly Feedback[] => {
        const node = TREE_NODES.find(({ id }) => id === fields['node']);
        if (!node) return [{ message: 'otherDomain' }];
        const missing = [domain, condition].filter(({ holds }) => !holds(node));
        return [
          ...missing.map(({ feedback }) => ({ message: feedback })),
          ...(fields['marks'] === 'projects' ? [] : [{ message: 'slideMarks' }]),
        ];
      };
      const state = (node: TreeNode, marks = 'projects'): FigureReading =>
        sampleReading({ marks, tuning: 'all', domain: 'all', search: '', node: node.id });
      const right = TREE_NODES.filter((node) => misses(state(node)).length === 0);
      const lacking = ({ holds, feedback }: Condition, other: Condition) =>
        TREE_NODES.filter((node) => !holds(node) && other.holds(node)).map((node) => ({
          answer: state(node),
          feedback,
        }));
      return {
        given: {
          domain: domain.words,
          condition: condition.words,
          all: listed(right.map((node) => node.name)),
        },
        misses,
        right: right.map((node) => state(node)),
        wrong: [
          ...right.map((node) => ({ answer: state(node, 'slide'), feedback: 'slideMarks' })),
          ...lacking(domain, condition),
          ...lacking(condition, domain),
        ],
      };
    },
  },

  'sampling-error': {
    kind: 'table',
    variant(random) {
      const { first, second } = random.pick(random.pick([OPEN, DECIDED]));
      const [s1, s2] = [first, second].map(({ accuracy }) => standardError(accuracy, N)) as [number, number];
      const gap = Math.abs(first.accuracy - second.accuracy);
      const z = difference(first, second);
      const error = (accuracy: number, key: number): Cell => ({
        measure: 'share',
        key,
        mistakes: distinct(key, [
          { key: key ** 2, feedback: 'rootForgotten' },
          { key: 1.96 * key, feedback: 'halfWidth' },
          { key: Math.sqrt(accuracy / N), feedback: 'wrongForgotten' },
        ]),
      });
      return {
        given: {
          first: runName(first),
          second: runName(second),
          right1: count(Math.round(first.accuracy * N)),
          right2: count(Math.round(second.accuracy * N)),
          questions: count(N),
          share1: percent(first.accuracy),
          share2: percent(second.accuracy),
          s1: points(s1),
          s2: points(s2),
          gap: points(gap),
          both: points(Math.hypot(s1, s2)),
          z: count(z, 2),
          verdict: tooCloseToCall(first.accuracy, second.accuracy, N)
            ? words('less than 1.96, so this test cannot tell the two apart', '小于 1.96，用这套题分不出高下')
            : words('more than 1.96, so the difference is decided', '大于 1.96，可以判定有差别'),
        },
        key: {
          s1: error(first.accuracy, s1),
          s2: error(second.accuracy, s2),
          z: {
            measure: 'number',
            key: z,
            mistakes: distinct(z, [
              { key: gap / (s1 + s2), feedback: 'errorsAdded' },
              { key: gap / s1, feedback: 'oneError' },
              { key: 100 * gap, feedback: 'gapInPoints' },
            ]),
          },
        },
      };
    },
  },

  'error-formula': {
    kind: 'formula',
    symbols: [
      { name: 'p', range: [0.05, 0.95] },
      { name: 'q', range: [0.05, 0.95] },
      { name: 'n', range: [50, 2000] },
      { name: 'k', range: [2, 9] },
      { name: 's', range: [0.005, 0.05] },
    ],
    variant(random) {
      const { ask, key, shown, mistakes } = random.pick(FORMULAS);
      return {
        given: { ask, key: name(shown) },
        key,
        mistakes: Object.entries(mistakes).map(([feedback, formula]) => ({ key: formula, feedback })),
      };
    },
  },

  decided: {
    kind: 'choice',
    several: true,
    variant(random) {
      const { first, second } = random.pick(random.pick([OPEN, DECIDED]));
      const isOpen = tooCloseToCall(first.accuracy, second.accuracy, N);
      const accuracy = isOpen ? 'open' : first.accuracy > second.accuracy ? 'first' : 'second';
      return {
        given: {
          first: runName(first),
          second: runName(second),
          share1: percent(first.accuracy),
          share2: percent(second.accuracy),
          memory1: bytes(first.memory),
          memory2: bytes(second.memory),
          z: count(difference(first, second), 1),
          accurate: isOpen
            ? words('that is open', '用这套题分不出高下')
            : words(
                `the ${accuracy === 'first' ? 'first' : 'second'} is`,
                accuracy === 'first' ? '前者更准' : '后者更准',
              ),
        },
        key: [accuracy, first.memory < second.memory ? 'memory-first' : 'memory-second'],
      };
    },
  },

  'false-alarms': {
    kind: 'number',
    measure: 'number',
    variant(random) {
      const runs = random.pick([21, 31, 41, 51, 81, 101, 121, 201]);
      const level = random.pick([0.01, 0.05, 0.1]);
      const others = runs - 1;
      const key = others * level;
      return {
        given: {
          runs: count(runs),
          others: count(others),
          level: share(level),
          decimal: count(level),
          key: count(key),
        },
        key,
        mistakes: distinct(key, [
          { key: others * (1 - level), feedback: 'complement' },
          { key: level, feedback: 'oneComparison' },
          { key: (level * runs * others) / 2, feedback: 'allPairs' },
          { key: 0, feedback: 'noneExpected' },
        ]),
      };
    },
  },

  'card-of-twenty': {
    kind: 'configure',
    figure: 'metamathqa',
    variant(random) {
      const limits = random.pick(LIMITS);
      const state = ({ id }: MeasuredTraining, x = 'memory'): FigureReading =>
        sampleReading({ x, y: 'accuracy', show: 'all', run: id });
      const best = bestWithin(limits) as MeasuredTraining;
      const told = (feedback: string | null) => TRAININGS.filter((run) => judge(run, limits) === feedback);
      const leaders = told(null);
      return {
        given: {
          memory: bytes(limits.memory, 'GB', 1),
          forgetting: count(limits.forgetting),
          best: runName(best),
          share: percent(best.accuracy),
          bestMemory: bytes(best.memory),
          bestForgetting: count(best.forgetting, 3),
          leaders: count(leaders.length),
        },
        misses({ fields }) {
          const run = TRAININGS.find(({ id }) => id === fields['run']);
          const problem = run ? judge(run, limits) : 'lessAccurate';
          return problem === null ? [] : [{ message: problem }];
        },
        right: leaders.map((run) => state(run, random.pick(['memory', 'forgetting']))),
        wrong: ['tooMuchMemory', 'forgetsTooMuch', 'lessAccurate'].flatMap((feedback) =>
          told(feedback)
            .slice(0, 3)
            .map((run) => ({ answer: state(run), feedback })),
        ),
      };
    },
  },

  'which-study': {
    kind: 'match',
    variant(random) {
      const pairs = random.pick([3000, 5000, 8000, 20_000]).toLocaleString('en');
      const billions = random.pick([15, 20, 30, 40]);
      const [en, zh] = random.pick([
        ['a hospital’s patient records', '某医院的病历'],
        ['statutes and judgments', '法律条文和判决书'],
        ['a language that the model hardly knows', '模型几乎不懂的一种语言'],
      ] as const);
      // Two runs of one short test, one seed each: near enough that it does not tell them apart.
      const test = random.pick([200, 400, 800]);
      const lower = random.pick([0.46, 0.52, 0.61]);
      const upper = Math.round(100 * (lower + 1.2 * standardError(lower, test))) / 100;
      if (!tooCloseToCall(lower, upper, test)) throw new RangeError('the two runs are told apart');
      const situations: Readonly<Record<string, Given>> = {
        lora: words(
          `A model is to answer questions in a set manner; there are ${pairs} questions with good answers.`,
          `要让模型按固定的方式回答问题，有 ${pairs} 个问题和好的答案。`,
        ),
        full: words(
          `A model is to take in a field from ${billions} billion tokens of plain text: ${en}.`,
          `要让模型从 ${billions * 10} 亿个词元的纯文本中学习一个领域：${zh}。`,
        ),
        settings: random.pick([
          words(
            'On the same instructions, LoRA on attention alone came out behind full fine-tuning; both had the same learning rate.',
            '在同样的指令数据上，只加在注意力上的 LoRA 不如全量微调；两者学习率相同。',
          ),
          words(
            'LoRA at a low rank on two matrices, at full fine-tuning’s learning rate, learned instructions worse than full fine-tuning.',
            'LoRA 秩很低，只加在两个矩阵上，又用全量微调的学习率，学指令不如全量微调。',
          ),
        ]),
        open: words(
          `On a test of ${test} questions one method has ${Math.round(100 * lower)}%, the other ${Math.round(100 * upper)}%; one seed each.`,
          `在 ${test} 道题的测试上，一种方法得 ${Math.round(100 * lower)}%，另一种得 ${Math.round(100 * upper)}%；各用一个随机种子。`,
        ),
      };
      const order = random.shuffle(Object.keys(situations));
      const letters = ['a', 'b', 'c', 'd'];
      const letterOf = (situation: string) => letters[order.indexOf(situation)] ?? '';
      return {
        given: {
          ...Object.fromEntries(order.map((each, at) => [letters[at] ?? '', situations[each] as Given])),
          z: count(standardizedDifference(lower, upper, test), 1),
          pairs: name(pairs),
          tokens: words(`${billions} billion`, `${billions * 10} 亿个`),
        },
        key: Object.fromEntries(order.map((each, at) => [letters[at] ?? '', each])),
        mistakes: [
          { key: [letterOf('full'), 'lora'], feedback: 'knowledgeNeedsRoom' },
          { key: [letterOf('lora'), 'full'], feedback: 'fewPairs' },
          { key: [letterOf('settings'), 'full'], feedback: 'unfairComparison' },
          { key: [letterOf('open'), 'full'], feedback: 'withinNoise' },
          { key: [letterOf('open'), 'lora'], feedback: 'withinNoise' },
        ],
      };
    },
  },
};
