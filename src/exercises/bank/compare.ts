import { GPUS, gpuById } from '../../facts/gpus';
import { MODELS, modelById } from '../../facts/models';
import { ATTENTION_MATRICES } from '../../theory/architecture';
import { slideMemory } from '../../theory/memory';
import { countPrefix, countTrainable, type Method } from '../../theory/methods';
import { inferenceCost } from '../../theory/methods/inference';
import { countParameters } from '../../theory/parameters';
import { lastWithPrefix } from '../../theory/prefixAttention';
import { standardError } from '../../theory/proportion';
import { type GuideMethod, recommend, type Situation } from '../../theory/recommend';
import type { Random } from '../../training/random';
import { bytes, compact, count, name, share, words } from '../given';
import { distinct } from '../mistakes';
import { sampleReading } from '../reading';
import { setupOf } from '../setup';
import type { Exercises, Feedback, FigureReading, Given, Matching, Mistake } from '../types';

/** A share in percent, to three digits, as is asked for. */
const percent = (value: number): Given => name(`${Number((100 * value).toPrecision(3))}%`);

const SLOTS = ['a', 'b', 'c', 'd'] as const;

/** What fills one line of a matching: its words, its target, and targets that are often taken for it. */
interface Line {
  readonly text: Given;
  readonly target: string;
  readonly mistakes?: Readonly<Record<string, string>>;
}

/** Four lines of a pool in random order. */
function drawLines(random: Random, pool: readonly Line[]) {
  const lines = random.shuffle(pool).slice(0, SLOTS.length);
  const slots = lines.flatMap((line, at) => {
    const slot = SLOTS[at];
    return slot ? [{ slot, line }] : [];
  });
  const key: Matching = Object.fromEntries(slots.map(({ slot, line }) => [slot, line.target]));
  const mistakes = slots.flatMap(({ slot, line }) =>
    Object.entries(line.mistakes ?? {}).map(
      ([target, feedback]): Mistake<readonly [string, string]> => ({ key: [slot, target], feedback }),
    ),
  );
  const given = Object.fromEntries(slots.map(({ slot, line }) => [slot, line.text]));
  return { given, key, mistakes };
}

const PLACES: readonly Line[] = [
  {
    text: words('bottleneck adapters', '适配器微调'),
    target: 'steps',
    mistakes: { beside: 'adapterWaits', nothing: 'adapterStays' },
  },
  {
    text: words('prefix tuning', '前缀微调'),
    target: 'keys',
    mistakes: { steps: 'widerNotLonger', nothing: 'prefixStays' },
  },
  {
    text: words('prompt tuning', '提示微调'),
    target: 'keys',
    mistakes: { nothing: 'promptTravels', steps: 'widerNotLonger' },
  },
  {
    text: words('LoRA, merged', 'LoRA，已合并'),
    target: 'nothing',
    mistakes: { beside: 'alreadyMerged' },
  },
  {
    text: words('LoRA, not merged', 'LoRA，未合并'),
    target: 'beside',
    mistakes: { nothing: 'notYetMerged', steps: 'besideNotBehind' },
  },
  {
    text: words('(IA)³, merged', '(IA)³，已合并'),
    target: 'nothing',
    mistakes: { beside: 'alreadyMerged', steps: 'alreadyMerged' },
  },
];

const VARIANTS: readonly Line[] = [
  {
    text: words('α/√R in place of α/R', '用 α/√R 代替 α/R'),
    target: 'scale',
    mistakes: { rate: 'scaleNotRate' },
  },
  {
    text: words('W′ = m ⊙ (W + ΔW)/‖W + ΔW‖, m trained', 'W′ = m ⊙ (W + ΔW)/‖W + ΔW‖，m 参与训练'),
    target: 'length',
    mistakes: { scale: 'lengthNotScale', vectors: 'matricesToo' },
  },
  {
    text: words('η_B = ρ·η_A with ρ ≫ 1', 'η_B = ρ·η_A，ρ ≫ 1'),
    target: 'rate',
    mistakes: { scale: 'rateNotScale' },
  },
  {
    text: words(
      'A and B from the largest singular directions of W; the rest of W is frozen',
      'A、B 取 W 最大的几个奇异方向，W 余下的部分冻结',
    ),
    target: 'start',
    mistakes: { shared: 'startNotShared' },
  },
  {
    text: words(
      'h = xW + ((xA) ⊙ d)·Bᵀ ⊙ b; A and B random, frozen, one pair for all layers',
      'h = xW + ((xA) ⊙ d)·Bᵀ ⊙ b；A、B 随机、冻结，各层只用这一对',
    ),
    target: 'shared',
    mistakes: { vectors: 'factorsRemain', start: 'sharedNotStart' },
  },
  {
    text: words('K ⊙ ℓ_k, V ⊙ ℓ_v, γ(xW_up) ⊙ ℓ_ff', 'K ⊙ ℓ_k，V ⊙ ℓ_v，γ(xW_up) ⊙ ℓ_ff'),
    target: 'vectors',
    mistakes: { shared: 'nothingShared', length: 'scalesOnly' },
  },
];

