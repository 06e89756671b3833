import { gpuById } from '../../facts/gpus';
import { modelById } from '../../facts/models';
import { fewestGpus, fewestPowerOfTwoGpus, fits } from '../../theory/fit';
import { slideMemory } from '../../theory/memory';
import type { Method } from '../../theory/methods';
import { GB } from '../../theory/units';
import { bytes, compact, count, name, words } from '../given';
import { numberIn, sampleReading } from '../reading';
import { setupOf } from '../setup';
import type { Exercises, Feedback, FigureReading } from '../types';

const FULL = ['llama-7b', 'llama-13b', 'llama-33b', 'llama-65b'] as const;

/** The terms of the slides' formula as an answer may be, with what is often taken for them. */
const TERMS = [
  {
    term: words('the inputs of all layers that recomputation keeps', '重计算时保留的各层输入'),
    key: '2*L*B*T*H',
    mistakes: { layersForgotten: '2*B*T*H', bytesForgotten: 'L*B*T*H' },
  },
  {
    term: words('the logits together with what computing the loss adds', 'logits 以及计算损失时的中间结果'),
    key: '12*B*T*V',
    mistakes: { keptLogits: '4*B*T*V', bytesForgotten: 'B*T*V' },
  },
  {
    term: words('weights, gradients and optimizer states under ZeRO-3', 'ZeRO-3 下的权重、梯度和优化器状态'),
    key: '16*phi/N',
    mistakes: { cardsForgotten: '16*phi', optimizerForgotten: '4*phi/N' },
  },
] as const;

/** The matrices around the output layer, and their shapes. */
const MATRICES = [
  { matrix: words('the inputs of the output layer, all together', '输出层的全部输入'), key: ['B*T', 'H'] },
  { matrix: words('the weights of the output layer', '输出层的权重'), key: ['H', 'V'] },
  { matrix: words('the logits, all together', '全部 logits'), key: ['B*T', 'V'] },
] as const;

/** States of the calculator in which a setting of the exercise can be read off. */
function isSetUp(reading: FigureReading, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([field, value]) => reading.fields[field] === value);
}

