import {
  BYTES_PER_ACTIVATION,
  BYTES_PER_GRADIENT,
  BYTES_PER_LOGIT,
  BYTES_PER_LOGIT_IN_LOSS,
  BYTES_PER_OPTIMIZER_STATE,
  BYTES_PER_WEIGHT_16BIT,
  OTHER_BYTES,
} from '../../../theory/memory';
import { near } from '../numbers';
import { readNumber } from '../returned';
import type { Property, Task } from '../task';

/** A run as the exercise hands it over: φ, L, H, V, B, T and N. */
export interface Run {
  readonly parameters: number;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly vocabSize: number;
  readonly batch: number;
  readonly sequence: number;
  readonly gpus: number;
}

/** The slides' formula for full fine-tuning, where φ is given by itself: theory's `slideMemory` counts it from a model. */
export function memoryOf(run: Run): number {
  const { parameters, layers, hiddenSize, vocabSize, batch, sequence, gpus } = run;
  const states = BYTES_PER_WEIGHT_16BIT + BYTES_PER_GRADIENT + BYTES_PER_OPTIMIZER_STATE;
  return (
    (states * parameters) / gpus +
    BYTES_PER_ACTIVATION * layers * batch * sequence * hiddenSize +
    (BYTES_PER_LOGIT + BYTES_PER_LOGIT_IN_LOSS) * batch * sequence * vocabSize +
    OTHER_BYTES
  );
}

const TINY: Run = {
  parameters: 1,
  layers: 1,
  hiddenSize: 1,
  vocabSize: 1,
  batch: 1,
  sequence: 1,
  gpus: 1,
};

/** 16φ/N + 2LBTH + 12BTV + 6 GB, in bytes on each GPU (slide S2). */
export const memoryPerGpu: Task<number> = {
  entry: 'memoryPerGpu',
  parameters: ['run'],
  read: readNumber,
  plan(random) {
    const base: Run = {
      parameters: 1e8 * (5 + random.integer(90)),
      layers: 12 * (1 + random.integer(3)),
      hiddenSize: 1024 * (1 + random.integer(4)),
      vocabSize: 1000 * (30 + random.integer(70)),
      batch: 2 ** (1 + random.integer(4)),
      sequence: 2 ** (9 + random.integer(3)),
      gpus: 2 ** (1 + random.integer(3)),
    };
    const runs: readonly Run[] = [
      base,
      TINY,
      { ...base, parameters: 2 * base.parameters },
      { ...base, gpus: 2 * base.gpus },
      { ...base, layers: 2 * base.layers },
      { ...base, vocabSize: 2 * base.vocabSize },
      { ...base, batch: 2 * base.batch },
    ];
    /** By how much the memory changes from the first run to another: one term alone. */
    const grows = (name: string, call: number): Property<number> => ({
      name,
      of: [0, call],
      check([before, after]) {
        const out = (after as number) - (before as number);
        const expected = memoryOf(runs[call] as Run) - memoryOf(base);
        return near(out / expected, 1) ? undefined : { call, compared: 0, what: 'Δ', out, expected };
      },
    });
    return {
      calls: runs.map((run) => [run]),
      formed: runs.map((_, at) => at),
      properties: [
        grows('states', 2),
        grows('gpus', 3),
        grows('activations', 4),
        grows('logits', 5),
        {
          name: 'constant',
          of: [1],
          check([value]) {
            const expected = memoryOf(TINY);
            return near((value as number) / expected, 1) ? undefined : { call: 1, out: value, expected };
          },
        },
        grows('batch', 6),
        {
          name: 'total',
          of: [0],
          check([value]) {
            const expected = memoryOf(base);
            return near((value as number) / expected, 1) ? undefined : { call: 0, out: value, expected };
          },
        },
      ],
    };
  },
};
