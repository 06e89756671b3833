import { GPUS } from '../../facts/gpus';
import { RECOMPUTATIONS, type Recomputation } from '../../theory/activations';
import {
  type Architecture,
  ATTENTION_MATRICES,
  MATRIX_NAMES,
  type MatrixName,
} from '../../theory/architecture';
import {
  ADAPTER_PRECISIONS,
  type AdapterPrecision,
  ATTENTION_KERNELS,
  type AttentionKernel,
  IMPLEMENTATIONS,
  type ImplementationName,
  OPTIMIZERS,
  type Optimizer,
  PRECISIONS,
  type Precision,
} from '../../theory/detailed';
import { METHODS, type Method } from '../../theory/methods';
import type { ByteUnit } from '../../theory/units';
import { choice, type Field, integer, readState, type Schema, subset } from '../base/state';
import { architectureField } from './customModel';
import { GATED_MODELS } from './gatedModels';

export const CALCULATOR_MODELS = GATED_MODELS;

/** Stands in `model` while the reader's own `config.json` is in use. */
export const CUSTOM_MODEL = 'custom';

export interface CalculatorState {
  readonly view: 'slide' | 'detailed';
  readonly model: string;
  /** The reader's own model, of which `model` says `custom`. */
  readonly custom: Architecture | null;
  readonly method: Method;
  readonly rank: number;
  readonly targets: readonly MatrixName[];
  readonly bottleneck: number;
  readonly tokens: number;
  readonly gpus: number;
  readonly batch: number;
  readonly sequence: number;
  readonly gpu: string;
  readonly unit: ByteUnit;
  // What the detailed view asks beside these.
  readonly precision: Precision;
  readonly doubleQuantization: 'true' | 'false';
  readonly adapterPrecision: AdapterPrecision;
  readonly optimizer: Optimizer;
  readonly zero: '0' | '1' | '2' | '3';
  readonly recompute: Recomputation;
  readonly attention: AttentionKernel;
  readonly chunkedLoss: 'true' | 'false';
  readonly accumulation: number;
  /** Whose habits the run follows: what it copies, fuses and keeps. */
  readonly implementation: ImplementationName;
  /** A set-up kept to compare with, as a query of this same form; empty for none. */
  readonly beside: string;
}

const powersOfTwo = (from: number, to: number): number[] => {
  const powers: number[] = [];
  for (let power = from; power <= to; power *= 2) powers.push(power);
  return powers;
};

const SEQUENCES = [
  64, 128, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384, 24576, 32768, 65536,
  131072,
];

/** A kept set-up is read with the same care as the present one; one that has a problem is refused whole. */
const keptField: Field<string> = {
  initial: '',
  format: (value) => value,
  parse(text) {
    const refused = { problem: { kind: 'choice' as const, given: text.slice(0, 32), allowed: [] } };
    if (text.length > MOST_KEPT) return refused;
    const { problems, linkProblem } = readState<CalculatorState>(CALCULATOR_SCHEMA, text);
    return linkProblem || Object.keys(problems).length > 0 ? refused : { value: text };
  },
};
const MOST_KEPT = 600;

/** Also the calculator's public query: the names are a contract that links rely on. */
export const CALCULATOR_SCHEMA = {
  view: choice('slide', ['slide', 'detailed']),
  model: choice('llama-7b', [...CALCULATOR_MODELS.map((model) => model.id), CUSTOM_MODEL]),
  custom: architectureField,
  method: choice('full', METHODS),
  rank: integer(16, powersOfTwo(1, 512)),
  targets: subset(ATTENTION_MATRICES, MATRIX_NAMES),
  bottleneck: integer(64, powersOfTwo(1, 1024)),
  tokens: integer(20, [1, 2, 5, 8, 10, 20, 30, 50, 100, 200, 500, 1000]),
  gpus: integer(1, [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 256, 512, 1024]),
  batch: integer(1, [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 256, 512]),
  sequence: integer(2048, SEQUENCES),
  gpu: choice(
    'rtx-3090-24g',
    GPUS.map((gpu) => gpu.id),
  ),
  unit: choice<ByteUnit>('GB', ['GB', 'GiB']),
  precision: choice('bf16', PRECISIONS),
  doubleQuantization: choice<'true' | 'false'>('true', ['true', 'false']),
  adapterPrecision: choice('fp32', ADAPTER_PRECISIONS),
  optimizer: choice('adamw-master', OPTIMIZERS),
  zero: choice<CalculatorState['zero']>('3', ['0', '1', '2', '3']),
  recompute: choice('full', RECOMPUTATIONS),
  attention: choice('fused', ATTENTION_KERNELS),
  chunkedLoss: choice<'true' | 'false'>('false', ['true', 'false']),
  accumulation: integer(1, powersOfTwo(1, 128)),
  implementation: choice('transformers', IMPLEMENTATIONS),
  beside: keptField,
} satisfies Schema<CalculatorState>;