export const exercises: Exercises = {
  'sixteen-bytes': {
    kind: 'number',
    measure: 'bytes',
    variant(random) {
      const billions = random.pick([3, 4, 6, 8, 9, 12, 14, 20, 24, 30]);
      const parameters = billions * 1e9;
      const at = (bytesEach: number) => bytesEach * parameters;
      return {
        given: { parameters: compact(parameters), weights: bytes(at(2)), states: bytes(at(16)) },
        key: at(16),
        mistakes: [
          { key: at(2), feedback: 'weightsOnly' },
          { key: at(4), feedback: 'optimizerForgotten' },
          { key: at(12), feedback: 'optimizerOnly' },
          { key: at(8), feedback: 'halfOptimizer' },
        ],
      };
    },
  },

  'whose-bytes': {
    kind: 'match',
    variant(random) {
      const model = random.pick(FULL);
      const { weights, gradients, optimizer } = slideMemory(setupOf(model));
      return {
        given: {
          model: name(modelById(model).name),
          parameters: compact(slideMemory(setupOf(model)).parameters),
          two: bytes(weights),
          four: bytes(2 * weights),
          twelve: bytes(optimizer),
          all: bytes(weights + gradients + optimizer),
        },
        key: { weights: 'two', gradients: 'two', optimizer: 'twelve', all: 'all' },
        mistakes: [
          { key: ['gradients', 'four'], feedback: 'gradientIn16' },
          { key: ['optimizer', 'four'], feedback: 'halfOptimizer' },
          { key: ['all', 'four'], feedback: 'optimizerForgotten' },
        ],
      };
    },
  },

  'shape-of-logits': {
    kind: 'shape',
    symbols: [{ name: 'B' }, { name: 'T' }, { name: 'H' }, { name: 'V' }],
    variant(random) {
      const { matrix, key } = random.pick(MATRICES);
      return {
        given: { matrix, rows: name(key[0].replace('*', '')), columns: name(key[1]) },
        key,
        mistakes: key[0] === 'B*T' ? [{ key: ['T', key[1]], feedback: 'batchForgotten' }] : [],
      };
    },
  },

  'write-the-term': {
    kind: 'formula',
    symbols: [
      { name: 'phi', shown: 'φ' },
      { name: 'L' },
      { name: 'B' },
      { name: 'T' },
      { name: 'H' },
      { name: 'V' },
      { name: 'N' },
    ],
    variant(random) {
      const { term, key, mistakes } = random.pick(TERMS);
      return {
        given: { term, key: name(key.replaceAll('*', '').replace('phi', 'φ')) },
        key,
        mistakes: Object.entries(mistakes).map(([feedback, formula]) => ({ key: formula, feedback })),
      };
    },
  },

  'doubling-cards': {
    kind: 'table',
    variant(random) {
      const model = random.pick(['llama-7b', 'llama-13b'] as const);
      const gpus = random.pick([4, 8]);
      const [batch, sequence] = [random.pick([4, 8]), random.pick([512, 1024])];
      const at = (cards: number) => {
        const { weights, gradients, optimizer, total } = slideMemory(
          setupOf(model, { gpus: cards, batch, sequence }),
        );
        return { states: weights + gradients + optimizer, total };
      };
      const [before, after] = [at(gpus), at(2 * gpus)];
      return {
        given: {
          model: name(modelById(model).name),
          gpus: count(gpus),
          doubled: count(2 * gpus),
          batch: count(batch),
          sequence: count(sequence),
          parameters: compact(slideMemory(setupOf(model)).parameters),
          rest: bytes(before.total - before.states),
          statesBefore: bytes(before.states),
          statesAfter: bytes(after.states),
          totalBefore: bytes(before.total),
          totalAfter: bytes(after.total),
        },
        key: {
          'states-before': {
            measure: 'bytes',
            key: before.states,
            mistakes: [{ key: before.states * gpus, feedback: 'cardsForgotten' }],
          },
          'states-after': {
            measure: 'bytes',
            key: after.states,
            mistakes: [{ key: before.states, feedback: 'statesNotHalved' }],
          },
          'total-after': {
            measure: 'bytes',
            key: after.total,
            mistakes: [{ key: before.total / 2, feedback: 'allHalved' }],
          },
        },
      };
    },
  },

  'thirteen-billion': {
    kind: 'number',
    measure: 'number',
    tolerance: 0,
    variant(random) {
      // Settings in which a power of two of cards, the fewest, and the weights alone all say something else.
      const model = random.pick(['llama-13b', 'llama-33b', 'llama-65b'] as const);
      const gpu = random.pick(['a800-80g', 'rtx-a6000-48g'] as const);
      const setup = setupOf(model, { batch: random.pick([1, 2, 4, 8]), sequence: 512 });
      const { memory, name: card } = gpuById(gpu);
      const gpus = fewestPowerOfTwoGpus(setup, memory) ?? 0;
      const least = fewestGpus(setup, memory) ?? 0;
      const total = (cards: number) => bytes(slideMemory({ ...setup, gpus: cards }).total);
      const forWeights = Math.max(1, Math.ceil(slideMemory(setupOf(model)).weights / memory));
      return {
        given: {
          model: name(modelById(model).name),
          card: name(card),
          batch: count(setup.batch),
          gpus: count(gpus),
          half: count(gpus / 2),
          least: count(least),
          memory: bytes(memory),
          atHalf: total(gpus / 2),
          atGpus: total(gpus),
          atLeast: total(least),
        },
        key: gpus,
        mistakes: [
          { key: least, feedback: 'notPowerOfTwo' },
          { key: forWeights, feedback: 'weightsOnly' },
          { key: gpus / 2, feedback: 'halfTheCards' },
        ].filter(({ key }, at, all) => key !== gpus && all.findIndex((each) => each.key === key) === at),
      };
    },
  },

  'sixteen-sequences': {
    kind: 'predict',
    figure: 'memory-calculator',
    prediction: { ask: 'number', measure: 'bytes', tolerance: 0.1 },
    variant(random) {
      const gpus = random.pick([2, 4]);
      const sequence = random.pick([1024, 2048]);
      const at = (batch: number) => slideMemory(setupOf('llama-7b', { gpus, sequence, batch }));
      const [one, sixteen] = [at(1), at(16)];
      const fields = {
        view: 'slide',
        model: 'llama-7b',
        method: 'full',
        gpus: String(gpus),
        batch: '16',
        sequence: String(sequence),
      };
      return {
        given: {
          gpus: count(gpus),
          sequence: count(sequence),
          one: bytes(one.total),
          sixteen: bytes(sixteen.total),
          activations: bytes(one.activations, 'GB', 2),
          activationsAfter: bytes(sixteen.activations, 'GB', 2),
          logits: bytes(one.logits, 'GB', 2),
          logitsAfter: bytes(sixteen.logits, 'GB', 2),
        },
        measured: (reading) => (isSetUp(reading, fields) ? numberIn(reading, 'total') : null),
        sample: sampleReading(fields, { total: sixteen.total }),
        mistakes: [
          { key: 16 * one.total, feedback: 'allSixteenfold' },
          { key: one.total, feedback: 'nothingGrows' },
        ],
      };
    },
  },

  units: {
    kind: 'choice',
    variant(random) {
      const card = gpuById('rtx-3090-24g').memory;
      // Runs on either side of the card's 24 GiB, and all above 24 × 10⁹ bytes.
      const setups = ['llama-7b', 'llama-13b'].flatMap((model) =>
        [8, 12, 14, 15, 16, 17, 18, 20, 24].map((batch) =>
          setupOf(model, { method: model === 'llama-7b' ? 'lora' : 'qlora', batch, sequence: 512 }),
        ),
      );
      const totals = setups.map((setup) => slideMemory(setup).total);
      const near = totals.filter((total) => total > 24.05 * GB && total < 1.12 * card);
      const [enough, over] = [
        near.filter((total) => fits(total, card)),
        near.filter((total) => !fits(total, card)),
      ];
      const total = random.pick(random.pick([enough, over]));
      return {
        given: {
          total: bytes(total),
          inGib: bytes(total, 'GiB'),
          card: bytes(card),
          cardGib: bytes(card, 'GiB', 0),
        },
        key: [fits(total, card) ? 'fits' : 'too-large'],
      };
    },
  },

  'largest-term': {
    kind: 'order',
    variant(random) {
      const setups = FULL.flatMap((model) =>
        [1, 2, 4, 8, 16, 64].flatMap((gpus) =>
          [1, 4, 16, 32].flatMap((batch) =>
            [512, 2048].map((sequence) => ({ model, setup: setupOf(model, { gpus, batch, sequence }) })),
          ),
        ),
      );
      const terms = ({ setup }: (typeof setups)[number]) => {
        const { weights, gradients, optimizer, activations, logits, other } = slideMemory(setup);
        return { states: weights + gradients + optimizer, activations, logits, other };
      };
      // Terms that lie close together would ask for arithmetic, not for understanding.
      const clear = setups.filter((each) => {
        const sizes = Object.values(terms(each)).sort((a, b) => a - b);
        return sizes.every((size, at) => at === 0 || size > 1.4 * (sizes[at - 1] ?? 0));
      });
      const chosen = random.pick(clear);
      const sizes = terms(chosen);
      const { gpus, batch, sequence, architecture } = chosen.setup;
      const key = Object.entries(sizes)
        .sort(([, a], [, b]) => b - a)
        .map(([term]) => term);
      return {
        given: {
          model: name(modelById(chosen.model).name),
          gpus: count(gpus),
          batch: count(batch),
          sequence: count(sequence),
          layers: count(architecture.numHiddenLayers),
          hiddenSize: count(architecture.hiddenSize),
          vocabSize: count(architecture.vocabSize),
          states: bytes(sizes.states),
          activations: bytes(sizes.activations),
          logits: bytes(sizes.logits),
          other: bytes(sizes.other),
        },
        key,
      };
    },
  },

  'fill-the-cards': {
    kind: 'configure',
    figure: 'memory-calculator',
    variant(random) {
      const model = random.pick(['llama-13b', 'llama-33b'] as const);
      const batch = random.pick([2, 4, 8]);
      const { memory, name: card } = gpuById('a800-80g');
      const least = fewestGpus(setupOf(model, { batch }), memory) ?? 0;
      /** The calculator as it stands when this is solved, but for what is changed. */
      const state = (changed: Readonly<Record<string, string>>): FigureReading => {
        const fields = {
          ...{ view: 'slide', model, method: 'full', gpu: 'a800-80g', sequence: '2048' },
          ...{ gpus: String(least), batch: String(batch) },
          ...changed,
        };
        const setup = {
          method: fields.method as Method,
          gpus: Number(fields.gpus),
          batch: Number(fields.batch),
        };
        return sampleReading(fields, { total: slideMemory(setupOf(model, setup)).total });
      };
      return {
        given: {
          model: name(modelById(model).name),
          batch: count(batch),
          card: name(card),
          least: count(least),
          memory: bytes(memory),
          atLeast: bytes(slideMemory(setupOf(model, { batch, gpus: least })).total),
        },
        misses(reading) {
          const { fields } = reading;
          const missing: Feedback[] = [];
          if (fields['view'] !== 'slide') missing.push({ message: 'otherView' });
          if (fields['model'] !== model) missing.push({ message: 'otherModel' });
          if (fields['method'] !== 'full') missing.push({ message: 'otherMethod' });
          if (fields['gpu'] !== 'a800-80g') missing.push({ message: 'otherCard' });
          if (Number(fields['batch']) < batch) missing.push({ message: 'smallBatch' });
          if (Number(fields['sequence']) < 2048) missing.push({ message: 'shortSequence' });
          const total = numberIn(reading, 'total');
          if (missing.length === 0 && (total === null || !fits(total, memory)))
            missing.push({ message: 'tooMuch' });
          if (missing.length === 0 && Number(fields['gpus']) > least)
            missing.push({ message: 'tooManyCards' });
          return missing;
        },
        right: [state({}), state({ unit: 'GiB' })],
        wrong: [
          { answer: state({ method: 'lora' }), feedback: 'otherMethod' },
          { answer: state({ gpus: String(least - 1) }), feedback: 'tooMuch' },
          { answer: state({ gpus: String(least + 1) }), feedback: 'tooManyCards' },
          { answer: state({ batch: '1' }), feedback: 'smallBatch' },
        ],
      };
    },
  },
};