const COUNTS = [
  {
    what: words(
      'two adapters of width b in each layer, biases included: trained parameters',
      '每层两个宽度为 b 的适配器，含偏置：可训练参数量',
    ),
    key: '2*L*(2*H*b+b+H)',
    mistakes: {
      biasesForgotten: '4*L*H*b',
      oneAdapter: 'L*(2*H*b+b+H)',
      oneOfTwoMatrices: '2*L*(H*b+b+H)',
    },
  },
  {
    what: words(
      'LoRA of rank R on the four attention matrices, each H × H: trained parameters',
      '四个注意力矩阵（都是 H × H）上秩为 R 的 LoRA：可训练参数量',
    ),
    key: '8*L*H*R',
    mistakes: { oneFactor: '4*L*H*R', layersForgotten: '8*H*R', oneMatrix: '2*L*H*R' },
  },
  {
    what: words(
      'a prefix of n vectors, where no heads share keys: trained parameters',
      '长为 n 的前缀（各头不共用键值）：可训练参数量',
    ),
    key: '2*n*L*H',
    mistakes: { keysAlone: 'n*L*H', layersForgotten: '2*n*H' },
  },
  {
    what: words(
      'a prefix of n vectors, where keys and values are only D wide: trained parameters',
      '长为 n 的前缀（键和值的宽度只有 D）：可训练参数量',
    ),
    key: '2*n*L*D',
    mistakes: { headsNotShared: '2*n*L*H', keysAlone: 'n*L*D', layersForgotten: '2*n*D' },
  },
  {
    what: words(
      'a prompt of n vectors, where keys and values are only D wide: trained parameters',
      '长为 n 的提示（键和值的宽度只有 D）：可训练参数量',
    ),
    key: 'n*H',
    mistakes: { promptEverywhere: 'n*L*H', promptNarrowed: 'n*D' },
  },
  {
    what: words(
      'LoRA of rank R on the four attention matrices, each H × H: bytes of the file, in 16 bits',
      '四个注意力矩阵（都是 H × H）上秩为 R 的 LoRA：文件的字节数，16 位存储',
    ),
    key: '16*L*H*R',
    mistakes: { bytesForgotten: '8*L*H*R', statesStored: '128*L*H*R', layersForgotten: '16*H*R' },
  },
] as const;

/** The options that can be folded into the weights, and those that cannot. */
const MERGEABLE = ['lora', 'ia3', 'linear-adapter', 'dora'] as const;
const UNMERGEABLE = ['adapter', 'prefix', 'prompt', 'bent-lora'] as const;

const SIZED = ['adapter', 'lora', 'prefix', 'prompt'] as const;
interface Sizes {
  readonly rank: number;
  readonly bottleneck: number;
  readonly tokens: number;
  readonly promptTokens: number;
}

function countSized(model: string, { promptTokens, ...sizes }: Sizes, everyHead = false) {
  const { architecture } = modelById(model);
  const { numAttentionHeads, numKeyValueHeads } = architecture;
  const counted = {
    ...architecture,
    numKeyValueHeads: everyHead ? numAttentionHeads : numKeyValueHeads,
  };
  return Object.fromEntries(
    SIZED.map((method) => {
      const tokens = method === 'prompt' ? promptTokens : sizes.tokens;
      return [method, countTrainable(counted, { ...sizes, tokens, method, targets: ATTENTION_MATRICES })];
    }),
  );
}

