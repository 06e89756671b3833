import { gpuById } from '../../facts/gpus';
import { modelById } from '../../facts/models';
import { ATTENTION_MATRICES, layerMatrices, MATRIX_NAMES, type MatrixName } from '../../theory/architecture';
import { fits, headroom, largestBatch } from '../../theory/fit';
import {
  BYTES_PER_GRADIENT,
  BYTES_PER_LOGIT,
  BYTES_PER_LOGIT_IN_LOSS,
  BYTES_PER_OPTIMIZER_STATE,
  BYTES_PER_WEIGHT_16BIT,
  OTHER_BYTES,
  slideMemory,
} from '../../theory/memory';
import { countLora, countParameters, slideLora } from '../../theory/parameters';
import { GB } from '../../theory/units';
import { cell } from '../cells';
import { code } from '../code/definition';
import { bytes, compact, count, name, share, words } from '../given';
import { letterOf } from '../letters';
import { distinct } from '../mistakes';
import { setupOf } from '../setup';
import type { Exercises, Feedback, FigureReading } from '../types';

/** Models whose matrices of attention are all H × H, so that 8LHR is right. */
const SQUARE = ['llama-7b', 'llama-13b', 'llama-33b', 'llama-65b'] as const;
const TRAINED_BYTES = BYTES_PER_WEIGHT_16BIT + BYTES_PER_GRADIENT + BYTES_PER_OPTIMIZER_STATE;
const FREED_BYTES = BYTES_PER_GRADIENT + BYTES_PER_OPTIMIZER_STATE;

/** q, k and v */
function listed(targets: readonly string[]) {
  const last = targets.at(-1) ?? '';
  const before = targets.slice(0, -1);
  return words(
    before.length === 0 ? last : `${before.join(', ')} and ${last}`,
    before.length === 0 ? last : targets.join('、'),
  );
}

/** The grouped-query model of the lesson; its three widths differ, so each can be called by its letter. */
const GROUPED = modelById('llama-3.1-8b').architecture;
const LETTERS = {
  H: GROUPED.hiddenSize,
  K: GROUPED.numKeyValueHeads * GROUPED.headDim,
  F: GROUPED.intermediateSize,
} as const;
type Letter = keyof typeof LETTERS;

/** Inputs and outputs of the targets of one layer, in letters: how often each width occurs. */
function widthsOf(targets: readonly MatrixName[]): Readonly<Record<Letter, number>> {
  const sides = layerMatrices(GROUPED)
    .filter((matrix) => targets.includes(matrix.name))
    .flatMap(({ inFeatures, outFeatures }) => [inFeatures, outFeatures]);
  const timesOf = (letter: Letter) => sides.filter((side) => side === LETTERS[letter]).length;
  return { H: timesOf('H'), K: timesOf('K'), F: timesOf('F') };
}

/** What the backward pass multiplies, as the lesson's derivation has it; G has arrived from above in each. */
const GRADIENTS = [
  {
    wanted: words('the gradient of A, beside a frozen W', 'A 的梯度（W 冻结）'),
    formula: name('Xᵀ(GB)'),
    key: ['x', 'b'],
  },
  {
    wanted: words('the gradient of B, beside a frozen W', 'B 的梯度（W 冻结）'),
    formula: name('Gᵀ(XA)'),
    key: ['xa'],
  },
  {
    wanted: words(
      'the gradient of X, of a matrix with LoRA, for the layers below',
      '传给下面各层的 X 的梯度（这个矩阵加了 LoRA）',
    ),
    formula: name('GWᵀ + (GB)Aᵀ'),
    key: ['w', 'a', 'b'],
  },
  {
    wanted: words(
      'the gradient of X, of a frozen matrix without LoRA, for the adapted layers below',
      '传给下面各层的 X 的梯度（这个矩阵冻结，也没有加 LoRA，下面的层加了）',
    ),
    formula: name('GWᵀ'),
    key: ['w'],
  },
  {
    wanted: words('the gradient of W in full fine-tuning', '全量微调时 W 的梯度'),
    formula: name('XᵀG'),
    key: ['x'],
  },
] as const;

/** Whether a run with LoRA fits a card, and if not, what would help. */
const OUTCOMES = ['fits', 'rank', 'rest', 'weights'];

