import { COSTS, COSTS_CARD, COSTS_SEQUENCE, type CostRow, costRow } from '../../facts/costs';
import { gpuById } from '../../facts/gpus';
import { modelById } from '../../facts/models';
import { storedActivations } from '../../theory/activations';
import { ATTENTION_MATRICES, MATRIX_NAMES } from '../../theory/architecture';
import { type CardTerm, countCards, shardedMemory } from '../../theory/cards';
import { breakEvenWaiting, gpuHours, runCost } from '../../theory/cost';
import { fewestGpus, fewestPowerOfTwoGpus } from '../../theory/fit';
import { SLIDE_METHODS, slideMemory } from '../../theory/memory';
import { countLora, countParameters } from '../../theory/parameters';
import type { ZeroStage } from '../../theory/zero';
import { bytes, compact, count, name, words } from '../given';
import { distinct } from '../mistakes';
import { combinations, leastFirst } from '../pools';
import { sampleReading } from '../reading';
import { setupOf } from '../setup';
import type { Exercises, Feedback, FigureReading, Given } from '../types';

const SIZES = ['llama-7b', 'llama-13b', 'llama-33b', 'llama-65b'] as const;
/** Sizes at which LoRA is the slower run, so that waiting can turn the answer round. */
const SLOWER = ['llama-13b', 'llama-33b', 'llama-65b'] as const;

type SlideMethod = (typeof SLIDE_METHODS)[number];
const METHOD_WORDS: Readonly<Record<SlideMethod, Given>> = {
  full: words('full fine-tuning', '全量微调'),
  lora: name('LoRA'),
  qlora: name('QLoRA'),
};
const TERM_WORDS: Readonly<Record<CardTerm, Given>> = {
  weights: words('the weights', '模型参数'),
  gradients: words('the gradients', '梯度'),
  optimizer: words('the optimizer states', '优化器状态'),
  activations: words('the activations', '激活值'),
  logits: words('the logits', '输出层 logits'),
  other: words('the software’s constant', '软件的固定开销'),
};

const statesOf = ({ weights, gradients, optimizer }: ReturnType<typeof slideMemory>): number =>
  weights + gradients + optimizer;

/** The four models’ break-even, w/p, where there is one; the first to turn round first. */
const BREAK_EVENS = SLOWER.map((model) => ({
  model,
  times: breakEvenWaiting(costRow(model, 'lora'), costRow(model, 'full')) ?? 0,
})).sort((a, b) => a.times - b.times);

/** Four runs of the tables whose order by GPU-hours is clear, and neither that by hours nor that by cards. */
const FOUR_RUNS = combinations(COSTS, 4).filter((runs) => {
  const hours = runs.map(gpuHours).sort((a, b) => a - b);
  const apart = hours.every((each, at) => at === 0 || each > 1.15 * (hours[at - 1] ?? 0));
  return apart && leastFirst(runs, gpuHours).join() !== leastFirst(runs, (run) => run.hours).join();
});

/** Full runs on a card at which rounding decides nothing, and a power of two says something else than any number. */
function cardRuns() {
  return SIZES.flatMap((model) =>
    (['rtx-a6000-48g', 'a100-40g', 'a800-80g', 'rtx-5090-32g'] as const).flatMap((gpu) =>
      [2, 4, 8].flatMap((batch) => {
        const setup = setupOf(model, { batch, sequence: COSTS_SEQUENCE });
        const { memory } = gpuById(gpu);
        const whole = slideMemory(setup);
        const left = memory - whole.activations - whole.logits - whole.other;
        const exact = statesOf(whole) / left;
        const any = left > 0 ? fewestGpus(setup, memory, 64) : null;
        const power = left > 0 ? fewestPowerOfTwoGpus(setup, memory, 64) : null;
        const isClear = exact % 1 > 0.15 && exact % 1 < 0.85;
        if (any === null || power === null || any > 32 || any === power || !isClear) return [];
        return [{ model, gpu, setup, memory, whole, left, any, power }];
      }),
    ),
  );
}

interface CardState {
  readonly model: (typeof SIZES)[number];
  readonly method: SlideMethod;
  readonly batch: number;
  readonly sequence: number;
  readonly gpu: string;
  readonly zero: ZeroStage;
}

