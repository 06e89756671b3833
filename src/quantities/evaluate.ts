import { gpuById } from '../facts/gpus';
import { modelById } from '../facts/models';
import { publishedById } from '../facts/published';
import { type Recomputation, storedActivations } from '../theory/activations';
import {
  type Architecture,
  ATTENTION_MATRICES,
  layerMatrices,
  type MatrixName,
} from '../theory/architecture';
import { fewestPowerOfTwoGpus, largestBatch } from '../theory/fit';
import { exampleStep, LORA_EXAMPLE, type LoraStart } from '../theory/loraExample';
import {
  BYTES_PER_GRADIENT,
  BYTES_PER_OPTIMIZER_STATE,
  BYTES_PER_WEIGHT_16BIT,
  logitsParts,
  OTHER_PARTS,
  type SlideMemory,
  type SlideSetup,
  slideMemory,
} from '../theory/memory';
import type { Method } from '../theory/methods';
import { countParameters } from '../theory/parameters';
import { TEXTBOOK_PRINTED, TEXTBOOK_SETUP, textbookExample } from '../theory/textbookExample';
import { shardedStates, type ZeroStage } from '../theory/zero';

export type Parameters = Readonly<Record<string, string | number>>;
export interface Evaluated {
  readonly value: number;
  readonly kind: 'bytes' | 'number' | 'share';
}

/** What a quantity reads its setting from; every read is remembered, so that a misspelt parameter is an error. */
class Setting {
  readonly #given: Parameters;
  readonly #read = new Set<string>();

