import { COSTS, type CostRow, costRow } from '../facts/costs';
import { gpuById } from '../facts/gpus';
import { differs, TREE_EDGES, TREE_NODES } from '../facts/llamaTree';
import { MEASUREMENTS, measurementById } from '../facts/measurements';
import { COMPARISON, TRAININGS, trainingById } from '../facts/metamathqa';
import { modelById } from '../facts/models';
import { publishedById } from '../facts/published';
import { type Recomputation, storedActivations } from '../theory/activations';
import {
  type Architecture,
  ATTENTION_MATRICES,
  layerMatrices,
  type MatrixName,
} from '../theory/architecture';
import { startDistance } from '../theory/bottleneck';
import { breakEvenWaiting, gpuHours, runCost } from '../theory/cost';
import { hits, largestDetailedBatch } from '../theory/detailed';
import { storedNumbers } from '../theory/detailed/quantization';
import { fewestGpus, fewestPowerOfTwoGpus, headroom, largestBatch, longestSequence } from '../theory/fit';
import { keyValueCache } from '../theory/keyValueCache';
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
import { countTrainable, type Method } from '../theory/methods';
import { inferenceCost } from '../theory/methods/inference';
import { countVera } from '../theory/methods/vera';
import { countParameters, slideLora } from '../theory/parameters';
import { NORMAL_95, standardError, standardizedDifference, tooCloseToCall } from '../theory/proportion';
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
const share = (value: number): Evaluated => ({ value, kind: 'share' });
const slideBytes =
  (term: keyof SlideMemory): Quantity =>
  (setting) =>
    bytes(slideMemory(setting.setup())[term]);
const perParameter = {
  weights: BYTES_PER_WEIGHT_16BIT,
  gradients: BYTES_PER_GRADIENT,
  optimizer: BYTES_PER_OPTIMIZER_STATE,
};
/** A setting with the sizes that adapters, prefixes and prompts have beside it. */
const methodSetup = (setting: Setting) => ({
  ...setting.setup(),
  bottleneck: setting.integer('bottleneck', 64),
  tokens: setting.integer('tokens', 20),
});
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
  /** 16·P_m: what training an added part takes beside the frozen model. */
  addedStates: (setting) => {
    const { trainedWeights, gradients, optimizer } = slideMemory(setting.setup());
    return bytes(trainedWeights + gradients + optimizer);
  },
  logitsKept: (setting) => bytes(logitsParts(setting.setup()).kept),
  logitsLoss: (setting) => bytes(logitsParts(setting.setup()).loss),
  trainable: (setting) => number(slideMemory(setting.setup()).trainable),
  trainableShare: (setting) => {
    const { trainable, parameters } = slideMemory(setting.setup());
    return share(trainable / parameters);
  },
  /** One term's share of the total of its own run. */
  termShare: (setting) => {
    const memory = slideMemory(setting.setup());
    return share(member(memory, setting.text('term', 'frozenWeights')) / memory.total);
  },
  /** The total over that of full fine-tuning in the same setting. */
  totalShare: (setting) => {
    const setup = setting.setup();
    return share(slideMemory(setup).total / slideMemory({ ...setup, method: 'full' }).total);
  },
  /** 8LHR, whatever the model's matrices are. */
  slideLora: (setting) => number(slideLora(setting.model(), setting.integer('rank', 16))),
  intermediateSize: (setting) => number(setting.model().intermediateSize),
  methodTrainable: (setting) => number(slideMemory(methodSetup(setting)).trainable),
  methodTotal: (setting) => bytes(slideMemory(methodSetup(setting)).total),
  methodShare: (setting) => {
    const { trainable, parameters } = slideMemory(methodSetup(setting));
    return share(trainable / parameters);
  },
  /** Multiply-adds of what is not merged, as a share of the model's parameters. */
  unmergedWork: (setting) => {
    const setup = methodSetup(setting);
    return share(inferenceCost(setup.architecture, setup).unmergedWork / slideMemory(setup).parameters);
  },
  /** Bytes that a prefix or prompt adds to the cache of each sequence; of one task's file, with `part=file`. */
  carried: (setting) => {
    const setup = methodSetup(setting);
    return bytes(member(inferenceCost(setup.architecture, setup), setting.text('part', 'cache')));
  },
  veraTrainable: (setting) => {
    const { architecture, rank, targets } = setting.setup();
    return number(countVera(architecture, rank, targets));
  },
  /** Of a published percentage over so many questions, in points: √(p(100 − p)/questions). */
  standardError: (setting) => {
    const percent = publishedById(setting.text('id', 'compare-lora')).value;
    const questions = publishedById(setting.text('questions', 'compare-questions')).value;
    return number(Math.sqrt((percent * (100 - percent)) / questions));
  },
  /** Trained parameters of any method; `per=layer` gives one layer's share. */
  tuned: (setting) => number(tuned(setting)),
  tunedShare: (setting) => ({
    value: tuned(setting) / countParameters(setting.model()).total,
    kind: 'share',
  }),
  startDistance: (setting) => ({
    value: startDistance(
      setting.model().hiddenSize,
      setting.integer('bottleneck', 64),
      setting.integer('deviation', 0.01),
    ),
    kind: 'share',
  }),
  keyValueCache: (setting) => bytes(keyValueCache(setting.model(), setting.integer('tokens', 20))),
  keyValueWidth: (setting) => number(setting.model().numKeyValueHeads * setting.model().headDim),
  keyValueHeads: (setting) => number(setting.model().numKeyValueHeads),
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
  longestSequence: (setting) =>
    number(longestSequence(setting.setup(), gpuById(setting.text('gpu', 'rtx-3090-24g')).memory)),
  /** What a run leaves free of a card. */
  headroom: (setting) =>
    bytes(headroom(slideMemory(setting.setup()).total, gpuById(setting.text('gpu', 'rtx-3090-24g')).memory)),
  /** As `fewestCards`, every number of cards tried and not the powers of two alone. */
  fewestOfAny: (setting) => {
    const cards = fewestGpus(setting.setup(), gpuById(setting.text('gpu', 'a800-80g')).memory);
    if (cards === null) throw new Error('no number of cards is enough');
    return number(cards);
  },
  /** A row of the slides' tables; `cost` at `price` for a card and hour and `waiting` for an hour of waiting, `steps` of one pass over the data. */
  tableRun: (setting) => {
    const row = costRow(setting.text('model', 'llama-7b'), setting.text('method', 'full'));
    const [price, waiting] = [setting.integer('price', 1), setting.integer('waiting', 0)];
    return number(partOfRow(row, setting.text('part', 'hours'), price, waiting));
  },
  /** Full fine-tuning over LoRA, or with `over=full` LoRA over full fine-tuning. */
  tableRatio: (setting) => {
    const model = setting.text('model', 'llama-7b');
    const part = setting.text('part', 'gpuHours');
    const of = (method: string): number => partOfRow(costRow(model, method), part);
    const over = setting.text('over', 'lora');
    return number(over === 'full' ? of('lora') / of('full') : of('full') / of('lora'));
  },
  /** GPU-hours that an hour of waiting must be worth before full fine-tuning is the cheaper one. */
  breakEven: (setting) => {
    const model = setting.text('model', 'llama-33b');
    const hours = breakEvenWaiting(costRow(model, 'lora'), costRow(model, 'full'));
    if (hours === null) throw new Error(`LoRA is no slower for “${model}”`);
    return number(hours);
  },
  /** Rows of the slides' tables whose number of cards a model names: the slides' `formula`, or the `detailed` one. */
  tableHits: (setting) => {
    const { right, rows } = tableHits(setting.text('by', 'formula'));
    return number(setting.text('part', 'right') === 'rows' ? rows : right);
  },
  /** The largest batch that the detailed model finds for a run of `content/facts/measurements.json`. */
  detailedBatch: (setting) => {
    const { setup, outcome } = measurementById(setting.text('run', 'slides-lora-llama-7b'));
    if (setup === null || outcome.kind !== 'gpus') throw new Error('this run is none of the slides’ tables');
    return number(largestDetailedBatch(setup, outcome.memory));
  },
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
  /** Bits of information that a code carries on average, where weights are normally distributed. */
  usedBits: (setting) =>
    number(entropy(codeShares(setting.text('format', 'nf4') as FourBitFormat, setting.integer('block', 64)))),
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