/** How many cards a state of the figure `how-many-cards` asks for, and the term that decides. */
function countState({ model, zero, gpu, ...run }: CardState) {
  const { gpus, term } = countCards(setupOf(model, run), zero, gpuById(gpu).memory);
  return { gpus, term };
}

const cardReading = (state: CardState): FigureReading =>
  sampleReading(Object.fromEntries(Object.entries(state).map(([field, value]) => [field, String(value)])));

function cardState({ fields }: FigureReading): CardState {
  const text = (field: string) => fields[field] ?? '';
  return {
    model: text('model') as CardState['model'],
    method: text('method') as SlideMethod,
    batch: Number(text('batch')),
    sequence: Number(text('sequence')),
    gpu: text('gpu'),
    zero: Number(text('zero')) as ZeroStage,
  };
}

/** States of that figure by what they come to, where at least four come to the same; made at the first use. */
const cardGoals = once(() => {
  const states = SIZES.flatMap((model) =>
    SLIDE_METHODS.flatMap((method) =>
      ['a800-80g', 'rtx-a6000-48g', 'rtx-3090-24g'].flatMap((gpu) =>
        [1, 2, 4, 8, 16, 32].flatMap((batch) =>
          [512, 1024, 2048].map((sequence) => ({ model, method, gpu, batch, sequence, zero: 3 as const })),
        ),
      ),
    ),
  );
  const counted = states.map((state) => ({ state, ...countState(state) }));
  const groups = new Map<string, typeof counted>();
  for (const each of counted) {
    const { state, gpus, term } = each;
    const label = [state.method, state.gpu, gpus, term].join();
    groups.set(label, [...(groups.get(label) ?? []), each]);
  }
  // The figure opens with four A800 and optimizer states.
  const goals = [...groups.values()].filter(
    ([first, ...rest]) =>
      first !== undefined &&
      rest.length >= 3 &&
      first.gpus !== null &&
      first.gpus > 1 &&
      first.gpus <= 32 &&
      !(first.state.gpu === COSTS_CARD && first.gpus === 4 && first.term === 'optimizer'),
  );
  return { counted, goals };
});

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Sets of matrices that carry LoRA, as a text names them. */
const SETS = [
  ['q', 'v', 'up', 'down'],
  ['q', 'gate', 'up', 'down'],
  ['q', 'k', 'v', 'o', 'gate', 'up', 'down'],
  ['q', 'k', 'v', 'o', 'down'],
  ['o', 'down'],
  ['q', 'k', 'v', 'up'],
] as const;

const method = (row: CostRow): Given => METHOD_WORDS[row.method];