const RANKS = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const ATTENTION_NAMES: readonly string[] = ATTENTION_MATRICES;

/** All choices of matrices that have some of attention and some of the feed-forward network. */
const MIXED: readonly (readonly MatrixName[])[] = Array.from(
  { length: 2 ** MATRIX_NAMES.length },
  (_, bits) => MATRIX_NAMES.filter((_name, at) => (bits >> at) & 1),
).filter(
  (targets) =>
    targets.some((each) => ATTENTION_NAMES.includes(each)) &&
    targets.some((each) => !ATTENTION_NAMES.includes(each)),
);

const GROUPED_MODELS = ['llama-3.1-8b', 'mistral-7b', 'qwen2.5-7b', 'llama-3.2-3b'] as const;
/** What LoRA is to train, as shares of the model. */
const WINDOWS = [
  { low: 0.001, high: 0.0015 },
  { low: 0.002, high: 0.003 },
  { low: 0.003, high: 0.004 },
  { low: 0.004, high: 0.006 },
] as const;

/** Every setting of the figure that trains as much as wanted, on some of each kind of matrices. */
function goalFor(model: string, leastRank: number, { low, high }: (typeof WINDOWS)[number]) {
  const { architecture } = modelById(model);
  const parameters = countParameters(architecture).total;
  const solutions = RANKS.filter((rank) => rank >= leastRank)
    .flatMap((rank) => MIXED.map((targets) => ({ rank, targets })))
    .filter(({ rank, targets }) => {
      const part = countLora(architecture, rank, targets) / parameters;
      return part >= low && part <= high;
    });
  return { solutions };
}