/** Examples in Alpaca-52K, as its name counts them. */
const ALPACA_EXAMPLES = 52_000;

function partOfRow(row: CostRow, part: string, price = 1, waiting = 0): number {
  const globalBatch = row.gpus * row.batch;
  return member(
    {
      gpus: row.gpus,
      batch: row.batch,
      hours: row.hours,
      gpuHours: gpuHours(row),
      cost: runCost(row, price, waiting),
      globalBatch,
      steps: Math.ceil(ALPACA_EXAMPLES / globalBatch),
    },
    part,
  );
}

/** Both models hold each run of the tables against the card of the tables, among powers of two. */
function tableHits(by: string): { right: number; rows: number } {
  const runs = MEASUREMENTS.filter((run) => run.source === 'llmbook-slides');
  if (by === 'detailed') return hits(runs, 'gpus');
  const right = COSTS.filter((row) => {
    const run = measurementById(`slides-${row.method}-${row.model}`);
    if (run.setup === null || run.outcome.kind !== 'gpus') return false;
    return fewestPowerOfTwoGpus(run.setup, run.outcome.memory) === row.gpus;
  });
  return { right: right.length, rows: COSTS.length };
}

function tuned(setting: Setting): number {
  return countTrainable(perLayer(setting.model(), setting.text('per', 'model')), {
    method: setting.text('method', 'adapter') as Method,
    rank: setting.integer('rank', 16),
    targets: setting.text('targets', ATTENTION_MATRICES.join(',')).split(',') as MatrixName[],
    bottleneck: setting.integer('bottleneck', 64),
    tokens: setting.integer('tokens', 20),
  });
}

function member(parts: object, name: string): number {
  if (!Object.hasOwn(parts, name))
    throw new Error(`no part “${name}”; there are ${Object.keys(parts).join(', ')}`);
  return (parts as Record<string, number>)[name] as number;
}