export const exercises: Exercises = {
  'sixty-five-billion': {
    kind: 'table',
    variant(random) {
      const model = random.pick(SIZES);
      const price = random.pick([1.5, 2, 3, 4, 5]);
      const [full, lora] = [costRow(model, 'full'), costRow(model, 'lora')];
      const hoursOf = (row: CostRow) =>
        ({
          measure: 'number',
          key: gpuHours(row),
          mistakes: distinct(gpuHours(row), [{ key: row.hours, feedback: 'timesCards' }]),
        }) as const;
      const costOf = (row: CostRow) =>
        ({
          measure: 'number',
          key: runCost(row, price),
          mistakes: distinct(runCost(row, price), [
            { key: row.hours * price, feedback: 'timesCards' },
            { key: gpuHours(row), feedback: 'priceForgotten' },
          ]),
        }) as const;
      return {
        given: {
          model: name(modelById(model).name),
          price: count(price),
          fullCards: count(full.gpus),
          fullHours: count(full.hours),
          loraCards: count(lora.gpus),
          loraHours: count(lora.hours),
          fullProduct: count(gpuHours(full)),
          loraProduct: count(gpuHours(lora)),
          fullCost: count(runCost(full, price)),
          loraCost: count(runCost(lora, price)),
          ratio: count(gpuHours(full) / gpuHours(lora), 1),
        },
        key: {
          'full-hours': hoursOf(full),
          'full-cost': costOf(full),
          'lora-hours': hoursOf(lora),
          'lora-cost': costOf(lora),
        },
      };
    },
  },

  'cheapest-first': {
    kind: 'order',
    variant(random) {
      const runs = random.shuffle(random.pick(FOUR_RUNS));
      const named = (order: readonly number[]) => order.map((at) => 'abcd'.charAt(at));
      const key = named(leastFirst(runs, gpuHours));
      const isTied = new Set(runs.map(({ gpus }) => gpus)).size < runs.length;
      const byHours = named(leastFirst(runs, (run) => run.hours));
      const byCards = named(leastFirst(runs, (run) => run.gpus));
      return {
        given: Object.fromEntries(
          runs.flatMap((run, at) => {
            const letter = 'abcd'.charAt(at);
            return [
              [`model-${letter}`, name(modelById(run.model).name)],
              [`method-${letter}`, method(run)],
              [`cards-${letter}`, count(run.gpus)],
              [`hours-${letter}`, count(run.hours)],
              [`product-${letter}`, count(gpuHours(run), 1)],
            ];
          }),
        ),
        key,
        mistakes: [
          { key: byHours, feedback: 'byHours' },
          ...(isTied || byCards.join() === key.join() || byCards.join() === byHours.join()
            ? []
            : [{ key: byCards, feedback: 'byCards' }]),
        ],
      };
    },
  },

  'break-even': {
    kind: 'number',
    measure: 'number',
    variant(random) {
      const price = random.pick([2, 3, 4]);
      const few = { gpus: random.pick([1, 2]), hours: random.pick([12, 16, 20, 24]) };
      const gpus = few.gpus * random.pick([4, 8]);
      const runs = [0.375, 0.5, 0.75].map((part) => ({ gpus, hours: few.hours * part }));
      const savedBy = (many: (typeof runs)[number]): number => gpuHours(many) - gpuHours(few);
      // Else hours alone come to the same.
      const many = random.pick(runs.filter((each) => savedBy(each) !== (few.hours - each.hours) ** 2));
      const saved = savedBy(many);
      const longer = few.hours - many.hours;
      const times = breakEvenWaiting(few, many) ?? Number.NaN;
      const key = times * price;
      return {
        given: {
          price: count(price),
          fewCards: count(few.gpus),
          fewHours: count(few.hours),
          manyCards: count(many.gpus),
          manyHours: count(many.hours),
          fewProduct: count(gpuHours(few)),
          manyProduct: count(gpuHours(many)),
          saved: count(saved),
          longer: count(longer),
          times: count(times, 1),
          waiting: count(key, 1),
          cost: count(runCost(few, price, key), 0),
        },
        key,
        mistakes: distinct(key, [
          { key: times, feedback: 'priceForgotten' },
          { key: saved * price, feedback: 'notPerHour' },
          { key: (gpuHours(many) * price) / many.hours, feedback: 'oneRunOnly' },
          { key: longer * price, feedback: 'hoursOnly' },
        ]),
      };
    },
  },

  deadline: {
    kind: 'choice',
    variant(random) {
      const { model, times } = random.pick(BREAK_EVENS);
      const price = random.pick([2, 3, 4]);
      const waiting = Math.round(times * price * random.pick([0.3, 0.5, 0.75, 1.4, 2, 3]));
      const [full, lora] = [costRow(model, 'full'), costRow(model, 'lora')];
      const cost = (row: CostRow) => runCost(row, price, waiting);
      return {
        given: {
          model: name(modelById(model).name),
          price: count(price),
          waiting: count(waiting),
          worth: count(waiting / price, 1),
          times: count(times, 1),
          fullHours: count(full.hours),
          loraHours: count(lora.hours),
          fullCards: count(full.gpus),
          loraCards: count(lora.gpus),
          fullCost: count(cost(full), 0),
          loraCost: count(cost(lora), 0),
        },
        key: [cost(lora) < cost(full) ? 'lora' : 'full'],
      };
    },
  },

  'sort-by-waiting': {
    kind: 'configure',
    figure: 'gpu-hours',
    variant(random) {
      const price = random.pick([3, 4, 5]);
      const flips = 1 + random.integer(BREAK_EVENS.length);
      const [flipped, kept] = [BREAK_EVENS.slice(0, flips), BREAK_EVENS.slice(flips)];
      const lower = flipped.at(-1)?.times ?? 0;
      const upper = kept[0]?.times ?? 1.5 * lower;
      const isFullCheaper = (model: string, each: number, waiting: number) =>
        runCost(costRow(model, 'full'), each, waiting) < runCost(costRow(model, 'lora'), each, waiting);
      const state = (each: number, waiting: number) =>
        sampleReading({ size: 'all', price: String(each), waiting: String(waiting) });
      const listed = (models: readonly string[]): Given => {
        const names = models.map((model) => modelById(model).name.replace('LLaMA ', ''));
        const last = names.at(-1) ?? '';
        const first = names.slice(0, -1).join(', ');
        return words(first === '' ? last : `${first} and ${last}`, names.join('、'));
      };
      const middle = (lower + upper) / 2;
      return {
        given: {
          price: count(price),
          flipped: listed(SIZES.filter((size) => flipped.some(({ model }) => model === size))),
          kept: listed(SIZES.filter((size) => !flipped.some(({ model }) => model === size))),
          lower: count(lower, 1),
          waiting: count(price * middle, 0),
        },
        misses({ fields }) {
          const [each, waiting] = [Number(fields['price']), Number(fields['waiting'])];
          const missing: Feedback[] = [];
          if (!(each >= price)) missing.push({ message: 'priceTooLow' });
          if (flipped.some(({ model }) => !isFullCheaper(model, each, waiting)))
            missing.push({ message: 'waitingTooSmall' });
          else if (kept.some(({ model }) => isFullCheaper(model, each, waiting)))
            missing.push({ message: 'waitingTooLarge' });
          return missing;
        },
        right: [state(price, price * middle), state(2 * price, 2 * price * middle)],
        wrong: [
          { answer: state(2, 0), feedback: 'priceTooLow' },
          { answer: state(price, 0), feedback: 'waitingTooSmall' },
          { answer: state(price, 0.99 * price * lower), feedback: 'waitingTooSmall' },
          ...(kept.length > 0
            ? [{ answer: state(price, 1.01 * price * upper), feedback: 'waitingTooLarge' }]
            : []),
        ],
      };
    },
  },

  techniques: {
    kind: 'match',
    variant(random) {
      const model = random.pick(SIZES);
      const gpus = random.pick([2, 4, 8]);
      const batch = random.pick([2, 4, 8]);
      const { architecture, name: called } = modelById(model);
      const setup = setupOf(model, { batch, sequence: COSTS_SEQUENCE });
      const [one, shared] = [slideMemory(setup), slideMemory({ ...setup, gpus })];
      const kept = (policy: 'none' | 'full') =>
        bytes(storedActivations(architecture, batch, COSTS_SEQUENCE, policy));
      const { total: parameters } = countParameters(architecture);
      return {
        given: {
          model: name(called),
          gpus: count(gpus),
          batch: count(batch),
          stepsBefore: count(stepsOf(52_000, batch)),
          stepsAfter: count(stepsOf(52_000, gpus * batch)),
          statesBefore: bytes(statesOf(one)),
          statesAfter: bytes(statesOf(shared)),
          weightsBefore: bytes(4 * parameters),
          weightsAfter: bytes(one.weights),
          activationsBefore: kept('none'),
          activationsAfter: kept('full'),
        },
        key: { parallel: 'steps', zero: 'states', bf16: 'weights', recomputation: 'activations' },
        mistakes: [
          { key: ['parallel', 'states'], feedback: 'parallelDividesNothing' },
          { key: ['zero', 'steps'], feedback: 'zeroIsNoSpeed' },
          { key: ['zero', 'activations'], feedback: 'zeroLeavesActivations' },
          { key: ['bf16', 'states'], feedback: 'bf16Halves' },
          { key: ['recomputation', 'weights'], feedback: 'recomputesActivations' },
        ],
      };
    },
  },

  steps: {
    kind: 'table',
    variant(random) {
      const examples = random.pick([20_000, 52_000, 100_000]);
      const full = { gpus: random.pick([4, 8]), batch: random.pick([4, 8]) };
      const own = random.pick([1, 2, 4, 8].filter((batch) => batch !== 4 || full.batch !== 4));
      const global = full.gpus * full.batch;
      const [ofFull, ofLora] = [stepsOf(examples, global), stepsOf(examples, own)];
      const key = global / own;
      return {
        given: {
          examples: count(examples),
          gpus: count(full.gpus),
          batch: count(full.batch),
          own: count(own),
          global: count(global),
          full: count(ofFull),
          lora: count(ofLora),
          accumulate: count(key),
        },
        key: {
          full: {
            measure: 'number',
            key: ofFull,
            mistakes: distinct(ofFull, [
              { key: stepsOf(examples, full.batch), feedback: 'cardsInBatch' },
              { key: stepsOf(examples, full.gpus), feedback: 'batchInBatch' },
              { key: examples, feedback: 'onePerStep' },
            ]),
          },
          lora: {
            measure: 'number',
            key: ofLora,
            mistakes: distinct(ofLora, [
              { key: ofFull, feedback: 'oneCard' },
              { key: examples, feedback: 'onePerStep' },
            ]),
          },
          accumulate: {
            measure: 'number',
            key,
            tolerance: 0,
            mistakes: distinct(
              key,
              [
                { key: full.gpus, feedback: 'cardsAlone' },
                { key: global, feedback: 'ownBatch' },
              ],
              0,
            ),
          },
        },
      };
    },
  },

  'which-stage': {
    kind: 'number',
    measure: 'bytes',
    variant(random) {
      const model = random.pick(SIZES);
      // Of LoRA's states the frozen weights are nearly all, and no stage divides those but the third.
      const run = 'full' as const;
      const stage = random.pick([1, 2] as const);
      const gpus = random.pick([2, 4, 8, 16]);
      const setup = setupOf(model, { method: run, gpus });
      const at = (each: ZeroStage) => shardedMemory(setup, each);
      const key = statesOf(at(stage));
      const { architecture, name: called } = modelById(model);
      const { memory, name: card } = gpuById(COSTS_CARD);
      return {
        given: {
          model: name(called),
          method: METHOD_WORDS[run],
          stage: count(stage),
          gpus: count(gpus),
          parameters: compact(countParameters(architecture).total),
          trained: words('all of them trained', '全部训练'),
          whole: stage === 1 ? words('weights and gradients', '权重和梯度') : words('the weights', '权重'),
          undivided: bytes(at(stage).weights + (stage === 1 ? at(stage).gradients : 0)),
          divided: bytes(at(stage).optimizer + (stage === 1 ? 0 : at(stage).gradients), 'GB', 2),
          states: bytes(key),
          third: bytes(statesOf(at(3))),
          card: name(card),
          memory: bytes(memory),
        },
        key,
        mistakes: distinct(key, [
          { key: statesOf(at(3)), feedback: 'allDivided' },
          { key: statesOf(at(0)), feedback: 'nothingDivided' },
          { key: statesOf(at(stage === 1 ? 2 : 1)), feedback: 'otherStage' },
          { key: at(stage).optimizer, feedback: 'optimizerAlone' },
        ]),
      };
    },
  },

  'smaller-cards': {
    kind: 'table',
    variant(random) {
      const { model, gpu, setup, memory, whole, left, any, power } = random.pick(cardRuns());
      const forStates = Math.ceil(statesOf(whole) / memory);
      const total = (gpus: number) => bytes(slideMemory({ ...setup, gpus }).total);
      return {
        given: {
          model: name(modelById(model).name),
          card: name(gpuById(gpu).name),
          batch: count(setup.batch),
          memory: bytes(memory),
          states: bytes(statesOf(whole)),
          activations: bytes(whole.activations, 'GB', 2),
          logits: bytes(whole.logits, 'GB', 2),
          other: bytes(whole.other, 'GB', 0),
          left: bytes(left),
          exact: count(statesOf(whole) / left, 2),
          any: count(any),
          power: count(power),
          atPower: total(power),
          half: count(power / 2),
          atHalf: total(power / 2),
        },
        key: {
          left: {
            measure: 'bytes',
            key: left,
            // The logits are half a percent of it in some.
            tolerance: 0.003,
            mistakes: distinct(
              left,
              [
                { key: left + whole.other, feedback: 'constantForgotten' },
                { key: left + whole.logits, feedback: 'logitsForgotten' },
                { key: memory, feedback: 'wholeCard' },
              ],
              0.003,
            ),
          },
          any: {
            measure: 'number',
            key: any,
            tolerance: 0,
            mistakes: distinct(
              any,
              [
                { key: any - 1, feedback: 'roundedDown' },
                { key: forStates, feedback: 'wholeCard' },
              ],
              0,
            ),
          },
          power: {
            measure: 'number',
            key: power,
            tolerance: 0,
            mistakes: distinct(
              power,
              [
                { key: power / 2, feedback: 'halfTheCards' },
                { key: any, feedback: 'notPowerOfTwo' },
              ],
              0,
            ),
          },
        },
      };
    },
  },

  'cards-by-term': {
    kind: 'configure',
    figure: 'how-many-cards',
    variant(random) {
      const { counted, goals } = cardGoals();
      const terms = [...new Set(goals.map(([first]) => first?.term))];
      const wanted = random.pick(terms);
      const goal = random.pick(goals.filter(([first]) => first?.term === wanted));
      const [solved] = goal as [(typeof counted)[number]];
      const { gpus, term } = solved;
      const { method: run, gpu } = solved.state;
      const missesOf = (state: CardState): readonly Feedback[] => {
        const missing: Feedback[] = [];
        if (state.method !== run) missing.push({ message: 'otherMethod' });
        if (state.gpu !== gpu) missing.push({ message: 'otherCard' });
        if (state.zero !== 3) missing.push({ message: 'otherStage' });
        if (missing.length > 0) return missing;
        const found = countState(state);
        if (found.gpus !== null && found.gpus < Number(gpus)) return [{ message: 'tooFewCards' }];
        if (found.gpus !== gpus) return [{ message: 'tooManyCards' }];
        return found.term === term ? [] : [{ message: 'otherTerm' }];
      };
      const change = (changed: Partial<CardState>) => cardReading({ ...solved.state, ...changed });
      const others = counted.filter(({ state }) => state.method === run && state.gpu === gpu);
      return {
        given: {
          method: METHOD_WORDS[run],
          card: name(gpuById(gpu).name),
          gpus: count(Number(gpus)),
          half: count(Number(gpus) / 2),
          term: TERM_WORDS[term],
          model: name(modelById(solved.state.model).name),
          batch: count(solved.state.batch),
          sequence: count(solved.state.sequence),
        },
        misses: (reading) => missesOf(cardState(reading)),
        right: goal.slice(0, 6).map(({ state }) => cardReading(state)),
        wrong: [
          { answer: change({ method: run === 'full' ? 'lora' : 'full' }), feedback: 'otherMethod' },
          { answer: change({ gpu: 't4-16g' }), feedback: 'otherCard' },
          { answer: change({ zero: 2 }), feedback: 'otherStage' },
          ...['tooFewCards', 'tooManyCards', 'otherTerm'].flatMap((feedback) =>
            others
              .filter(({ state }) => missesOf(state)[0]?.message === feedback)
              .slice(0, 1)
              .map(({ state }) => ({ answer: cardReading(state), feedback })),
          ),
        ],
      };
    },
  },

  'count-factors': {
    kind: 'formula',
    symbols: [{ name: 'L' }, { name: 'R' }, { name: 'H' }, { name: 'F' }],
    variant(random) {
      const set = random.pick(SETS);
      const has = (matrix: string) => (set as readonly string[]).includes(matrix);
      const square = ATTENTION_MATRICES.filter(has).length;
      const wide = MATRIX_NAMES.filter(has).length - square;
      const down = has('down') ? 1 : 0;
      const sum = (...parts: readonly (readonly [number, string])[]) =>
        parts
          .filter(([times]) => times > 0)
          .map(([times, what]) => `${times}*${what}`)
          .join(' + ');
      const inside = sum([2 * square + wide, 'H'], [wide, 'F']);
      const listed = set.map((matrix) => (matrix.length === 1 ? matrix.toUpperCase() : matrix));
      return {
        given: {
          matrices: words(listed.join(', '), listed.join('、')),
          square: count(square),
          wide: count(wide),
          key: name(`LR(${inside.replaceAll(/\b1\*/g, '').replaceAll('*', '')})`),
        },
        key: `L*R*(${inside})`,
        mistakes: [
          { key: `R*(${inside})`, feedback: 'layersForgotten' },
          {
            key: `L*R*(${sum([square + wide - down, 'H'], [down, 'F'])})`,
            feedback: 'oneFactor',
          },
          { key: `L*R*(${sum([2 * (square + wide), 'H'])})`, feedback: 'allSquare' },
          { key: `L*(${sum([square, 'H*H'], [wide, 'H*F'])})`, feedback: 'wholeMatrices' },
        ],
      };
    },
  },

  'all-linear': {
    kind: 'number',
    measure: 'bytes',
    variant(random) {
      const model = random.pick(SIZES);
      const rank = random.pick([8, 16, 32, 64]);
      const { architecture, name: called } = modelById(model);
      const [some, all] = [
        countLora(architecture, rank, ATTENTION_MATRICES),
        countLora(architecture, rank, MATRIX_NAMES),
      ];
      const total = (targets: typeof MATRIX_NAMES) =>
        slideMemory(setupOf(model, { method: 'lora', rank, targets, batch: 1, sequence: COSTS_SEQUENCE }))
          .total;
      const key = total(MATRIX_NAMES) - total(ATTENTION_MATRICES);
      const { memory, name: card } = gpuById(COSTS_CARD);
      return {
        given: {
          model: name(called),
          rank: count(rank),
          layers: count(architecture.numHiddenLayers),
          hiddenSize: count(architecture.hiddenSize),
          inner: count(architecture.intermediateSize),
          some: compact(some),
          all: compact(all),
          added: compact(all - some),
          growth: bytes(key, 'GB', 2),
          share: { as: 'share', value: key / memory },
          card: name(card),
        },
        key,
        mistakes: distinct(key, [
          { key: 16 * all, feedback: 'wholeNotGrowth' },
          { key: 2 * (all - some), feedback: 'weightsOnly' },
          { key: 4 * (all - some), feedback: 'optimizerForgotten' },
          { key: key / architecture.numHiddenLayers, feedback: 'layersForgotten' },
          { key: key / 3, feedback: 'oneMatrix' },
        ]),
      };
    },
  },

  'doubled-rank': {
    kind: 'number',
    measure: 'number',
    variant(random) {
      const isRoot = random.pick([false, false, true]);
      const [from, to] = random.pick(
        isRoot
          ? [
              [8, 32],
              [16, 64],
              [4, 64],
              [64, 16],
            ]
          : [
              [16, 32],
              [8, 32],
              [16, 64],
              [32, 8],
              [64, 16],
            ],
      ) as [number, number];
      const alpha = random.pick([8, 16, 32]);
      const [plain, root] = [alpha * (to / from), alpha * Math.sqrt(to / from)];
      const key = isRoot ? root : plain;
      const scale = (at: number, rank: number) => count(at / (isRoot ? Math.sqrt(rank) : rank));
      return {
        given: {
          from: count(from),
          to: count(to),
          alpha: count(alpha),
          rule: isRoot
            ? words('rsLoRA, whose factor is α over the square root of R', 'rsLoRA，系数是 α 除以 R 的平方根')
            : words('LoRA, whose factor is α over R', 'LoRA，系数是 α 除以 R'),
          before: scale(alpha, from),
          unchanged: scale(alpha, to),
          key: count(key),
        },
        key,
        mistakes: distinct(key, [
          { key: alpha, feedback: 'alphaUnchanged' },
          { key: (alpha * alpha) / key, feedback: 'wrongWay' },
          { key: isRoot ? plain : root, feedback: 'otherRule' },
        ]),
      };
    },
  },
};

/** Steps of one pass over the data. */
function stepsOf(examples: number, globalBatch: number): number {
  return Math.ceil(examples / globalBatch);
}
