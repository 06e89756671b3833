import {
  type Architecture,
  ATTENTION_MATRICES,
  MATRIX_NAMES,
  type MatrixName,
} from '../../../theory/architecture';
import { countLora, countParameters } from '../../../theory/parameters';
import type { Random } from '../../../training/random';
import { near } from '../numbers';
import { readFields, readNumber } from '../returned';
import type { Failure, Property, Task } from '../task';

export interface Counts {
  readonly frozen: number;
  readonly trained: number;
}

/** The sizes of a layer, as the exercise hands them over. */
export interface Layer {
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headDim: number;
}

/** A model of LLaMA's kind with so many such layers. */
const modelOf = (layer: Layer, numHiddenLayers: number): Architecture => ({
  numHiddenLayers,
  hiddenSize: layer.hiddenSize,
  numAttentionHeads: layer.heads,
  numKeyValueHeads: layer.keyValueHeads,
  headDim: layer.headDim,
  intermediateSize: layer.intermediateSize,
  vocabSize: 1,
  tiedEmbeddings: true,
  gated: true,
  attentionBias: { qkv: false, output: false },
  feedForwardBias: false,
  norm: 'rms',
  normsPerLayer: 2,
  queryKeyNorm: false,
  learnedPositions: 0,
  experts: null,
});

type Call = readonly [layer: Layer, rank: number, targets: readonly MatrixName[]];

/** One layer's parameters are what a model gains by it. */
function right([layer, rank, targets]: Call): Counts {
  return {
    frozen: countParameters(modelOf(layer, 2)).total - countParameters(modelOf(layer, 1)).total,
    trained: countLora(modelOf(layer, 1), rank, targets),
  };
}

function layerOf(random: Random): Layer {
  const heads = 4 * (1 + random.integer(2));
  const headDim = random.pick([8, 16]);
  const hiddenSize = heads * headDim;
  return {
    hiddenSize,
    intermediateSize: hiddenSize * random.pick([2, 3]) + 16,
    heads,
    keyValueHeads: heads,
    headDim,
  };
}

/** Parameters of one LLaMA layer, and of LoRA on some of its matrices. */
export const layerCounts: Task<Counts> = {
  entry: 'layerCounts',
  parameters: ['layer', 'rank', 'targets'],
  read: (value) => readFields<Counts>(value, { frozen: readNumber, trained: readNumber }),
  plan(random) {
    const plain = layerOf(random);
    const rank = 2 + random.integer(5);
    const wider = { ...plain, intermediateSize: plain.intermediateSize + 32 };
    const grouped = { ...plain, keyValueHeads: plain.heads / 4 };
    // As in Qwen3, the heads together are wider than the hidden size.
    const broad = { ...grouped, headDim: 2 * plain.headDim };
    const calls: readonly Call[] = [
      [plain, rank, ATTENTION_MATRICES],
      [wider, rank, ATTENTION_MATRICES],
      [grouped, rank, ATTENTION_MATRICES],
      [broad, rank, ['q', 'o']],
      [grouped, rank, MATRIX_NAMES],
      [plain, rank, ['gate', 'down']],
      [plain, rank, []],
      [plain, 2 * rank, ['v']],
    ];
    const differs = (call: number, field: keyof Counts, value: Counts | undefined): Failure | undefined => {
      const out = (value as Counts)[field];
      const expected = right(calls[call] as Call)[field];
      return out === expected ? undefined : { call, what: field, out, expected };
    };
    /** By how much one of the counts grows from one call to another. */
    const grows = (name: string, from: number, to: number): Property<Counts> => ({
      name,
      of: [from, to],
      check([before, after]) {
        const out = (after as Counts).frozen - (before as Counts).frozen;
        const expected = right(calls[to] as Call).frozen - right(calls[from] as Call).frozen;
        return near(out, expected)
          ? undefined
          : { call: to, compared: from, what: 'Δ frozen', out, expected };
      },
    });
    const first = (field: keyof Counts, of: readonly number[], name: string): Property<Counts> => ({
      name,
      of,
      check(values) {
        for (const [at, value] of values.entries()) {
          const failure = differs(of[at] as number, field, value);
          if (failure) return failure;
        }
        return undefined;
      },
    });
    return {
      calls,
      formed: calls.map((_, at) => at),
      properties: [
        grows('feedForward', 0, 1),
        grows('grouped', 2, 0),
        first('frozen', [0, 3], 'frozen'),
        first('trained', [0, 7], 'square'),
        first('trained', [2, 3], 'narrow'),
        first('trained', [5, 4, 6], 'targets'),
      ],
    };
  },
};