const fewestFirst = (counts: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(counts)
    .sort(([, a], [, b]) => a - b)
    .map(([method]) => method);

/** λ of a query that scores `score` with each of `prefix` keys and 0 with each of `text` keys. */
function shareOf(prefix: number, score: number, text: number): number {
  const rows = (size: number, each: number) => Array.from({ length: size }, () => [each]);
  return lastWithPrefix({
    queries: rows(text, 1),
    keys: rows(text, 0),
    values: rows(text, 0),
    prefixKeys: rows(prefix, score),
    prefixValues: rows(prefix, 0),
  }).share;
}

type Case = Pick<Situation, 'data' | 'tasks' | 'latency'>;

const DATA: Readonly<Record<Case['data'], Given>> = {
  hundreds: words('hundreds of examples', '几百条样本'),
  thousands: words('thousands of examples', '几千到几万条样本'),
  corpus: words('a large corpus', '大规模语料'),
};
const TASKS: Readonly<Record<Case['tasks'], Given>> = {
  one: words('one task', '一个任务'),
  few: words('a few tasks', '几个任务'),
  many: words('dozens of tasks', '几十个任务'),
};
const LATENCY: Readonly<Record<Case['latency'], Given>> = {
  relaxed: words('delay does not matter', '时延不要紧'),
  strict: words('every millisecond counts', '时延要紧'),
};
const METHOD_NAMES: Readonly<Record<GuideMethod, Given>> = {
  full: words('full fine-tuning', '全量微调'),
  lora: words('LoRA over 16-bit weights', '16 位参数上的 LoRA'),
  qlora: name('QLoRA'),
  ia3: name('(IA)³'),
};

/** The calculator's models, which the guide has too. */
const GUIDE_MODELS = MODELS.filter(({ architecture }) => architecture.gated).map(({ id }) => id);
const DECIDED: readonly GuideMethod[] = ['full', 'lora', 'qlora', 'ia3'];

const parametersOf = (model: string): number => countParameters(modelById(model).architecture).total;
const decision = (model: string, gpu: string, situation: Case) =>
  recommend({
    ...situation,
    architecture: modelById(model).architecture,
    memory: gpuById(gpu).memory,
  });

/** Cases in which nothing fits by a hair, and something fits; with what the guide's rules say. */
function decided(method: GuideMethod) {
  const situations = casesFor(method);
  return (
    [
      'llama-7b',
      'llama-3.2-3b',
      'llama-3.1-8b',
      'llama-13b',
      'qwen2.5-14b',
      'qwen2.5-32b',
      'llama-65b',
    ] as const
  ).flatMap((model) =>
    (['rtx-3090-24g', 'rtx-a6000-48g', 'a800-80g', 'h200-141g'] as const).flatMap((gpu) =>
      situations.flatMap((situation) => {
        const { memory } = gpuById(gpu);
        const { choice, options } = decision(model, gpu, situation);
        const isClear = options.every(({ total }) => Math.abs(total - memory) > 0.06 * memory);
        return choice?.method === method && isClear ? [{ model, gpu, situation, options }] : [];
      }),
    ),
  );
}

/** Situations for which this method can be the answer. */
function casesFor(method: GuideMethod): readonly Case[] {
  if (method === 'full') return [{ data: 'corpus', tasks: 'one', latency: 'relaxed' }];
  if (method === 'ia3') return [{ data: 'hundreds', tasks: 'many', latency: 'strict' }];
  return [
    { data: 'thousands', tasks: 'few', latency: 'strict' },
    { data: 'thousands', tasks: 'many', latency: 'relaxed' },
    { data: 'hundreds', tasks: 'few', latency: 'strict' },
    { data: 'hundreds', tasks: 'many', latency: 'relaxed' },
    { data: 'corpus', tasks: 'many', latency: 'strict' },
    { data: 'corpus', tasks: 'one', latency: 'relaxed' },
  ];
}

interface Goal {
  readonly method: GuideMethod;
  readonly situation: Case;
  /** Parameters of the smallest model that counts, bytes of the largest card. */
  readonly least: number;
  readonly most: number;
}

/** Models and cards with which the guide gives the answer that a goal asks for. */
const solutionsOf = ({ method, situation, least, most }: Goal) =>
  GUIDE_MODELS.filter((model) => parametersOf(model) >= least).flatMap((model) =>
    GPUS.filter(
      ({ id, memory }) => memory <= most && decision(model, id, situation).choice?.method === method,
    ).map(({ id }) => ({ model, gpu: id })),
  );

/** Bounds that leave a few solutions each, and leave out what the figure opens with. */
const GOALS: readonly { method: GuideMethod; least: number; card: string }[] = [
  { method: 'full', least: 2e9, card: 'a800-80g' },
  { method: 'full', least: 6e9, card: 'h200-141g' },
  { method: 'lora', least: 7.5e9, card: 'rtx-5090-32g' },
  { method: 'lora', least: 12e9, card: 'rtx-a6000-48g' },
  { method: 'lora', least: 30e9, card: 'rtx-pro-6000-96g' },
  { method: 'qlora', least: 12e9, card: 'rtx-4080-16g' },
  { method: 'qlora', least: 30e9, card: 'rtx-5090-32g' },
  { method: 'qlora', least: 60e9, card: 'rtx-a6000-48g' },
  { method: 'ia3', least: 12e9, card: 'rtx-a6000-48g' },
  { method: 'ia3', least: 7.5e9, card: 'rtx-3090-24g' },
];

/** How far from LoRA's count another may be and still be called the same. */
const SAME = 0.05;

export const exercises: Exercises = {
  places: {
    kind: 'match',
    variant: (random) => drawLines(random, PLACES),
  },

  counts: {
    kind: 'formula',
    symbols: [{ name: 'L' }, { name: 'H' }, { name: 'R' }, { name: 'b' }, { name: 'n' }, { name: 'D' }],
    variant(random) {
      const { what, key, mistakes } = random.pick(COUNTS);
      return {
        given: { what, key: name(key.replaceAll('*', '').replaceAll('+', ' + ')) },
        key,
        mistakes: Object.entries(mistakes).map(([feedback, formula]) => ({ key: formula, feedback })),
      };
    },
  },

  'by-size': {
    kind: 'order',
    variant(random) {
      for (;;) {
        const model = random.pick([
          'llama-7b',
          'llama-13b',
          'llama-3.1-8b',
          'llama-3.2-3b',
          'mistral-7b',
        ] as const);
        const sizes: Sizes = {
          rank: random.pick([2, 4, 8, 16, 32]),
          bottleneck: random.pick([4, 8, 16, 32, 64]),
          tokens: random.pick([10, 30, 50, 100, 200]),
          promptTokens: random.pick([20, 50, 100, 200]),
        };
        const counts = countSized(model, sizes);
        const ordered = Object.values(counts).sort((a, b) => a - b);
        const isClear = ordered.every((each, at) => at === 0 || each > 1.4 * (ordered[at - 1] ?? 0));
        if (!isClear) continue;
        const key = fewestFirst(counts);
        const unshared = fewestFirst(countSized(model, sizes, true));
        const { numHiddenLayers, hiddenSize, numAttentionHeads, numKeyValueHeads } =
          modelById(model).architecture;
        return {
          given: {
            model: name(modelById(model).name),
            layers: count(numHiddenLayers),
            hiddenSize: count(hiddenSize),
            heads: count(numAttentionHeads),
            keyHeads: count(numKeyValueHeads),
            rank: count(sizes.rank),
            bottleneck: count(sizes.bottleneck),
            tokens: count(sizes.tokens),
            promptTokens: count(sizes.promptTokens),
            ...Object.fromEntries(SIZED.map((method) => [`${method}Count`, count(counts[method] ?? 0)])),
          },
          key,
          mistakes: unshared.join() === key.join() ? [] : [{ key: unshared, feedback: 'headsNotShared' }],
        };
      }
    },
  },

  'less-memory': {
    kind: 'number',
    measure: 'bytes',
    variant(random) {
      const model = random.pick(['llama-7b', 'llama-13b', 'llama-33b', 'llama-65b', 'llama-3.1-8b'] as const);
      const rank = random.pick([8, 16, 32, 64]);
      const tokens = random.pick([20, 50, 100]);
      const at = (method: Method) => slideMemory({ ...setupOf(model, { method, rank }), tokens });
      const [lora, prompt] = [at('lora'), at('prompt')];
      const key = lora.total - prompt.total;
      const fewer = lora.trainable - prompt.trainable;
      return {
        given: {
          model: name(modelById(model).name),
          rank: count(rank),
          tokens: count(tokens),
          lora: count(lora.trainable),
          prompt: count(prompt.trainable),
          fewer: count(fewer),
          total: bytes(lora.total),
          saved: bytes(key, 'GB', 3),
          share: share(key / lora.total),
        },
        key,
        mistakes: distinct(key, [
          { key: lora.total * (1 - prompt.trainable / lora.trainable), feedback: 'inProportion' },
          { key: 2 * fewer, feedback: 'weightsOnly' },
          { key: 12 * fewer, feedback: 'optimizerOnly' },
          { key: fewer, feedback: 'bytesForgotten' },
        ]),
      };
    },
  },

  merge: {
    kind: 'choice',
    several: true,
    variant(random) {
      const right = 1 + random.integer(3);
      const key = random.shuffle(MERGEABLE).slice(0, right);
      const options = random.shuffle([...key, ...random.shuffle(UNMERGEABLE).slice(0, 5 - right)]);
      return {
        given: {
          model: name(modelById(random.pick(GUIDE_MODELS)).name),
        },
        key,
        options,
      };
    },
  },

  'many-customers': {
    kind: 'table',
    variant(random) {
      const model = random.pick(['llama-7b', 'llama-13b', 'llama-33b', 'llama-65b'] as const);
      const rank = random.pick([4, 8, 16, 32, 64]);
      const customers = random.pick([20, 50, 120, 200, 500]);
      const { architecture } = modelById(model);
      const cost = (method: Method) =>
        inferenceCost(architecture, {
          ...setupOf(model, { method, rank }),
          bottleneck: 1,
          tokens: 1,
          method,
        });
      const [lora, full] = [cost('lora'), cost('full')];
      const parameters = parametersOf(model);
      const work = lora.unmergedWork / parameters;
      const [files, models] = [customers * lora.file, customers * full.file];
      return {
        given: {
          model: name(modelById(model).name),
          parameters: compact(parameters),
          layers: count(architecture.numHiddenLayers),
          hiddenSize: count(architecture.hiddenSize),
          rank: count(rank),
          customers: count(customers),
          trained: count(lora.file / 2),
          file: bytes(lora.file, 'GB', 3),
          files: bytes(files),
          whole: bytes(full.file),
          models: bytes(models),
          work: percent(work),
        },
        key: {
          files: {
            measure: 'bytes',
            key: files,
            mistakes: distinct(files, [
              { key: lora.file, feedback: 'oneCustomer' },
              { key: files / 2, feedback: 'oneFactor' },
              { key: 2 * files, feedback: 'fourBytes' },
              { key: 8 * files, feedback: 'statesStored' },
            ]),
          },
          models: {
            measure: 'bytes',
            key: models,
            mistakes: distinct(models, [
              { key: full.file, feedback: 'oneCustomer' },
              { key: models / 2, feedback: 'bytesForgotten' },
              { key: 2 * models, feedback: 'fourBytes' },
              { key: 8 * models, feedback: 'statesStored' },
            ]),
          },
          work: {
            measure: 'share',
            key: work,
            mistakes: distinct(work, [
              { key: work / 2, feedback: 'oneFactor' },
              { key: customers * work, feedback: 'oneTokenOneCustomer' },
              { key: 0, feedback: 'notMerged' },
            ]),
          },
        },
      };
    },
  },

  'share-of-attention': {
    kind: 'table',
    variant(random) {
      const prefix = random.pick([1, 2, 4]);
      const weight = random.pick([3, 4, 5, 8]);
      const short = random.pick([8, 12, 16, 24]);
      const long = random.pick([80, 120, 200, 360]);
      const cell = (text: number) => {
        const key = shareOf(prefix, Math.log(weight), text);
        return {
          measure: 'share' as const,
          key,
          mistakes: distinct(key, [
            { key: prefix / (prefix + text), feedback: 'scoreIgnored' },
            { key: (prefix * weight) / text, feedback: 'ratioNotShare' },
            { key: weight / (weight + text), feedback: 'oneKey' },
            { key: 1 - key, feedback: 'otherPart' },
          ]),
        };
      };
      const [before, after] = [cell(short), cell(long)];
      const fraction = (text: number) => name(`${prefix * weight}/${prefix * weight + text}`);
      return {
        given: {
          prefix: count(prefix),
          weight: count(weight),
          all: count(prefix * weight),
          short: count(short),
          long: count(long),
          shortFraction: fraction(short),
          longFraction: fraction(long),
          shortShare: count(before.key, 4),
          longShare: count(after.key, 4),
        },
        key: { short: before, long: after },
      };
    },
  },

  'told-apart': {
    kind: 'number',
    measure: 'share',
    variant(random) {
      const right = random.pick([0.2, 0.3, 0.4, 0.6, 0.7]);
      const questions = random.pick([100, 250, 400, 500, 1000, 1500, 2000]);
      const key = standardError(right, questions);
      return {
        given: {
          right: share(right),
          questions: count(questions),
          p: count(right),
          rest: count(Math.round(100 * (1 - right)) / 100),
          error: percent(key),
        },
        key,
        mistakes: distinct(key, [
          { key: key ** 2, feedback: 'rootForgotten' },
          { key: Math.sqrt(right / questions), feedback: 'wrongForgotten' },
          { key: Math.sqrt(right * (1 - right)), feedback: 'questionsForgotten' },
          { key: Math.sqrt(right * (1 - right)) / questions, feedback: 'outsideRoot' },
        ]),
      };
    },
  },

  variants: {
    kind: 'match',
    variant: (random) => drawLines(random, VARIANTS),
  },

  decide: {
    kind: 'choice',
    variant(random) {
      const method = random.pick(DECIDED);
      const { model, gpu, situation, options } = random.pick(decided(method));
      const total = (wanted: GuideMethod) =>
        bytes(options.find((each) => each.method === wanted)?.total ?? Number.NaN);
      return {
        given: {
          model: name(modelById(model).name),
          card: name(gpuById(gpu).name),
          memory: bytes(gpuById(gpu).memory),
          data: DATA[situation.data],
          tasks: TASKS[situation.tasks],
          latency: LATENCY[situation.latency],
          full: total('full'),
          lora: total('lora'),
          qlora: total('qlora'),
          ia3: total('ia3'),
          answer: METHOD_NAMES[method],
        },
        key: [method],
      };
    },
  },

  'equal-size': {
    kind: 'configure',
    figure: 'layer-methods',
    variant(random) {
      const model = random.pick([
        'llama-7b',
        'llama-13b',
        'llama-65b',
        'llama-3.1-8b',
        'mistral-7b',
      ] as const);
      const least = random.pick([8, 9, 10, 12]);
      const { architecture } = modelById(model);
      const counted = (method: 'lora' | 'adapter' | 'prefix', { fields }: FigureReading): number =>
        countTrainable(architecture, {
          method,
          rank: Number(fields['rank']),
          bottleneck: Number(fields['bottleneck']),
          tokens: Number(fields['tokens']),
          targets: ATTENTION_MATRICES,
        });
      /** The figure with this rank, and the other sizes as near to it as they come. */
      const state = (rank: number, changed: Readonly<Record<string, string>> = {}): FigureReading => {
        const lora = countTrainable(architecture, {
          ...{ method: 'lora', rank, targets: ATTENTION_MATRICES, bottleneck: 1, tokens: 1 },
        });
        const { hiddenSize, numHiddenLayers } = architecture;
        const bottleneck = Math.round((lora / (2 * numHiddenLayers) - hiddenSize) / (2 * hiddenSize + 1));
        const tokens = Math.round(lora / countPrefix(architecture, 1));
        return sampleReading({
          ...{ methods: 'lora,adapter,prefix,prompt', model, rank: String(rank) },
          ...{ bottleneck: String(bottleneck), tokens: String(tokens) },
          ...changed,
        });
      };
      const misses = (reading: FigureReading): readonly Feedback[] => {
        const { fields } = reading;
        const missing: Feedback[] = [];
        if (fields['model'] !== model) missing.push({ message: 'otherModel' });
        if (!(Number(fields['rank']) >= least)) missing.push({ message: 'lowRank' });
        if (missing.length > 0) return missing;
        const lora = counted('lora', reading);
        const [adapter, prefix] = [
          counted('adapter', reading) / lora - 1,
          counted('prefix', reading) / lora - 1,
        ];
        if (adapter > SAME) missing.push({ message: 'adapterLarger' });
        if (adapter < -SAME) missing.push({ message: 'adapterSmaller' });
        if (prefix > SAME) missing.push({ message: 'prefixLarger' });
        if (prefix < -SAME) missing.push({ message: 'prefixSmaller' });
        return missing;
      };
      const solved = state(least);
      const [bottleneck, tokens] = [Number(solved.fields['bottleneck']), Number(solved.fields['tokens'])];
      return {
        given: {
          model: name(modelById(model).name),
          least: count(least),
          within: share(SAME),
          bottleneck: count(bottleneck),
          tokens: count(tokens),
          lora: count(counted('lora', solved)),
          adapter: count(counted('adapter', solved)),
          prefix: count(counted('prefix', solved)),
        },
        misses,
        right: [solved, state(least + 1), state(least, { methods: 'lora,adapter,prefix' })],
        wrong: [
          { answer: state(least, { model: 'llama-33b' }), feedback: 'otherModel' },
          { answer: state(least - 1), feedback: 'lowRank' },
          { answer: state(least, { bottleneck: String(2 * bottleneck) }), feedback: 'adapterLarger' },
          { answer: state(least, { bottleneck: '4' }), feedback: 'adapterSmaller' },
          { answer: state(least, { tokens: '200' }), feedback: 'prefixLarger' },
          { answer: state(least, { tokens: '20' }), feedback: 'prefixSmaller' },
        ],
      };
    },
  },

  'find-a-case': {
    kind: 'configure',
    figure: 'decision-guide',
    variant(random) {
      const { method, least, card } = random.pick(GOALS);
      const goal: Goal = {
        method,
        least,
        most: gpuById(card).memory,
        situation: random.pick(casesFor(method)),
      };
      const { situation } = goal;
      const solutions = solutionsOf(goal);
      const state = (changed: Readonly<Record<string, string>>): FigureReading =>
        sampleReading({ gpu: 'rtx-3090-24g', model: 'llama-7b', ...situation, ...changed });
      const misses = ({ fields }: FigureReading): readonly Feedback[] => {
        const missing: Feedback[] = [];
        const { gpu = '', model = '' } = fields;
        if (fields['data'] !== situation.data) missing.push({ message: 'otherData' });
        if (fields['tasks'] !== situation.tasks) missing.push({ message: 'otherTasks' });
        if (fields['latency'] !== situation.latency) missing.push({ message: 'otherDelay' });
        if (!GUIDE_MODELS.includes(model) || parametersOf(model) < goal.least)
          missing.push({ message: 'smallModel' });
        if (!GPUS.some(({ id, memory }) => id === gpu && memory <= goal.most))
          missing.push({ message: 'largeCard' });
        if (missing.length > 0) return missing;
        const answer = decision(model, gpu, situation).choice?.method;
        if (answer === method) return [];
        return [{ message: answer === undefined ? 'nothingFits' : 'otherAnswer' }];
      };
      const [one, ...others] = solutions;
      const last = others.at(-1);
      if (!one || !last) throw new RangeError('a goal with fewer than two solutions');
      // Within the bounds, but with another answer: the first such model on the goal's own card.
      const misled = GUIDE_MODELS.map((model) => state({ model, gpu: card }))
        .filter((reading) => misses(reading)[0]?.message === 'otherAnswer')
        .slice(0, 1);
      const other = <T>(all: readonly T[], taken: T): string => String(all.find((each) => each !== taken));
      return {
        given: {
          data: DATA[situation.data],
          tasks: TASKS[situation.tasks],
          latency: LATENCY[situation.latency],
          least: compact(least),
          most: bytes(goal.most, 'GiB', 0),
          answer: METHOD_NAMES[method],
          model: name(modelById(one.model).name),
          card: name(gpuById(one.gpu).name),
          total: bytes(decision(one.model, one.gpu, situation).choice?.total ?? Number.NaN),
          memory: bytes(gpuById(one.gpu).memory),
        },
        misses,
        right: [state(one), state(last)],
        wrong: [
          {
            answer: state({ ...one, data: other(['hundreds', 'thousands', 'corpus'], situation.data) }),
            feedback: 'otherData',
          },
          {
            answer: state({ ...one, tasks: other(['one', 'few', 'many'], situation.tasks) }),
            feedback: 'otherTasks',
          },
          {
            answer: state({ ...one, latency: other(['relaxed', 'strict'], situation.latency) }),
            feedback: 'otherDelay',
          },
          { answer: state({ ...one, model: 'qwen3-0.6b' }), feedback: 'smallModel' },
          { answer: state({ ...one, gpu: 'mi300x-192g' }), feedback: 'largeCard' },
          { answer: state({ ...one, model: 'qwen3-235b-a22b' }), feedback: 'nothingFits' },
          ...misled.map((answer) => ({ answer, feedback: 'otherAnswer' })),
        ],
      };
    },
  },
};
