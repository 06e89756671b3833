import { GPUS } from '../../facts/gpus';
import { MODELS } from '../../facts/models';
import type { MatrixName } from '../../theory/architecture';
import { ATTENTION_MATRICES, MATRIX_NAMES } from '../../theory/architecture';
import { SLIDE_METHODS, type SlideMethod } from '../../theory/memory';
import type { ByteUnit } from '../../theory/units';
import { choice, integer, type Schema, subset } from '../base/state';

/** Dense models with a gated feed-forward network: the ones that have all seven matrices to choose from. */
export const CALCULATOR_MODELS = MODELS.filter(
  ({ architecture }) => architecture.gated && architecture.experts === null,
);

export interface CalculatorState {
  readonly view: 'slide';
  readonly model: string;
  readonly method: SlideMethod;
  readonly rank: number;
  readonly targets: readonly MatrixName[];
  readonly gpus: number;
  readonly batch: number;
  readonly sequence: number;
  readonly gpu: string;
  readonly unit: ByteUnit;
}

const powersOfTwo = (from: number, to: number): number[] => {
  const powers: number[] = [];
  for (let power = from; power <= to; power *= 2) powers.push(power);
  return powers;
};

/** Also the calculator's public query: the names are a contract that links rely on. */
export const CALCULATOR_SCHEMA = {
  view: choice('slide', ['slide']),
  model: choice(
    'llama-7b',
    CALCULATOR_MODELS.map((model) => model.id),
  ),
  method: choice('full', SLIDE_METHODS),
  rank: integer(16, powersOfTwo(1, 512)),
  targets: subset(ATTENTION_MATRICES, MATRIX_NAMES),
  gpus: integer(1, [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 256, 512, 1024]),
  batch: integer(1, [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 256, 512]),
  sequence: integer(
    2048,
    [
      64, 128, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384, 24576, 32768,
      65536, 131072,
    ],
  ),
  gpu: choice(
    'rtx-3090-24g',
    GPUS.map((gpu) => gpu.id),
  ),
  unit: choice<ByteUnit>('GB', ['GB', 'GiB']),
} satisfies Schema<CalculatorState>;
