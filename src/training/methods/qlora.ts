import {
  CONSTANT_BLOCK,
  DYNAMIC_MAP,
  doubleQuantize,
  NF4_BLOCK,
  NF4_TABLE,
  quantizeNf4,
} from '../../theory/quantization/nf4';
import { DType, np, type StoredArray, type Tensor, type Tensors } from '../engine';
import { MATRICES, type ModelConfig, matrixName, matrixShape, sizeOf } from '../model/config';
import { lowRankFactors, lowRankUpdate } from './lora';
import type { Method, Start } from './method';

/**
 * QLoRA (Dettmers et al. 2023): LoRA on a base whose layers' matrices are held in NF4, blocks of 64, with double
 * quantization. They are 4 bits in memory and become float32 inside the step. Embedding and norms stay as they are.
 */
export const qlora: Method = {
  id: 'qlora',
  prepare: (start) => ({
    frozen: quantized(start),
    trainable: lowRankFactors(start),
    weights: (frozen) => dequantized(start.config, frozen),
    adapt: (trainable) => lowRankUpdate(trainable, start.options),
  }),
};

const TABLE = 'nf4.table';
const MAP = 'nf4.map';

/** What the codes of all matrices are looked up in. */
export const nf4Tables = (): Record<string, StoredArray> => ({
  [TABLE]: vector(Float32Array.from(NF4_TABLE)),
  [MAP]: vector(DYNAMIC_MAP.slice()),
});

function parts(name: string) {
  return {
    codes: `${name}.codes`,
    constants: `${name}.constants`,
    scales: `${name}.scales`,
    offset: `${name}.offset`,
  };
}

/** A matrix in 4 bits, as arrays under names that begin with its own. */
export function quantizedMatrix(name: string, data: Float32Array): Record<string, StoredArray> {
  const nf4 = quantizeNf4(data);
  const { codes, scales, offset } = doubleQuantize(nf4.absmax);
  const names = parts(name);
  return {
    [names.codes]: vector(nf4.codes),
    [names.constants]: vector(codes),
    [names.scales]: vector(scales),
    [names.offset]: vector(Float32Array.of(offset)),
  };
}

function quantized({ base, config }: Start): Record<string, StoredArray> {
  const stored = nf4Tables();
  const matrices = new Set(everyMatrix(config).map(({ name }) => name));
  for (const [name, values] of Object.entries(base)) {
    if (matrices.has(name)) Object.assign(stored, quantizedMatrix(name, values.data));
    else stored[name] = values;
  }
  return stored;
}

const vector = (data: StoredArray['data']): StoredArray => ({ shape: [data.length], data });

function everyMatrix(config: ModelConfig) {
  return Array.from({ length: config.num_hidden_layers }, (_, layer) =>
    MATRICES.map((matrix) => ({
      name: `${matrixName(layer, matrix)}.weight`,
      shape: matrixShape(config, matrix),
    })),
  ).flat();
}

/** The weights in float32 from their codes. */
function dequantized(config: ModelConfig, frozen: Tensors): Tensors {
  return { ...frozen, ...restoredMatrices(config, frozen) };
}

/** Every layer's matrices in float32 from their codes. */
export function restoredMatrices(config: ModelConfig, frozen: Tensors): Record<string, Tensor> {
  const held = (name: string): Tensor => (frozen[name] as Tensor).ref;
  const weights: Record<string, Tensor> = {};
  for (const { name, shape } of everyMatrix(config)) {
    const { codes, constants, scales, offset } = parts(name);
    const numbers = sizeOf(shape);
    const blocks = Math.ceil(numbers / NF4_BLOCK);
    const eighths = unpack(held(constants), 8).slice([0, blocks]);
    const scale = np.repeat(held(scales), CONSTANT_BLOCK).slice([0, blocks]);
    const absmax = held(MAP).slice(eighths).mul(scale).add(held(offset));
    const values = held(TABLE)
      .slice(unpack(held(codes), 4))
      .reshape([blocks, NF4_BLOCK])
      .mul(absmax.reshape([blocks, 1]));
    weights[name] = values
      .reshape([blocks * NF4_BLOCK])
      .slice([0, numbers])
      .reshape([...shape]);
  }
  return weights;
}

/** Codes of `bits` bits from 32-bit words, the lowest bits first: [n] → [n · 32 / bits] int32. */
function unpack(words: Tensor, bits: 4 | 8): Tensor {
  const count = words.shape[0] as number;
  const each = 32 / bits;
  const shifts = np.array(
    Uint32Array.from({ length: each }, (_, i) => bits * i),
    {
      shape: [1, each],
      dtype: DType.Uint32,
    },
  );
  const mask = np.array(Uint32Array.of(2 ** bits - 1), { shape: [1, 1], dtype: DType.Uint32 });
  return np
    .bitwiseAnd(np.rightShift(words.reshape([count, 1]), shifts), mask)
    .reshape([count * each])
    .astype(DType.Int32);
}
