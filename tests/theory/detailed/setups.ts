import fc from 'fast-check';
import { MODELS } from '../../../src/facts/models';
import { RECOMPUTATIONS } from '../../../src/theory/activations';
import { MATRIX_NAMES } from '../../../src/theory/architecture';
import {
  ADAPTER_PRECISIONS,
  ATTENTION_KERNELS,
  type DetailedMemory,
  type DetailedSetup,
  type DetailedTermId,
  IMPLEMENTATIONS,
  isQuantized,
  OPTIMIZERS,
  PRECISIONS,
} from '../../../src/theory/detailed';
import { countTrainable, METHODS } from '../../../src/theory/methods';
import { ZERO_STAGES } from '../../../src/theory/zero';
import { architectureOf } from '../architectures';

/** LoRA of rank 8 on q and v of LLaMA 7B, on one GPU; a test changes what it is about. */
export function setup(changes: Partial<DetailedSetup> = {}): DetailedSetup {
  const plain: DetailedSetup = {
    architecture: architectureOf('llama-7b'),
    trainable: 0,
    method: 'lora',
    rank: 8,
    targets: ['q', 'v'],
    bottleneck: 64,
    tokens: 30,
    precision: 'bf16',
    doubleQuantization: false,
    adapterPrecision: 'bf16',
    optimizer: 'adamw-master',
    zero: 0,
    gpus: 1,
    batch: 1,
    sequence: 512,
    recompute: 'none',
    attention: 'fused',
    chunkedLoss: false,
    accumulation: 1,
  };
  const changed = { ...plain, ...changes };
  return { ...changed, trainable: changes.trainable ?? countTrainable(changed.architecture, changed) };
}

export function termOf(memory: DetailedMemory, id: DetailedTermId) {
  const found = memory.terms.find((term) => term.id === id);
  if (found === undefined) throw new Error(`no term "${id}"`);
  return found;
}

/** Any set-up that is allowed, of any model of the course. */
export const anySetup: fc.Arbitrary<DetailedSetup> = fc
  .record({
    architecture: fc.constantFrom(...MODELS.map(({ architecture }) => architecture)),
    method: fc.constantFrom(...METHODS),
    rank: fc.integer({ min: 1, max: 128 }),
    targets: fc.uniqueArray(fc.constantFrom(...MATRIX_NAMES)),
    bottleneck: fc.integer({ min: 1, max: 256 }),
    tokens: fc.integer({ min: 1, max: 200 }),
    precision: fc.constantFrom(...PRECISIONS),
    doubleQuantization: fc.boolean(),
    adapterPrecision: fc.constantFrom(...ADAPTER_PRECISIONS),
    optimizer: fc.constantFrom(...OPTIMIZERS),
    zero: fc.constantFrom(...ZERO_STAGES),
    gpus: fc.integer({ min: 1, max: 16 }),
    batch: fc.integer({ min: 1, max: 32 }),
    sequence: fc.integer({ min: 1, max: 4096 }),
    recompute: fc.constantFrom(...RECOMPUTATIONS),
    attention: fc.constantFrom(...ATTENTION_KERNELS),
    chunkedLoss: fc.boolean(),
    accumulation: fc.integer({ min: 1, max: 8 }),
    implementation: fc.constantFrom(...IMPLEMENTATIONS),
  })
  .filter(
    ({ method, precision }) =>
      !(method === 'full' && isQuantized(precision)) && !(method === 'qlora' && !isQuantized(precision)),
  )
  .map((made) => ({ ...made, trainable: countTrainable(made.architecture, made) }));