  constructor(given: Parameters) {
    this.#given = given;
  }
  text(name: string, fallback: string): string {
    this.#read.add(name);
    return String(this.#given[name] ?? fallback);
  }
  integer(name: string, fallback: number): number {
    return Number(this.text(name, String(fallback)));
  }
  unread(): string[] {
    return Object.keys(this.#given).filter((name) => !this.#read.has(name));
  }
  model() {
    return modelById(this.text('model', 'llama-7b')).architecture;
  }
  setup(): SlideSetup {
    return {
      architecture: this.model(),
      method: this.text('method', 'full') as Method,
      rank: this.integer('rank', 16),
      targets: this.text('targets', ATTENTION_MATRICES.join(',')).split(',') as MatrixName[],
      gpus: this.integer('gpus', 1),
      batch: this.integer('batch', 1),
      sequence: this.integer('sequence', 2048),
    };
  }
}

type Quantity = (setting: Setting) => Evaluated;

const bytes = (value: number): Evaluated => ({ value, kind: 'bytes' });
const number = (value: number): Evaluated => ({ value, kind: 'number' });
const slideBytes =
  (term: keyof SlideMemory): Quantity =>
  (setting) =>
    bytes(slideMemory(setting.setup())[term]);
const perParameter = {
  weights: BYTES_PER_WEIGHT_16BIT,
  gradients: BYTES_PER_GRADIENT,
  optimizer: BYTES_PER_OPTIMIZER_STATE,
};
const BYTES_PER_PARAMETER = perParameter.weights + perParameter.gradients + perParameter.optimizer;

/** Every number that a lesson may name. Formulas and sources stand with the functions in `src/theory`. */
const QUANTITIES: Readonly<Record<string, Quantity>> = {
  total: slideBytes('total'),
  weights: slideBytes('weights'),
  frozenWeights: slideBytes('frozenWeights'),
  trainedWeights: slideBytes('trainedWeights'),
  gradients: slideBytes('gradients'),
  optimizer: slideBytes('optimizer'),
  activations: slideBytes('activations'),
  logits: slideBytes('logits'),
  other: slideBytes('other'),
  states: (setting) => {
    const { weights, gradients, optimizer } = slideMemory(setting.setup());
    return bytes(weights + gradients + optimizer);
  },
  logitsKept: (setting) => bytes(logitsParts(setting.setup()).kept),
  logitsLoss: (setting) => bytes(logitsParts(setting.setup()).loss),
  trainable: (setting) => number(slideMemory(setting.setup()).trainable),
  parameters: (setting) => number(countParameters(setting.model()).total),
  layers: (setting) => number(setting.model().numHiddenLayers),
  hiddenSize: (setting) => number(setting.model().hiddenSize),
  heads: (setting) => number(setting.model().numAttentionHeads),
  vocabSize: (setting) => number(setting.model().vocabSize),
  bytesPerParameter: (setting) => {
    const part = setting.text('part', 'all');
    return number(part === 'all' ? BYTES_PER_PARAMETER : member(perParameter, part));
  },
  otherPart: (setting) => bytes(member(OTHER_PARTS, setting.text('part', ''))),
  sharded: (setting) => {
    const parameters = countParameters(setting.model()).total;
    const states = shardedStates(
      parameters,
      setting.integer('stage', 3) as ZeroStage,
      setting.integer('gpus', 1),
    );
    return bytes(member(states, setting.text('part', 'total')));
  },
  /** `per=layer` gives one layer's share. */
  stored: (setting) =>
    bytes(
      storedActivations(
        perLayer(setting.model(), setting.text('per', 'model')),
        setting.integer('batch', 1),
        setting.integer('sequence', 2048),
        setting.text('policy', 'full') as Recomputation,
      ),
    ),
  storedRatio: (setting) => {
    const shape = [setting.model(), setting.integer('batch', 1), setting.integer('sequence', 2048)] as const;
    return number(storedActivations(...shape, 'none') / storedActivations(...shape, 'full'));
  },
  cardMemory: (setting) => bytes(gpuById(setting.text('gpu', 'rtx-3090-24g')).memory),
  fewestCards: (setting) => {
    const cards = fewestPowerOfTwoGpus(setting.setup(), gpuById(setting.text('gpu', 'a800-80g')).memory);
    if (cards === null) throw new Error('no number of cards is enough');
    return number(cards);
  },
  largestBatch: (setting) =>
    number(largestBatch(setting.setup(), gpuById(setting.text('gpu', 'rtx-3090-24g')).memory)),
  example: (setting) => bytes(member(textbookExample(setting.model()), setting.text('part', 'total'))),
  exampleSetting: (setting) => number(member(TEXTBOOK_SETUP, setting.text('part', ''))),
  /** `perParameterOf` divides by a model's parameters: bytes a parameter. */
  published: (setting) => {
    const { value, kind } = publishedById(setting.text('id', ''));
    const model = setting.text('perParameterOf', '');
    return model === ''
      ? { value, kind }
      : number(value / countParameters(modelById(model).architecture).total);
  },
  /** One matrix of a layer: its numbers, those of LoRA's two factors beside it, and their share. */
  oneMatrix: (setting) => {
    const name = setting.text('matrix', 'q');
    const matrix = layerMatrices(setting.model()).find((each) => each.name === name);
    if (!matrix) throw new Error(`the model has no matrix “${name}”`);
    const all = matrix.inFeatures * matrix.outFeatures;
    const lora = setting.integer('rank', 16) * (matrix.inFeatures + matrix.outFeatures);
    const part = setting.text('part', 'all');
    return part === 'share' ? { value: lora / all, kind: 'share' } : number(member({ all, lora }, part));
  },
  /** The worked example of the lesson on LoRA: `start` as in `LORA_STARTS`. */
  loraPass: (setting) => {
    const { loss, nextLoss } = exampleStep(setting.text('start', 'midway') as LoraStart);
    const { alpha, rank, learningRate } = LORA_EXAMPLE;
    const parts = { loss, nextLoss, alpha, learningRate, scale: alpha / rank };
    return number(member(parts, setting.text('part', 'loss')));
  },
  printed: (setting) => number(member(TEXTBOOK_PRINTED, setting.text('part', 'total'))),
};

export const QUANTITY_NAMES: readonly string[] = Object.keys(QUANTITIES);

/** Throws an Error naming a quantity, a parameter or a part that does not exist. */
export function evaluate(name: string, parameters: Parameters): Evaluated {
  const quantity = Object.hasOwn(QUANTITIES, name) ? QUANTITIES[name] : undefined;
  if (!quantity) throw new Error(`no quantity “${name}”; there are ${QUANTITY_NAMES.join(', ')}`);
  const setting = new Setting(parameters);
  const evaluated = quantity(setting);
  const unread = setting.unread();
  if (unread.length > 0) throw new Error(`“${name}” has no parameter ${unread.join(', ')}`);
  return evaluated;
}

/** The same model with one layer alone, where a layer's share is asked for. */
function perLayer(architecture: Architecture, per: string): Architecture {
  return per === 'layer' ? { ...architecture, numHiddenLayers: 1 } : architecture;
}

function member(parts: object, name: string): number {
  if (!Object.hasOwn(parts, name))
    throw new Error(`no part “${name}”; there are ${Object.keys(parts).join(', ')}`);
  return (parts as Record<string, number>)[name] as number;
}
