import { gpuById } from '../facts/gpus';
import { differs, TREE_EDGES, TREE_NODES } from '../facts/llamaTree';
import { COMPARISON, TRAININGS, trainingById } from '../facts/metamathqa';
import { modelById } from '../facts/models';
import { publishedById } from '../facts/published';
import { type Recomputation, storedActivations } from '../theory/activations';
import { type Architecture, ATTENTION_MATRICES, type MatrixName } from '../theory/architecture';
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
import { NORMAL_95, standardError, standardizedDifference, tooCloseToCall } from '../theory/proportion';
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
  printed: (setting) => number(member(TEXTBOOK_PRINTED, setting.text('part', 'total'))),
  /** A run of PEFT's comparison. Shares of right answers are in percent, so that their tenths can be shown. */
  measuredRun: (setting) => {
    const run = trainingById(setting.text('run', 'lora--rank32'));
    const part = setting.text('part', 'accuracy');
    if (part === 'accuracy') return number(100 * run.accuracy);
    const value = member(run, part);
    return BYTES_OF_RUNS.includes(part) ? bytes(value) : number(value);
  },
  /** Standard error of a run's accuracy, in percentage points; `level=95` for 1.96 of them. */
  samplingError: (setting) => {
    const { accuracy } = trainingById(setting.text('run', 'lora--rank32'));
    const width = setting.text('level', 'one') === '95' ? NORMAL_95 : 1;
    return number(100 * width * standardError(accuracy, COMPARISON.questions));
  },
  /** Difference of two runs' accuracy in standard errors of that difference. */
  runDifference: (setting) =>
    number(
      standardizedDifference(
        trainingById(setting.text('run', 'lora--rank64-rslora')).accuracy,
        trainingById(setting.text('other', 'lora--rank32')).accuracy,
        COMPARISON.questions,
      ),
    ),
  /** How many other runs the test cannot tell from this one. */
  undecidedRuns: (setting) => {
    const run = trainingById(setting.text('run', 'lora--rank32'));
    return number(
      TRAININGS.filter(
        (other) => other !== run && tooCloseToCall(run.accuracy, other.accuracy, COMPARISON.questions),
      ).length,
    );
  },
  comparison: (setting) =>
    number(
      member(
        {
          ...COMPARISON,
          runs: TRAININGS.length,
          others: TRAININGS.length - 1,
          methods: new Set(TRAININGS.map((run) => run.method)).size,
        },
        setting.text('part', 'runs'),
      ),
    ),
  /** Models of slide S7's family tree, by how the slide or the project marks them. */
  treeCount: (setting) => {
    const part = setting.text('part', 'all');
    const counts = {
      all: TREE_NODES.length - 1,
      light: TREE_NODES.filter(({ slide }) => slide === 'light').length,
      full: TREE_NODES.filter(({ slide }) => slide === 'full').length,
      differing: TREE_NODES.filter(differs).length,
      differingLight: TREE_NODES.filter((node) => differs(node) && node.project === 'light').length,
      unstated: TREE_NODES.filter(({ project }) => project === 'unstated').length,
      fromAlpacaData: TREE_EDGES.filter(({ from, kind }) => from === 'alpaca' && kind === 'data').length,
      pretraining: TREE_EDGES.filter(({ kind }) => kind === 'pretraining').length,
    };
    return number(member(counts, part));
  },
  /** Numbers in an embedding and an output layer of their own, for a vocabulary of `published` size or the model's. */
  vocabularyMatrices: (setting) => {
    const { vocabSize, hiddenSize, tiedEmbeddings } = setting.model();
    const id = setting.text('published', '');
    const size = id === '' ? vocabSize : publishedById(id).value;
    const count = (tiedEmbeddings ? 1 : 2) * size * hiddenSize;
    return setting.text('part', 'count') === 'bytes' ? bytes(BYTES_PER_WEIGHT_16BIT * count) : number(count);
  },
};

const BYTES_OF_RUNS = ['memory', 'averageMemory', 'file'];

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
