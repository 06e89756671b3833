import { gpuById } from '../facts/gpus';
import { modelById } from '../facts/models';
import { publishedById } from '../facts/published';
import { type Recomputation, storedActivations } from '../theory/activations';
import { type Architecture, ATTENTION_MATRICES, type MatrixName } from '../theory/architecture';
import { storedNumbers } from '../theory/detailed/quantization';
import { fewestPowerOfTwoGpus, largestBatch } from '../theory/fit';
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
import { type BlockSizes, bitsLedger, QLORA_BLOCKS, quantizedModelBytes } from '../theory/quantization/bits';
import {
  codeShares,
  entropy,
  type FourBitFormat,
  fourBitErrorBound,
  typicalError,
} from '../theory/quantization/fourBit';
import { NF4_TABLE } from '../theory/quantization/nf4';
import { normalQuantile } from '../theory/quantization/normal';
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
  blocks(): BlockSizes {
    return {
      block: this.integer('block', QLORA_BLOCKS.block),
      constantBlock: this.integer('constantBlock', QLORA_BLOCKS.constantBlock),
    };
  }
  double(): boolean {
    return this.text('double', 'yes') === 'yes';
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
  printed: (setting) => number(member(TEXTBOOK_PRINTED, setting.text('part', 'total'))),
  /** One published number over another: `over` is the second’s id. */
  publishedRatio: (setting) =>
    number(publishedById(setting.text('id', '')).value / publishedById(setting.text('over', '')).value),
  /**
   * Bits that a quantized weight takes, `part` of them: `total codes first second`; `part=bytes` is the total in bytes.
   * `double=no` for 32-bit constants.
   */
  quantizedBits: (setting) => {
    const ledger = bitsLedger(setting.blocks(), setting.double());
    const part = setting.text('part', 'total');
    return number(part === 'bytes' ? ledger.total / 8 : member(ledger, part));
  },
  /** Bytes of a model with quantized matrices: `part` as above, or `quantized rest`. */
  quantizedMemory: (setting) =>
    bytes(
      member(
        quantizedModelBytes(setting.model(), setting.blocks(), setting.double()),
        setting.text('part', 'total'),
      ),
    ),
  /** The model’s numbers that are quantized, or with `part=rest` those that stay in 16 bits. */
  quantizedCount: (setting) =>
    number(member(storedNumbers(setting.model(), false), setting.text('part', 'quantized'))),
  /** The slides’ total of QLoRA with the weights as they are really stored in place of half a byte each. */
  quantizedTotal: (setting) => {
    const setup: SlideSetup = { ...setting.setup(), method: 'qlora' };
    const { total, frozenWeights } = slideMemory(setup);
    const weights = quantizedModelBytes(setup.architecture, setting.blocks(), setting.double()).total;
    return bytes(total - frozenWeights + weights / setup.gpus);
  },
  /** A value of NF4 by its code, from 0 to 15. */
  nf4Level: (setting) => number(NF4_TABLE[setting.integer('code', 15)] ?? Number.NaN),
  normalQuantile: (setting) => number(normalQuantile(setting.integer('p', 0.75))),
  /** The largest error of a 4-bit format, as a share of the block’s constant. */
  fourBitBound: (setting) => number(fourBitErrorBound(setting.text('format', 'nf4') as FourBitFormat, 1)),
  /** Root mean square error of a normally distributed block, as a share of the weights’ own root mean square. */
  typicalError: (setting) => ({
    value: typicalError(setting.text('format', 'nf4') as FourBitFormat, setting.integer('block', 64)),
    kind: 'share',
  }),
  /** Bits of information that a code carries on average, where weights are normally distributed. */
  usedBits: (setting) =>
    number(entropy(codeShares(setting.text('format', 'nf4') as FourBitFormat, setting.integer('block', 64)))),
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