export const exercises: Exercises = {
  'frozen-bytes': {
    kind: 'number',
    measure: 'bytes',
    variant(random) {
      const parameters = random.pick([2, 4, 5, 8, 10, 12, 20, 40]) * 1e9;
      const frozenShare = random.pick([0.25, 0.75, 0.8, 0.9]);
      const frozen = frozenShare * parameters;
      const key = FREED_BYTES * frozen;
      return {
        given: {
          parameters: compact(parameters),
          share: share(frozenShare),
          frozen: compact(frozen),
          freed: bytes(key),
          kept: bytes(BYTES_PER_WEIGHT_16BIT * frozen),
        },
        key,
        mistakes: distinct(key, [
          { key: TRAINED_BYTES * frozen, feedback: 'weightGone' },
          { key: BYTES_PER_OPTIMIZER_STATE * frozen, feedback: 'gradientKept' },
          { key: BYTES_PER_GRADIENT * frozen, feedback: 'onlyTwo' },
          { key: FREED_BYTES * (parameters - frozen), feedback: 'otherPart' },
          { key: FREED_BYTES * parameters, feedback: 'allFrozen' },
        ]),
      };
    },
  },

  'exact-states': {
    kind: 'table',
    variant(random) {
      const model = random.pick(SQUARE);
      const rank = random.pick([8, 16, 32, 64, 128]);
      const setup = setupOf(model, { method: 'lora', rank });
      const { parameters, trainable, frozenWeights, trainedWeights, gradients, optimizer } =
        slideMemory(setup);
      const added = trainedWeights + gradients + optimizer;
      const states = frozenWeights + added;
      const { numHiddenLayers, hiddenSize } = setup.architecture;
      return {
        given: {
          model: name(modelById(model).name),
          rank: count(rank),
          layers: count(numHiddenLayers),
          hiddenSize: count(hiddenSize),
          parameters: compact(parameters),
          trainable: count(trainable),
          frozen: bytes(frozenWeights, 'GB', 2),
          added: bytes(added, 'GB', 2),
          states: bytes(states, 'GB', 2),
          leftOut: share(added / states),
        },
        key: {
          trainable: cell('number', trainable, [
            { key: trainable / 2, feedback: 'halfOfThem' },
            { key: trainable / numHiddenLayers, feedback: 'layersForgotten' },
          ]),
          frozen: cell('bytes', frozenWeights, [
            { key: TRAINED_BYTES * parameters, feedback: 'allTrained' },
            { key: FREED_BYTES * parameters, feedback: 'wrongPart' },
          ]),
          added: cell('bytes', added, [
            { key: trainedWeights, feedback: 'weightsOnly' },
            { key: trainedWeights + gradients, feedback: 'optimizerForgotten' },
            { key: added / 2, feedback: 'halfOfThem' },
            { key: optimizer, feedback: 'optimizerOnly' },
          ]),
          states: cell('bytes', states, [
            { key: TRAINED_BYTES * parameters + added, feedback: 'allTrained' },
          ]),
        },
      };
    },
  },

  'keys-and-values': {
    kind: 'number',
    measure: 'number',
    tolerance: 0,
    variant(random) {
      const model = random.pick(SQUARE);
      const rank = random.pick([4, 8, 16, 32, 64]);
      const targets = random.pick<readonly MatrixName[]>([['k', 'v'], ['q', 'v'], ['q', 'o'], ['v'], ['q']]);
      const { architecture, name: title } = modelById(model);
      const wanted = slideLora(architecture, rank);
      const key = wanted / countLora(architecture, 1, targets);
      return {
        given: {
          model: name(title),
          rank: count(rank),
          targets: listed(targets),
          matrices: count(targets.length),
          wanted: count(wanted),
          atRank: count(countLora(architecture, rank, targets)),
          each: name(`${2 * targets.length}LHR`),
          times: count(key / rank),
          key: count(key),
        },
        key,
        mistakes: distinct(
          key,
          [
            { key: rank, feedback: 'sameRank' },
            { key: rank ** 2 / key, feedback: 'wrongWay' },
            { key: 2 * key, feedback: 'oneFactor' },
            { key: 8 * rank, feedback: 'eightTimes' },
          ],
          0,
        ),
      };
    },
  },

  'grouped-queries': {
    kind: 'formula',
    symbols: [{ name: 'L' }, { name: 'R' }, { name: 'H' }, { name: 'K' }, { name: 'F' }],
    variant(random) {
      const targets = random.pick<readonly MatrixName[]>([
        ['q', 'v'],
        ['k', 'v'],
        ['q', 'k', 'v'],
        ATTENTION_MATRICES,
        MATRIX_NAMES,
        ['v', 'o'],
        ['q', 'v', 'down'],
        ['k', 'v', 'gate', 'up'],
      ]);
      const widths = widthsOf(targets);
      const sum = (each: Readonly<Record<Letter, number>>) => `(${each.H}*H + ${each.K}*K + ${each.F}*F)`;
      const square = { ...widths, H: widths.H + widths.K, K: 0 };
      const shown = (['H', 'K', 'F'] as const)
        .filter((letter) => widths[letter] > 0)
        .map((letter) => `${widths[letter] === 1 ? '' : widths[letter]}${letter}`)
        .join(' + ');
      const attention = targets.filter((each) => ATTENTION_NAMES.includes(each));
      const rank = 16;
      return {
        given: {
          targets: listed(targets),
          key: name(`LR(${shown})`),
          hiddenSize: count(LETTERS.H),
          keyValueWidth: count(LETTERS.K),
          exact: count(countLora(GROUPED, rank, attention)),
          square: count((slideLora(GROUPED, rank) / ATTENTION_MATRICES.length) * attention.length),
          attention: listed(attention),
        },
        key: `L*R*${sum(widths)}`,
        mistakes: [
          { key: `L*R*${sum(square)}`, feedback: 'squareKeys' },
          { key: `R*${sum(widths)}`, feedback: 'layersForgotten' },
          ...(targets === ATTENTION_MATRICES ? [] : [{ key: '8*L*H*R', feedback: 'slideFormula' }]),
          {
            key: `L*(${layerMatrices(GROUPED)
              .filter((matrix) => targets.includes(matrix.name))
              .map(({ inFeatures, outFeatures }) =>
                [inFeatures, outFeatures].map((side) => letterOf(LETTERS, side)).join('*'),
              )
              .join(' + ')})`,
            feedback: 'areaForEdges',
          },
        ],
      };
    },
  },

  'all-seven': {
    kind: 'table',
    variant(random) {
      const model = random.pick(SQUARE);
      const rank = random.pick([8, 16, 32, 64]);
      const { architecture, name: title } = modelById(model);
      const { numHiddenLayers, hiddenSize, intermediateSize } = architecture;
      const at = (targets: readonly MatrixName[]) =>
        slideMemory(setupOf(model, { method: 'lora', rank, targets }));
      const [four, seven] = [at(ATTENTION_MATRICES), at(MATRIX_NAMES)];
      const more = seven.trainable - four.trainable;
      const growth = seven.total - four.total;
      return {
        given: {
          model: name(title),
          rank: count(rank),
          layers: count(numHiddenLayers),
          hiddenSize: count(hiddenSize),
          intermediateSize: count(intermediateSize),
          four: count(four.trainable),
          seven: count(seven.trainable),
          times: count(seven.trainable / four.trainable, 2),
          growth: bytes(growth, 'GB', 2),
          before: bytes(four.total, 'GB', 2),
          after: bytes(seven.total, 'GB', 2),
        },
        key: {
          seven: cell('number', seven.trainable, [
            { key: (four.trainable / 4) * 7, feedback: 'squareFeedForward' },
            { key: more, feedback: 'feedForwardAlone' },
            { key: seven.trainable / numHiddenLayers, feedback: 'layersForgotten' },
          ]),
          growth: cell('bytes', growth, [
            { key: BYTES_PER_WEIGHT_16BIT * more, feedback: 'weightsOnly' },
            { key: (BYTES_PER_WEIGHT_16BIT + BYTES_PER_GRADIENT) * more, feedback: 'optimizerForgotten' },
            { key: TRAINED_BYTES * seven.trainable, feedback: 'notDifference' },
          ]),
        },
      };
    },
  },

  'backward-needs': {
    kind: 'choice',
    several: true,
    variant(random) {
      const { wanted, formula, key } = random.pick(GRADIENTS);
      const all = ['x', 'xa', 'w', 'a', 'b'];
      const strange = all.filter((each) => !key.some((right) => right === each));
      return {
        given: { wanted, formula },
        key,
        wrong: [
          ...strange.map((each) => ({ answer: [each], feedback: `option:${each}` })),
          { answer: [...key, strange[0] ?? ''], feedback: `option:${strange[0]}` },
        ],
      };
    },
  },

  'thirteen-on-a-3090': {
    kind: 'choice',
    variant(random) {
      const settings = SQUARE.flatMap((model) =>
        (['rtx-3090-24g', 'rtx-a6000-48g', 'a800-80g'] as const).flatMap((gpu) =>
          [1, 8, 64, 256].flatMap((rank) =>
            [1, 4, 8, 16].flatMap((batch) =>
              [128, 512, 1024, 2048].map((sequence) => ({ model, gpu, rank, batch, sequence })),
            ),
          ),
        ),
      );
      const outcomeOf = ({ model, gpu, ...rest }: (typeof settings)[number]) => {
        const memory = slideMemory(setupOf(model, { method: 'lora', ...rest }));
        const card = gpuById(gpu);
        const smallest = slideMemory(setupOf(model, { method: 'lora', ...rest, rank: 1 }));
        // What lies within a few percent of the limit asks for arithmetic alone.
        const clear = [memory.total, memory.frozenWeights, smallest.total].every(
          (used) => Math.abs(used / card.memory - 1) > 0.025,
        );
        let outcome = 'weights';
        if (fits(memory.total, card.memory)) outcome = 'fits';
        else if (fits(smallest.total, card.memory)) outcome = 'rank';
        else if (fits(memory.frozenWeights, card.memory)) outcome = 'rest';
        return { memory, card, clear, outcome };
      };
      const wanted = random.pick(OUTCOMES);
      const chosen = random.pick(
        settings.filter((setting) => {
          const { clear, outcome } = outcomeOf(setting);
          return clear && outcome === wanted;
        }),
      );
      const { memory, card, outcome } = outcomeOf(chosen);
      return {
        given: {
          model: name(modelById(chosen.model).name),
          parameters: compact(memory.parameters),
          card: name(card.name),
          memory: bytes(card.memory),
          rank: count(chosen.rank),
          batch: count(chosen.batch),
          sequence: count(chosen.sequence),
          layers: count(modelById(chosen.model).architecture.numHiddenLayers),
          hiddenSize: count(modelById(chosen.model).architecture.hiddenSize),
          vocabSize: count(modelById(chosen.model).architecture.vocabSize),
          frozen: bytes(memory.frozenWeights),
          added: bytes(memory.trainedWeights + memory.gradients + memory.optimizer, 'GB', 2),
          data: bytes(memory.activations + memory.logits, 'GB', 2),
          other: bytes(memory.other, 'GB', 0),
          total: bytes(memory.total),
        },
        key: [outcome],
        wrong: OUTCOMES.filter((each) => each !== outcome).map((each) => ({
          answer: [each],
          feedback: `option:${each}`,
        })),
      };
    },
  },

  'larger-batch': {
    kind: 'number',
    measure: 'number',
    tolerance: 0,
    variant(random) {
      const { memory, name: card } = gpuById('rtx-3090-24g');
      const settings = [8, 16, 32, 64].flatMap((rank) =>
        [128, 256, 384, 512, 768, 1024].map((sequence) => {
          const setup = setupOf('llama-7b', { method: 'lora', rank, sequence });
          const one = slideMemory(setup);
          const each = one.activations + one.logits;
          const batch = largestBatch(setup, memory);
          const room = memory - (one.total - each);
          return { rank, sequence, setup, one, each, batch, room };
        }),
      );
      // The last sequence fits or fails by a margin that rounding to two digits does not decide.
      const clear = settings.filter(({ each, room }) => {
        const left = (room / each) % 1;
        return left > 0.15 && left < 0.85;
      });
      const { rank, sequence, setup, one, each, batch, room } = random.pick(clear);
      const sequences = (space: number, of = each) => Math.floor(space / of);
      const { numHiddenLayers, hiddenSize, vocabSize } = setup.architecture;
      const states = one.weights + one.gradients + one.optimizer;
      return {
        given: {
          card: name(card),
          memory: bytes(memory, 'GB', 2),
          memoryGib: bytes(memory, 'GiB', 0),
          rank: count(rank),
          sequence: count(sequence),
          layers: count(numHiddenLayers),
          hiddenSize: count(hiddenSize),
          vocabSize: count(vocabSize),
          states: bytes(states, 'GB', 2),
          other: bytes(one.other, 'GB', 0),
          room: bytes(room, 'GB', 2),
          each: bytes(each, 'GB', 3),
          batch: count(batch),
          left: bytes(headroom(slideMemory({ ...setup, batch }).total, memory), 'GB', 2),
        },
        key: batch,
        mistakes: distinct(
          batch,
          [
            { key: batch + 1, feedback: 'oneTooMany' },
            { key: sequences(24 * GB - states - OTHER_BYTES), feedback: 'smallerCard' },
            { key: sequences(room + OTHER_BYTES), feedback: 'constantForgotten' },
            { key: sequences(room, one.activations), feedback: 'logitsForgotten' },
            {
              key: sequences(
                room,
                one.activations +
                  (one.logits * BYTES_PER_LOGIT) / (BYTES_PER_LOGIT + BYTES_PER_LOGIT_IN_LOSS),
              ),
              feedback: 'keptLogits',
            },
          ],
          0,
        ),
      };
    },
  },

  'term-left': {
    kind: 'order',
    variant(random) {
      const setups = SQUARE.flatMap((model) =>
        [16, 64, 256].flatMap((rank) =>
          [1, 4, 8, 16, 32, 64].flatMap((batch) =>
            [512, 2048].map((sequence) => ({
              model,
              setup: setupOf(model, { method: 'lora', rank, batch, sequence }),
            })),
          ),
        ),
      );
      const terms = ({ setup }: (typeof setups)[number]) => {
        const { frozenWeights, trainedWeights, gradients, optimizer, activations, logits, other } =
          slideMemory(setup);
        return {
          frozen: frozenWeights,
          added: trainedWeights + gradients + optimizer,
          activations,
          logits,
          other,
        };
      };
      // Terms that lie close together would ask for arithmetic, not for understanding.
      const clear = setups.filter((each) => {
        const sizes = Object.values(terms(each)).sort((a, b) => a - b);
        return sizes.every((size, at) => at === 0 || size > 1.4 * (sizes[at - 1] ?? 0));
      });
      const chosen = random.pick(clear);
      const sizes = terms(chosen);
      const { rank, batch, sequence, architecture } = chosen.setup;
      const key = Object.entries(sizes)
        .sort(([, a], [, b]) => b - a)
        .map(([term]) => term);
      // As under full fine-tuning, where all of the states lead.
      const asTrained = ['added', ...key.filter((term) => term !== 'added')];
      return {
        given: {
          model: name(modelById(chosen.model).name),
          parameters: compact(countParameters(architecture).total),
          rank: count(rank),
          batch: count(batch),
          sequence: count(sequence),
          layers: count(architecture.numHiddenLayers),
          hiddenSize: count(architecture.hiddenSize),
          vocabSize: count(architecture.vocabSize),
          trainable: compact(countLora(architecture, rank, ATTENTION_MATRICES)),
          frozen: bytes(sizes.frozen),
          added: bytes(sizes.added, 'GB', 2),
          activations: bytes(sizes.activations, 'GB', 2),
          logits: bytes(sizes.logits, 'GB', 2),
          other: bytes(sizes.other, 'GB', 0),
        },
        key,
        mistakes: [{ key: asTrained, feedback: 'statesLead' }],
      };
    },
  },

  'choose-the-matrices': {
    kind: 'configure',
    figure: 'matrix-picker',
    variant(random) {
      const leastRank = random.pick([4, 8, 16]);
      const { model, low, high, solutions } = random.pick(
        GROUPED_MODELS.flatMap((each) =>
          WINDOWS.map((window) => ({ model: each, ...window, ...goalFor(each, leastRank, window) })),
        ).filter((goal) => goal.solutions.length >= 12),
      );
      const { architecture, name: title } = modelById(model);
      const parameters = countParameters(architecture).total;
      const trained = (rank: number, targets: readonly MatrixName[]) =>
        countLora(architecture, rank, targets);
      /** The figure with these settings. */
      const state = (rank: number, targets: readonly MatrixName[], other: string = model): FigureReading => ({
        fields: { model: other, rank: String(rank), targets: targets.join(',') },
        numbers: MATRIX_NAMES.map((each) => ({
          quantity: 'trainable',
          row: null,
          value: targets.includes(each) ? trained(rank, [each]) : 0,
        })),
        condition: 'ready',
      });
      const [first, last] = [solutions[0], solutions.at(-1)];
      if (!first || !last) throw new RangeError(`${model}: no solution`);
      return {
        given: {
          model: name(title),
          rank: count(leastRank),
          low: share(low),
          high: share(high),
          parameters: compact(parameters),
          solutions: count(solutions.length),
          first: listed(first.targets),
          firstRank: count(first.rank),
          firstTrained: count(trained(first.rank, first.targets)),
          last: listed(last.targets),
          lastRank: count(last.rank),
          lastTrained: count(trained(last.rank, last.targets)),
        },
        misses({ fields, numbers }) {
          const missing: Feedback[] = [];
          const targets = (fields['targets'] ?? '').split(',');
          if (fields['model'] !== model) missing.push({ message: 'otherModel' });
          if (Number(fields['rank']) < leastRank) missing.push({ message: 'smallRank' });
          if (!targets.some((each) => ATTENTION_NAMES.includes(each)))
            missing.push({ message: 'noAttention' });
          if (!targets.some((each) => ['gate', 'up', 'down'].includes(each)))
            missing.push({ message: 'noFeedForward' });
          if (missing.length > 0) return missing;
          const sum = numbers
            .filter(({ quantity }) => quantity === 'trainable')
            .reduce((total, { value }) => total + value, 0);
          if (sum < low * parameters) missing.push({ message: 'tooFew' });
          if (sum > high * parameters) missing.push({ message: 'tooMany' });
          return missing;
        },
        right: [state(first.rank, first.targets), state(last.rank, last.targets)],
        wrong: [
          { answer: state(16, ATTENTION_MATRICES, 'llama-7b'), feedback: 'otherModel' },
          { answer: state(64, ATTENTION_MATRICES), feedback: 'noFeedForward' },
          { answer: state(64, ['up', 'down']), feedback: 'noAttention' },
          { answer: state(2, MATRIX_NAMES), feedback: 'smallRank' },
          { answer: state(256, MATRIX_NAMES), feedback: 'tooMany' },
        ],
      };
    },
  },
  'write-counts': code('layerCounts'),
};
